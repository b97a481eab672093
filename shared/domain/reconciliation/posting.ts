import { multiplyRatio } from '../money.ts';

/** One spot for posting, in whole impressions (or any whole audience unit, the same for all). */
export type PostedSpot = Readonly<{
  id: string;
  station: string;
  /** The broadcast quarter, such as `2026-Q4`. */
  quarter: string;
  orderedAudience: number;
  /** Left out while not measured yet. */
  deliveredAudience?: number;
  /** The missed spot this one replaces: its delivery counts there, its own order doesn't count again. */
  makegoodFor?: string | undefined;
  /** Money was given back: neither ordered nor owed any more. */
  credited?: boolean;
}>;

/** How a station did in a quarter. `owed` is the audience missing to the line; `unmeasured` spots may still change it. */
export type PostingRow = Readonly<{
  station: string;
  quarter: string;
  ordered: number;
  delivered: number;
  /** Delivered ÷ ordered in hundredths of a percent, rounded to even; null when nothing was ordered. */
  shareBasisPoints: number | null;
  owed: number;
  unmeasured: number;
  status: 'met' | 'below' | 'nothing_ordered';
}>;

/** The usual line under which a station owes audience. */
export const POSTING_LINE_BASIS_POINTS = 9_000;

/**
 * Posts per station and quarter: what was delivered against what was ordered, and what is owed up to the line. One station's
 * surplus never pays for another's shortfall, nor one quarter's for the next. Rows come by station, then quarter.
 * Example: 12,500 of 14,000 = 89.29 %, line 90 % → 12,600 − 12,500 = 100 owed.
 */
export function postStations(
  spots: readonly PostedSpot[],
  lineBasisPoints = POSTING_LINE_BASIS_POINTS,
): readonly PostingRow[] {
  const byId = new Map(spots.map((spot) => [spot.id, spot]));
  const sums = new Map<
    string,
    { station: string; quarter: string; ordered: number; delivered: number; unmeasured: number }
  >();
  for (const spot of spots) {
    const home = originOf(spot, byId);
    const key = `${home.station}\n${home.quarter}`;
    const sum = sums.get(key) ?? {
      station: home.station,
      quarter: home.quarter,
      ordered: 0,
      delivered: 0,
      unmeasured: 0,
    };
    sums.set(key, sum);
    if (spot.credited) continue;
    if (spot.makegoodFor === undefined) sum.ordered += spot.orderedAudience;
    if (spot.deliveredAudience === undefined) sum.unmeasured += 1;
    else sum.delivered += spot.deliveredAudience;
  }
  return [...sums.values()]
    .sort((a, b) => compare(a.station, b.station) || compare(a.quarter, b.quarter))
    .map((sum) => postingRow(sum, lineBasisPoints));
}

/** A make-good of a make-good leads back to the first missed spot. */
function originOf(spot: PostedSpot, byId: ReadonlyMap<string, PostedSpot>): PostedSpot {
  let origin = spot;
  for (const seen = new Set([spot.id]); origin.makegoodFor !== undefined;) {
    const next = byId.get(origin.makegoodFor);
    if (!next || seen.has(next.id)) return origin;
    seen.add(next.id);
    origin = next;
  }
  return origin;
}

function postingRow(
  sum: Readonly<{ station: string; quarter: string; ordered: number; delivered: number; unmeasured: number }>,
  lineBasisPoints: number,
): PostingRow {
  if (sum.ordered === 0) return { ...sum, shareBasisPoints: null, owed: 0, status: 'nothing_ordered' };
  const line = multiplyRatio(sum.ordered, lineBasisPoints, 10_000, 'up');
  const owed = Math.max(0, line - sum.delivered);
  const shareBasisPoints = multiplyRatio(sum.delivered, 10_000, sum.ordered);
  return { ...sum, shareBasisPoints, owed, status: owed > 0 ? 'below' : 'met' };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
