import type { UnmatchedReason } from '../../shared/contracts/reconciliation.ts';
import { isoWeekday, type Day } from '../../shared/domain/calendar/day.ts';
import { normalizeTrafficCode } from '../../shared/domain/creative/ad-id.ts';
import type { Line } from '../../shared/domain/plan.ts';
import { matchAsRun } from '../../shared/domain/reconciliation/match-as-run.ts';
import type { ExpectedSpot } from '../../shared/domain/reconciliation/as-run.ts';
import type { SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import type { ReadRow } from './as-run-row.ts';

export type MatchedRow = Readonly<{ row: ReadRow; spot: SpotRecord; offsetMs: number }>;
export type QueuedRow = Readonly<{
  row: ReadRow;
  reason: UnmatchedReason;
  explanation: string;
  candidateSpotIds: readonly string[];
}>;
export type MatchedFile = Readonly<{ matched: readonly MatchedRow[]; queued: readonly QueuedRow[] }>;

export type MatchRowsInput = Readonly<{
  rows: readonly ReadRow[];
  spots: readonly SpotRecord[];
  /** Codes of the campaign's creatives, by id. */
  adIds: ReadonlyMap<string, string>;
  lines: readonly Line[];
  toleranceMs: number;
}>;

/**
 * Matches a file's rows to spots day by day, one to one. A row that matches a spot already proved, airs on a day its line
 * does not, or outside its flight, is queued with that reason; none is dropped.
 */
export function matchRows(input: MatchRowsInput): MatchedFile {
  const matched: MatchedRow[] = [];
  const queued: QueuedRow[] = [];
  const byId = new Map(input.spots.map((spot) => [spot.id, spot]));
  const expected = input.spots.map((spot): ExpectedSpot & { airDay: Day } => ({
    id: spot.id,
    station: spot.station,
    adId: input.adIds.get(spot.creativeId ?? '') ?? '',
    lengthSeconds: spot.lengthSeconds,
    airsAt: spot.scheduledAt,
    airDay: spot.airDay,
  }));
  const stations = new Set(input.spots.map(({ station }) => station));
  for (const [day, rows] of byDay(input.rows)) {
    const spots = expected.filter(({ airDay }) => airDay === day);
    const timed = rows.map((row) => rightInstant(row, spots, input.toleranceMs));
    const byNumber = new Map(timed.map((row) => [row.rowNumber, row]));
    const answer = matchAsRun({
      spots,
      rows: timed.map((row) => ({
        row: row.rowNumber,
        station: row.station,
        adId: row.adId,
        lengthSeconds: row.lengthSeconds,
        airedAt: row.airedAt,
        aired: row.outcome === 'aired',
      })),
      toleranceMs: input.toleranceMs,
    });
    for (const { spotId, row: number, offsetMs } of answer.matches) {
      const [spot, row] = [byId.get(spotId), byNumber.get(number)];
      if (!spot || !row) continue;
      if (spot.verified)
        queued.push({
          row,
          reason: 'already_aired',
          explanation: 'The spot has its row from an earlier file.',
          candidateSpotIds: [spotId],
        });
      else matched.push({ row, spot, offsetMs });
    }
    for (const { row: number, reason, candidateSpotIds, message } of answer.unmatchedRows) {
      const row = byNumber.get(number);
      if (row)
        queued.push({
          row,
          candidateSpotIds,
          ...whyOf(row, { reason, explanation: message }, { lines: input.lines, stations }),
        });
    }
  }
  return { matched, queued };
}

function byDay(rows: readonly ReadRow[]): ReadonlyMap<Day, ReadRow[]> {
  const days = new Map<Day, ReadRow[]>();
  for (const row of rows) {
    const own = days.get(row.airDay);
    if (own) own.push(row);
    else days.set(row.airDay, [row]);
  }
  return days;
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
