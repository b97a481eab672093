import { BROADCAST_START_HOUR } from '../../../../shared/domain/calendar/broadcast-day.ts';
import { addDays, isDay, type Day } from '../../../../shared/domain/calendar/day.ts';
import { localToInstant } from '../../../../shared/domain/calendar/broadcast-clock.ts';

/** What the station says of a spot, in our words. */
export type StationOutcome = 'aired' | 'missed' | 'preempted';
export const DATE_FORMATS = ['YYYY-MM-DD', 'MM/DD/YYYY', 'MM/DD/YY', 'DD.MM.YYYY'] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

/** One row of a file as text, before anything is made of it. `rowNumber` is its line (CSV) or event (XML), from 1. */
export type RawRow = Readonly<{
  rowNumber: number;
  station: string;
  date: string;
  time: string;
  adId: string;
  length: string;
  status: string;
  reference: string;
  rating: string;
  cost: string;
  program: string;
  /** UTC, where the file gives it; it needs no guess about zones. */
  utc: string;
  raw: string;
}>;

/** A row understood. `secondAt` is the other instant of a local time that comes twice. */
export type ReadRow = Readonly<{
  rowNumber: number;
  station: string;
  airDay: Day;
  minute: number;
  airedAt: number;
  secondAt: number | null;
  adId: string;
  lengthSeconds: number;
  outcome: StationOutcome;
  stationStatus: string;
  reference: string;
  ratingHundredths: number | null;
  costCents: number | null;
  /** The program around it; '' when the file names none. */
  program: string;
  raw: string;
}>;
export type UnreadableRow = Readonly<{
  rowNumber: number;
  reason: 'unreadable' | 'unknown_status';
  explanation: string;
  raw: string;
  partial: Partial<ReadRow>;
}>;

export type ReadingRules = Readonly<{
  dateFormat: DateFormat;
  dayKind: 'broadcast' | 'calendar';
  statusMap: Readonly<Record<string, StationOutcome>>;
  station: string | undefined;
  timeZone: string;
}>;

const PROGRAM_LIMIT = 120;
/** Words stations use, where a profile says nothing else. */
const STATUS_WORDS: Readonly<Record<string, StationOutcome>> = {
  '': 'aired',
  aired: 'aired',
  ok: 'aired',
  ran: 'aired',
  'aired without discrepancy': 'aired',
  'aired with discrepancy': 'aired',
  missed: 'missed',
  'did not air': 'missed',
  'not aired': 'missed',
  preempted: 'preempted',
  'pre-empted': 'preempted',
};

/** Reads one row; what can't be read is told, never dropped. */
export function readRow(row: RawRow, rules: ReadingRules): ReadRow | UnreadableRow {
  const bad = (explanation: string, reason: UnreadableRow['reason'] = 'unreadable'): UnreadableRow => ({
    rowNumber: row.rowNumber,
    reason,
    explanation,
    raw: row.raw,
    partial: { station: row.station, adId: row.adId, stationStatus: row.status },
  });
  const station = (row.station || rules.station || '').trim().toUpperCase();
  if (station === '') return bad('The row names no station, and none was given with the file.');
  const outcome = outcomeOf(row.status, rules.statusMap);
  if (!outcome) return bad(`"${row.status}" is not a status we know; map it in the profile.`, 'unknown_status');
  const when = momentOf(row, rules);
  if ('problem' in when) return bad(when.problem);
  const lengthSeconds = secondsOf(row.length);
  if (lengthSeconds === null) return bad(`"${row.length}" is not a length; give seconds, :30 or 00:00:30.`);
  const ratingHundredths = hundredthsOf(row.rating);
  const costCents = hundredthsOf(row.cost.replaceAll(/[$,\s]/g, ''));
  if (ratingHundredths === undefined) return bad(`"${row.rating}" is not a rating.`);
  if (costCents === undefined) return bad(`"${row.cost}" is not an amount.`);
  return {
    rowNumber: row.rowNumber,
    station,
    ...when,
    adId: row.adId.trim(),
    lengthSeconds,
    outcome,
    stationStatus: row.status.trim(),
    reference: row.reference.trim(),
    ratingHundredths,
    costCents,
    program: row.program.trim().slice(0, PROGRAM_LIMIT),
    raw: row.raw,
  };
}

function outcomeOf(status: string, map: ReadingRules['statusMap']): StationOutcome | undefined {
  const word = status.trim().toLowerCase();
  const mapped = Object.entries(map).find(([key]) => key.trim().toLowerCase() === word)?.[1];
  return mapped ?? STATUS_WORDS[word];
}

type Moment = Readonly<{ airDay: Day; minute: number; airedAt: number; secondAt: number | null }>;

function momentOf(
  row: RawRow,
  { dateFormat, dayKind, timeZone }: ReadingRules,
): Moment | Readonly<{ problem: string }> {
  const day = dayOf(row.date, dateFormat);
  if (!day) return { problem: `"${row.date}" is not a day written as ${dateFormat}.` };
  const seconds = clockSeconds(row.time);
  if (seconds === null) return { problem: `"${row.time}" is not a time.` };
  const { airDay, minute } = toBroadcast(day, Math.floor(seconds / 60), dayKind);
  const rest = (seconds % 60) * 1_000;
  const utc = row.utc === '' ? NaN : Date.parse(row.utc);
  if (Number.isFinite(utc)) return { airDay, minute, airedAt: utc, secondAt: null };
  const found = localToInstant({ day: airDay, minute, zone: timeZone, missing: 'reject' });
  if (found.kind === 'missing')
    return { problem: `${row.time} of ${day} does not exist in ${timeZone}: the clocks went forward.` };
  if (found.kind === 'ok') return { airDay, minute, airedAt: found.instant + rest, secondAt: null };
  return { airDay, minute, airedAt: found.first + rest, secondAt: found.second + rest };
}

/** Onto the broadcast clock: 01:30 is 25:30 of the evening before (of the same day, where the file counts broadcast days). */
function toBroadcast(day: Day, minuteOfDay: number, dayKind: ReadingRules['dayKind']) {
  if (minuteOfDay >= BROADCAST_START_HOUR * 60) return { airDay: day, minute: minuteOfDay };
  return { airDay: dayKind === 'broadcast' ? day : addDays(day, -1), minute: minuteOfDay + 1_440 };
}

function dayOf(text: string, format: DateFormat): Day | null {
  const parts = text.trim().split(/[-/.]/);
  if (parts.length !== 3 || parts.some((part) => !/^\d{1,4}$/.test(part))) return null;
  const [a = '', b = '', c = ''] = parts;
  const two = (part: string) => part.padStart(2, '0');
  const [year, month, date] =
    format === 'YYYY-MM-DD'
      ? [a, b, c]
      : format === 'DD.MM.YYYY'
        ? [c, b, a]
        : [format === 'MM/DD/YY' ? `20${two(c)}` : c, a, b];
  const day = `${year}-${two(month)}-${two(date)}`;
  return isDay(day) ? day : null;
}

/** Seconds of a written time: 17:04:30, 5:04 PM, 25:30, also with frames (17:04:30;12). Up to 28:59:59. */
function clockSeconds(text: string): number | null {
  const match = /^(\d{1,2}):([0-5]\d)(?::([0-5]\d)(?:[:;.]\d{1,3})?)?\s*([ap]\.?m\.?)?$/i.exec(text.trim());
  if (!match) return null;
  const hour = Number(match[1]);
  const half = match[4]?.[0]?.toLowerCase();
  if (half !== undefined && (hour < 1 || hour > 12)) return null;
  const full = half === undefined ? hour : (hour % 12) + (half === 'p' ? 12 : 0);
  return full > 28 ? null : full * 3_600 + Number(match[2]) * 60 + Number(match[3] ?? 0);
}

/** Seconds of a written length: 30, :30, 0:30, 00:00:30, 00:00:30;00. */
function secondsOf(text: string): number | null {
  const plain = text
    .trim()
    .replace(/s(ec(onds?)?)?$/i, '')
    .trim();
  const parts = plain.split(';')[0]?.split(':') ?? [];
  if (parts.length > 3 || plain === '' || parts.some((part) => !/^\d*$/.test(part))) return null;
  const seconds = parts.reduce((sum, part) => sum * 60 + Number(part), 0);
  return seconds > 0 && seconds <= 600 ? seconds : null;
}

/** Hundredths of a plain decimal, exactly; null for nothing, undefined for no number. Example: '8.05' is 805. */
function hundredthsOf(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  const match = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.trim());
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : undefined;
}
