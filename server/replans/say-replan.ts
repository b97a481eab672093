import type { ResponseUnit } from '../../shared/domain/allocation/forecast/cold-start.ts';

const WORDS: Readonly<Record<ResponseUnit, string>> = {
  reach: 'people reached',
  impressions: 'impressions',
  grps: 'rating points',
  conversions: 'conversions',
  donations: 'donations',
};

/** As the screen writes it: 360 basis points are "3.6%". */
const percent = (basisPoints: number) => `${Number((basisPoints / 100).toFixed(2))}%`;

/** The finding in one sentence or two. Example: "On plan 1.0: nothing proposed. The best re-split found would add 0.12%, …". */
export function sayReplan(input: {
  planVersion: string;
  moves: number;
  isRequired: boolean;
  gain: number;
  gainBasisPoints: number;
  thresholdBasisPoints: number;
  unit: ResponseUnit;
}): string {
  const share = percent(input.gainBasisPoints);
  const found = `${input.gain.toLocaleString('en-US', { maximumFractionDigits: input.gain < 1_000 ? 1 : 0 })} ${WORDS[input.unit]}`;
  const least = percent(input.thresholdBasisPoints);
  if (input.moves === 0) {
    const best = input.gain > 0 ? `The best re-split found would add ${found} (${share})` : 'No re-split adds anything';
    return `On plan ${input.planVersion}: nothing proposed. ${best}; a proposal needs ${least}.`;
  }
  const moves = `${input.moves} ${input.moves === 1 ? 'move' : 'moves'}`;
  if (input.isRequired)
    return `Plan ${input.planVersion} can't be kept: more is spent or committed than it gives. ${moves} make room where it costs least, ${found} (${share}) better than cutting every line alike.`;
  return `${moves} would add ${found} (${share}) to keeping plan ${input.planVersion}.`;
}
