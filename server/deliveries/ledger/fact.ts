import type { DeliveryRow } from '../../../shared/contracts/deliveries.ts';
import { todayIn } from '../../../shared/domain/calendar/zone.ts';
import { MEASUREMENT_WINDOWS, type MeasurementWindow } from '../../../shared/domain/delivery/report-row.ts';
import { toMetrics, type Metrics } from '../../../shared/domain/delivery/metrics.ts';

/** The whole-day grain; hourly facts carry their UTC hour instead. */
export const DAY_GRAIN = '-';

/**
 * One reported fact. Its identity comes from what the platform sent alone (source, placement, day or hour, window, revision;
 * for deltas source and rowId), never from our mapping, so facts stay what they are when a flight moves.
 */
export type Fact = Readonly<{
  id: string;
  kind: 'total' | 'delta';
  rowId: string;
  dayId: string;
  sourceId: string;
  placement: string;
  day: string;
  grain: string;
  window: MeasurementWindow;
  revision: number;
  measures: Metrics;
}>;

/** A fact with where it came from: the attempt and its row, which make a retry find its own facts again. */
export type StoredFact = Fact & Readonly<{ attemptId: string; index: number; at: number }>;

/** Parts of ids are escaped, so that no two different keys can spell the same id; the result is ASCII and sorts by bytes. */
const escapePart = (part: string) => encodeURIComponent(part);

export function placementKeyOf(sourceId: string, placement: string): string {
  return `${sourceId}|${escapePart(placement)}`;
}

export function placementOfKey(placementKey: string): { sourceId: string; placement: string } {
  const [sourceId = '', placement = ''] = placementKey.split('|');
  return { sourceId, placement: decodeURIComponent(placement) };
}

/** The id of the totals of one source, placement and day. */
export function dayIdOf(sourceId: string, placement: string, day: string): string {
  return `${placementKeyOf(sourceId, placement)}|${day}`;
}

/** The day's id inside a fact's id or a delta part. */
export function dayIdWithin(id: string): string {
  const third = id.indexOf('|', id.indexOf('|', id.indexOf('|') + 1) + 1);
  return third === -1 ? id : id.slice(0, third);
}

/** The id of a total: its day's, then hour or '-', window and revision, so that ids sort from older to newer. */
export function totalIdOf(dayId: string, grain: string, window: MeasurementWindow, revision: number): string {
  return `${dayId}|${grain}|${MEASUREMENT_WINDOWS.indexOf(window)}|${String(revision).padStart(10, '0')}`;
}

/** A valid row as a fact. `timeZone` is the source's own and fixed, so the day of an hourly row never changes either. */
export function factOf(sourceId: string, timeZone: string, row: DeliveryRow): Fact {
  const { attemptId: _attempt, index: _index, at: _at, ...fact } = storedFactOf({ sourceId, timeZone }, row, NOWHERE);
  return fact;
}

/** A valid row as a fact, with where it came from. */
export function storedFactOf(
  source: Readonly<{ sourceId: string; timeZone: string }>,
  row: DeliveryRow,
  origin: Readonly<{ attemptId: string; index: number; at: number }>,
): StoredFact {
  const { sourceId } = source;
  const { kind, rowId, placement, window, revision } = row;
  const hourAt = row.hour === undefined ? null : Date.parse(row.hour);
  const day = row.day ?? todayIn(hourAt ?? 0, source.timeZone);
  const grain = hourAt === null ? DAY_GRAIN : `${new Date(hourAt).toISOString().slice(0, 16)}Z`;
  const dayId = dayIdOf(sourceId, placement, day);
  const id = kind === 'total' ? totalIdOf(dayId, grain, window, revision) : `${sourceId}|${escapePart(rowId)}`;
  const { attemptId, index, at } = origin;
  const measures = toMetrics(row);
  return { id, kind, rowId, dayId, sourceId, placement, day, grain, window, revision, measures, attemptId, index, at };
}

const NOWHERE = { attemptId: '', index: 0, at: 0 };
