/** One airing: its rating in hundredths of a point and how long it runs. `8.0` is 800. */
export type RatedAiring = Readonly<{ ratingHundredths: number; lengthSeconds: number }>;

/** Gross rating points: the sum of ratings. The same sum on a demo is TRP; keep the demo beside it. Example: 8.0 + 4.5 → 12.5. */
export function grossRatingPoints(airings: readonly RatedAiring[]): number {
  return airings.reduce((sum, { ratingHundredths }) => sum + ratingHundredths, 0) / 100;
}

/** GRPs at :30 each: seconds ÷ 30, so a :15 counts half and a :60 double. Example: 8.0 at :15 → 4. */
export function equivalisedRatingPoints(airings: readonly RatedAiring[]): number {
  return airings.reduce((sum, each) => sum + each.ratingHundredths * each.lengthSeconds, 0) / 3000;
}

/** GRP = reach % × frequency. Example: reach .5, frequency 3 → 150. */
export function pointsOfReach(reach: number, frequency: number): number {
  return 100 * reach * frequency;
}
