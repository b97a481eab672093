import type { Channel } from '../../plan.ts';

/** What is believed of a channel before it is measured: share of a week's effect felt in the next, in basis points. */
export type UsualCarryOver = Readonly<{ low: number; middle: number; high: number; of: string }>;

const TELEVISION: UsualCarryOver = { low: 3_000, middle: 5_500, high: 8_000, of: 'television' };
const RADIO_AND_OUTDOOR: UsualCarryOver = { low: 1_000, middle: 2_500, high: 4_000, of: 'radio and outdoor' };
const DIGITAL: UsualCarryOver = { low: 0, middle: 1_500, high: 3_000, of: 'digital channels' };

/**
 * Where carry-over starts before a person sets it: the middle of the range that Robyn's guide for geometric adstock gives by week (TV .3–.8,
 * radio and outdoor .1–.4, digital 0–.3). Television over the internet is taken as television, streaming audio as radio.
 * Example: `usualCarryOver('linear_tv').middle` is 5,500.
 */
export function usualCarryOver(channel: Channel): UsualCarryOver {
  switch (channel) {
    case 'linear_tv':
    case 'ctv':
      return TELEVISION;
    case 'radio':
    case 'streaming_audio':
    case 'ooh':
      return RADIO_AND_OUTDOOR;
    case 'olv':
    case 'display':
    case 'social':
    case 'search':
      return DIGITAL;
  }
}
