import { normalizeTrafficCode, trafficCodeBase } from '../creative/ad-id.ts';
import type { AsRunMatch, AsRunResult, AsRunRow, ExpectedSpot, UnmatchedReason, UnmatchedRow } from './as-run.ts';
import { isSameProgram } from '../station.ts';
import { pairInOrder } from './pair-in-order.ts';

export type MatchAsRunInput = Readonly<{
  spots: readonly ExpectedSpot[];
  rows: readonly AsRunRow[];
  /** How far from its time a spot may have aired and still be the one meant. */
  toleranceMs: number;
}>;

type Group = { spots: ExpectedSpot[]; rows: AsRunRow[] };

/**
 * Matches as-run rows to expected spots one to one on station, Ad-ID (normalised), length and time within the tolerance.
 * Of spots equally near the one bought in the program the row names is meant.
 * What is doubled, a twin of the other definition, without a code, or equally near two spots goes to the unmatched queue with
 * a reason; nothing is dropped.
 * Example: two equal rows for one spot → one match, one `duplicate`.
 */
export function matchAsRun(input: MatchAsRunInput): AsRunResult {
  const groups = groupUp(input);
  const matches: AsRunMatch[] = [];
  const unmatchedRows: UnmatchedRow[] = [];
  const stray: AsRunRow[] = [];
  for (const group of groups.values()) {
    if (group.spots.length === 0) stray.push(...group.rows);
    else matchGroup(group, input.toleranceMs, matches, unmatchedRows);
  }
  const finder = strayFinder(input);
  unmatchedRows.push(...stray.map((row) => finder(row)));
  const matched = new Set(matches.map(({ spotId }) => spotId));
  const queued = new Set(unmatchedRows.flatMap(({ candidateSpotIds }) => candidateSpotIds));
  return {
    matches: matches.sort((a, b) => a.row - b.row),
    unmatchedRows: unmatchedRows.sort((a, b) => a.row - b.row),
    unreported: input.spots
      .filter(({ id }) => !matched.has(id))
      .map(({ id }) => ({ spotId: id, reason: queued.has(id) ? 'row_in_queue' : 'no_row' })),
  };
}

function groupUp({ spots, rows }: MatchAsRunInput): Map<string, Group> {
  const groups = new Map<string, Group>();
  const groupOf = (station: string, adId: string, lengthSeconds: number): Group => {
    const key = `${station}\n${normalizeTrafficCode(adId)}\n${lengthSeconds}`;
    const group = groups.get(key) ?? { spots: [], rows: [] };
    groups.set(key, group);
    return group;
  };
  for (const spot of spots) groupOf(spot.station, spot.adId, spot.lengthSeconds).spots.push(spot);
  for (const row of rows) groupOf(row.station, row.adId, row.lengthSeconds).rows.push(row);
  return groups;
}

function matchGroup(group: Group, tolerance: number, matches: AsRunMatch[], unmatched: UnmatchedRow[]): void {
  const spots = [...group.spots].sort((a, b) => a.airsAt - b.airsAt || (a.id < b.id ? -1 : 1));
  const { single, doubled } = withoutCopies(group.rows);
  const pairs = pairInOrder(
    spots.map(({ airsAt }) => airsAt),
    single.map(({ airedAt }) => airedAt),
    tolerance,
  );
  const spotOf = new Map(pairs.map(({ first, second }) => [second, first]));
  const rowOf = new Map(pairs.map(({ first, second }) => [first, second]));
  const taken = new Set<string>();
  for (const row of doubled) unmatched.push(queue(row, 'duplicate', near(row, spots, tolerance)));
  single.forEach((row, at) => {
    const paired = spots[spotOf.get(at) ?? -1];
    const candidates = near(row, spots, tolerance);
    if (!paired) {
      unmatched.push(unpaired(row, at, { spots, single, rowOf, candidates, tolerance }));
      return;
    }
    const rivals = rivalSpots(row, paired, spots, rowOf).filter(({ id }) => !taken.has(id));
    const spot = rivals.length > 0 ? bought(row, [paired, ...rivals]) : paired;
    const rivalRow = single.some(
      (other, place) => place !== at && !spotOf.has(place) && sameDistance(other, row, paired),
    );
    if (!spot || rivalRow) {
      unmatched.push(
        queue(
          row,
          'ambiguous',
          [paired, ...rivals].map(({ id }) => id),
        ),
      );
      return;
    }
    taken.add(spot.id);
    matches.push({ spotId: spot.id, row: row.row, offsetMs: row.airedAt - spot.airsAt, aired: row.aired });
  });
}

/** The one spot of several equally near that was bought in the program the row names; undefined when none or several were. */
function bought(row: AsRunRow, spots: readonly ExpectedSpot[]): ExpectedSpot | undefined {
  const same = spots.filter(({ program }) => isSameProgram(program, row.program));
  return same.length === 1 ? same[0] : undefined;
}

const sameDistance = (a: AsRunRow, b: AsRunRow, spot: ExpectedSpot): boolean =>
  Math.abs(a.airedAt - spot.airsAt) === Math.abs(b.airedAt - spot.airsAt);

/** Spots without a row that are exactly as near as the one paired. */
function rivalSpots(
  row: AsRunRow,
  paired: ExpectedSpot,
  spots: readonly ExpectedSpot[],
  rowOf: ReadonlyMap<number, number>,
): ExpectedSpot[] {
  const distance = Math.abs(row.airedAt - paired.airsAt);
  return spots.filter(
    (spot, at) => !rowOf.has(at) && spot.id !== paired.id && Math.abs(row.airedAt - spot.airsAt) === distance,
  );
}

/** The first of each set of rows with the same time; the others are copies. */
function withoutCopies(rows: readonly AsRunRow[]): { single: AsRunRow[]; doubled: AsRunRow[] } {
  const sorted = [...rows].sort((a, b) => a.airedAt - b.airedAt || a.row - b.row);
  const single: AsRunRow[] = [];
  const doubled: AsRunRow[] = [];
  for (const row of sorted) (single.at(-1)?.airedAt === row.airedAt ? doubled : single).push(row);
  return { single, doubled };
}

function near(row: AsRunRow, spots: readonly ExpectedSpot[], tolerance: number): string[] {
  return spots.filter(({ airsAt }) => Math.abs(airsAt - row.airedAt) <= tolerance).map(({ id }) => id);
}

type Unpaired = Readonly<{
  spots: readonly ExpectedSpot[];
  single: readonly AsRunRow[];
  rowOf: ReadonlyMap<number, number>;
  candidates: readonly string[];
  tolerance: number;
}>;

/** A row left over: too far from every spot, as near as the row that was paired, or one row too many. */
function unpaired(row: AsRunRow, at: number, { spots, single, rowOf, candidates }: Unpaired): UnmatchedRow {
  if (candidates.length === 0) return queue(row, 'outside_tolerance', spots.map(({ id }) => id).slice(0, 5));
  const tied = spots.some((spot, place) => {
    const other = single[rowOf.get(place) ?? -1];
    return other !== undefined && single[at] !== other && sameDistance(other, row, spot);
  });
  return queue(row, tied ? 'ambiguous' : 'duplicate', candidates);
}

function strayFinder({ spots, toleranceMs }: MatchAsRunInput): (row: AsRunRow) => UnmatchedRow {
  const byStation = new Map<string, ExpectedSpot[]>();
  for (const spot of spots) {
    const own = byStation.get(spot.station);
    if (own) own.push(spot);
    else byStation.set(spot.station, [spot]);
  }
  return (row) => {
    const own = byStation.get(row.station);
    if (!own) return queue(row, 'unknown_station', []);
    const code = normalizeTrafficCode(row.adId);
    const close = own.filter(({ airsAt }) => Math.abs(airsAt - row.airedAt) <= toleranceMs);
    const ids = (list: readonly ExpectedSpot[]): string[] => list.map(({ id }) => id).slice(0, 5);
    if (code === '') return queue(row, 'no_ad_id', ids(close));
    const same = own.filter((spot) => normalizeTrafficCode(spot.adId) === code);
    const nearSame = same.filter((spot) => close.includes(spot));
    if (same.length > 0) return queue(row, 'other_length', ids(nearSame.length > 0 ? nearSame : same));
    const twins = close.filter((spot) => trafficCodeBase(spot.adId) === trafficCodeBase(code));
    if (twins.length > 0) return queue(row, 'twin_definition', ids(twins));
    return queue(row, 'unknown_ad_id', ids(close));
  };
}

const MESSAGES: Readonly<Record<UnmatchedReason, string>> = {
  unknown_station: 'No spots were ordered from this station.',
  no_ad_id: 'The row has no Ad-ID: it may have been inserted by hand.',
  unknown_ad_id: 'No spot with this Ad-ID was ordered from this station.',
  twin_definition: 'The spot was ordered in the other definition (SD or HD): accept the twin or ask the station.',
  other_length: 'A spot with this Ad-ID was ordered in another length.',
  outside_tolerance: 'A spot with this Ad-ID was ordered, but not within the time tolerance.',
  duplicate: 'The spot already has a row: this one is a copy or one airing too many.',
  ambiguous: 'The row is equally near more than one pairing: choose one.',
};

function queue(row: AsRunRow, reason: UnmatchedReason, candidateSpotIds: readonly string[]): UnmatchedRow {
  return { row: row.row, reason, candidateSpotIds, message: MESSAGES[reason] };
}
