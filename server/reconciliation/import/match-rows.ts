import type { UnmatchedReason } from '../../../shared/contracts/reconciliation.ts';
import { isoWeekday, type Day } from '../../../shared/domain/calendar/day.ts';
import { normalizeTrafficCode } from '../../../shared/domain/creative/ad-id.ts';
import type { Line } from '../../../shared/domain/plan.ts';
import { matchAsRun } from '../../../shared/domain/reconciliation/match-as-run.ts';
import type { AsRunRow, ExpectedSpot } from '../../../shared/domain/reconciliation/as-run.ts';
import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import type { ReadRow } from './read/as-run-row.ts';

export type MatchedRow = Readonly<{ row: ReadRow; spot: SpotRecord; offsetMs: number }>;
export type QueuedRow = Readonly<{
  row: ReadRow;
  reason: UnmatchedReason;
  explanation: string;
  candidateSpotIds: readonly string[];
}>;
export type MatchedFile = Readonly<{ matched: readonly MatchedRow[]; queued: readonly QueuedRow[] }>;

export type RowMatcherInput = Readonly<{
  spots: readonly SpotRecord[];
  /** Codes of the campaign's creatives, by id. */
  adIds: ReadonlyMap<string, string>;
  lines: readonly Line[];
  toleranceMs: number;
  /** An as-run tells of what was: a row past this instant is queued. */
  now: number;
}>;
/** Matches the rows of whole station-days. */
export type RowMatcher = (rows: readonly ReadRow[]) => MatchedFile;
type Expected = ExpectedSpot & Readonly<{ airDay: Day }>;

/**
 * Matches rows to spots one to one, one day of one station after the other. A row that matches a spot already proved, airs on
 * a day its line does not, or outside its flight, is queued with that reason; none is dropped.
 */
export function createRowMatcher({ spots, adIds, lines, toleranceMs, now }: RowMatcherInput): RowMatcher {
  const byId = new Map(spots.map((spot) => [spot.id, spot]));
  const stations = new Set(spots.map(({ station }) => station));
  const expected = byStationDay(
    spots.map((spot): Expected => ({
      id: spot.id,
      station: spot.station,
      adId: adIds.get(spot.creativeId ?? '') ?? '',
      lengthSeconds: spot.lengthSeconds,
      airsAt: spot.scheduledAt,
      program: spot.program,
      airDay: spot.airDay,
    })),
  );
  return (rows) => {
    const matched: MatchedRow[] = [];
    const queued: QueuedRow[] = [];
    for (const [stationDay, own] of byStationDay(rows)) {
      const ofDay = expected.get(stationDay) ?? [];
      const timed = own.map((row) => rightInstant(row, ofDay, toleranceMs));
      const byNumber = new Map(timed.map((row) => [row.rowNumber, row]));
      const past = timed.filter(({ airedAt }) => airedAt <= now);
      queued.push(...timed.filter(({ airedAt }) => airedAt > now).map(stillToCome));
      const answer = matchAsRun({ spots: ofDay, rows: past.map(toDomainRow), toleranceMs });
      for (const { spotId, row: number, offsetMs } of answer.matches) {
        const [spot, row] = [byId.get(spotId), byNumber.get(number)];
        if (spot && row && spot.verified) queued.push(provedBefore(row, spotId));
        else if (spot && row) matched.push({ row, spot, offsetMs });
      }
      for (const { row: number, reason, candidateSpotIds, message } of answer.unmatchedRows) {
        const row = byNumber.get(number);
        if (row)
          queued.push({ row, candidateSpotIds, ...whyOf(row, { reason, explanation: message }, { lines, stations }) });
      }
    }
    return { matched, queued };
  };
}

function toDomainRow({ rowNumber, outcome, station, adId, lengthSeconds, airedAt, program }: ReadRow): AsRunRow {
  return { row: rowNumber, station, adId, lengthSeconds, airedAt, aired: outcome === 'aired', program };
}

function stillToCome(row: ReadRow): QueuedRow {
  const explanation = 'The row tells of a time still to come: check the column and the form of its date.';
  return { row, reason: 'still_to_come', explanation, candidateSpotIds: [] };
}

function provedBefore(row: ReadRow, spotId: string): QueuedRow {
  const explanation = 'The spot has its row from an earlier file.';
  return { row, reason: 'already_aired', explanation, candidateSpotIds: [spotId] };
}

function byStationDay<Item extends Readonly<{ station: string; airDay: Day }>>(
  items: readonly Item[],
): ReadonlyMap<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = `${item.station}|${item.airDay}`;
    const own = groups.get(key);
    if (own) own.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Of a local time that comes twice, the instant at which such a spot was to air; the first where none was. */
function rightInstant(row: ReadRow, spots: readonly ExpectedSpot[], toleranceMs: number): ReadRow {
  const { secondAt } = row;
  if (secondAt === null) return row;
  const code = normalizeTrafficCode(row.adId);
  const isNear = (at: number) =>
    spots.some(
      (spot) =>
        spot.station === row.station &&
        normalizeTrafficCode(spot.adId) === code &&
        Math.abs(spot.airsAt - at) <= toleranceMs,
    );
  return !isNear(row.airedAt) && isNear(secondAt) ? { ...row, airedAt: secondAt } : row;
}

type Why = Readonly<{ reason: UnmatchedReason; explanation: string }>;

/** A day on which nothing of ours airs on the station says more than "not within the tolerance". */
function whyOf(
  row: ReadRow,
  found: Why,
  { lines, stations }: Readonly<{ lines: readonly Line[]; stations: ReadonlySet<string> }>,
): Why {
  const own = lines.filter(({ tv }) => tv?.station === row.station);
  if (found.reason === 'unknown_station' && !stations.has(row.station)) return found;
  if (!['unknown_station', 'unknown_ad_id', 'outside_tolerance'].includes(found.reason) || own.length === 0)
    return found;
  const running = own.filter(({ flights }) =>
    flights.some(({ startDay, endDay }) => row.airDay >= startDay && row.airDay < endDay),
  );
  if (running.length === 0) {
    return { reason: 'outside_flight', explanation: `No flight on ${row.station} runs on ${row.airDay}.` };
  }
  if (running.every(({ tv }) => tv?.weekdays && !tv.weekdays.includes(isoWeekday(row.airDay)))) {
    return { reason: 'wrong_weekday', explanation: `No line on ${row.station} airs on the weekday of ${row.airDay}.` };
  }
  return found.reason === 'unknown_station'
    ? { reason: 'outside_tolerance', explanation: `None of our spots on ${row.station} was to air on ${row.airDay}.` }
    : found;
}
