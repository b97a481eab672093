import type { Channel } from '../../plan.ts';

/** A low, middle and high value: the middle is used, the others show how far off it may be (about 8 cases in 10 fall between). */
export type Band = Readonly<{ low: number; middle: number; high: number }>;

/**
 * What a channel can be expected to do before anything is measured. `reachCeiling`: share of the market it can reach at any spend;
 * `usefulFrequency`: exposures a person before more is waste; `clicksPerThousand` and `completionShare` turn other rates into CPM;
 * `responsesPerThousandReached`: conversions or donations of 1,000 people reached. Planning judgement, wide on purpose: replaced line
 * by line as delivery arrives.
 */
export type Benchmark = Readonly<{
  reachCeiling: Band;
  usefulFrequency: number;
  clicksPerThousand: number;
  completionShare: number;
  responsesPerThousandReached: Band;
}>;

const band = (low: number, middle: number, high: number): Band => ({ low, middle, high });

export const BENCHMARKS = {
  linear_tv: {
    reachCeiling: band(0.6, 0.78, 0.9),
    usefulFrequency: 12,
    clicksPerThousand: 0.2,
    completionShare: 0.95,
    responsesPerThousandReached: band(0.3, 0.8, 2),
  },
  ctv: {
    reachCeiling: band(0.35, 0.55, 0.7),
    usefulFrequency: 10,
    clicksPerThousand: 0.5,
    completionShare: 0.94,
    responsesPerThousandReached: band(0.3, 0.9, 2.2),
  },
  olv: {
    reachCeiling: band(0.4, 0.6, 0.75),
    usefulFrequency: 10,
    clicksPerThousand: 2,
    completionShare: 0.6,
    responsesPerThousandReached: band(0.4, 1, 2.5),
  },
  display: {
    reachCeiling: band(0.45, 0.68, 0.85),
    usefulFrequency: 15,
    clicksPerThousand: 1,
    completionShare: 1,
    responsesPerThousandReached: band(0.2, 0.6, 1.5),
  },
  social: {
    reachCeiling: band(0.45, 0.62, 0.8),
    usefulFrequency: 12,
    clicksPerThousand: 9,
    completionShare: 0.2,
    responsesPerThousandReached: band(0.8, 2, 5),
  },
  search: {
    reachCeiling: band(0.08, 0.2, 0.35),
    usefulFrequency: 5,
    clicksPerThousand: 40,
    completionShare: 1,
    responsesPerThousandReached: band(3, 8, 20),
  },
  radio: {
    reachCeiling: band(0.5, 0.68, 0.82),
    usefulFrequency: 12,
    clicksPerThousand: 0.1,
    completionShare: 0.95,
    responsesPerThousandReached: band(0.2, 0.5, 1.2),
  },
  streaming_audio: {
    reachCeiling: band(0.25, 0.4, 0.55),
    usefulFrequency: 12,
    clicksPerThousand: 0.5,
    completionShare: 0.93,
    responsesPerThousandReached: band(0.2, 0.6, 1.5),
  },
  ooh: {
    reachCeiling: band(0.5, 0.72, 0.88),
    usefulFrequency: 20,
    clicksPerThousand: 0.05,
    completionShare: 1,
    responsesPerThousandReached: band(0.1, 0.3, 0.8),
  },
} as const satisfies Record<Channel, Benchmark>;
