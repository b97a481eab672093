import { multiplyRatio, sumCents } from '../money.ts';

/** One airing: its rating in hundredths of a point (8.0 is 800) and how long it runs. */
export type RatedAiring = Readonly<{ ratingHundredths: number; lengthSeconds: number }>;

/** GRPs of a schedule in hundredths. The same sum on a demo is TRP; keep the demo beside it. Example: 8.0 + 4.5 → 1,250. */
export function scheduleGrpHundredths(airings: readonly RatedAiring[]): number {
  return sumCents(airings.map(({ ratingHundredths }) => ratingHundredths));
}

/** GRPs of a schedule at :30 each, in hundredths, rounded once: a :15 counts half, a :60 double. Example: 8.0 at :15 → 400. */
export function scheduleEquivalizedGrpHundredths(airings: readonly RatedAiring[]): number {
  return multiplyRatio(sumCents(airings.map((each) => each.ratingHundredths * each.lengthSeconds)), 1, 30);
}
