import { ZodError } from 'zod';
import { deliveryRowSchema, type DeliveryRow } from '../../../shared/contracts/deliveries.ts';
import type { RefusedRow } from '../../../shared/contracts/webhooks.ts';
import { addDays } from '../../../shared/domain/calendar/day.ts';
import { todayIn } from '../../../shared/domain/calendar/zone.ts';
import type { Batch, DeadRow } from '../../deliveries/ledger/accept.ts';
import { readPlainRow } from './plain-row.ts';

/** Reports reach at most this far ahead: time zones differ by up to 26 hours. */
const MOST_DAYS_AHEAD = 2;
const FIRST_DAY = '2000-01-01';

export type ReadRowsInput = Readonly<{ timeZone: string; receivedAt: number; dead?: readonly DeadRow[] }>;

/** Parses rows one by one: a bad row is refused by its index and does not hold up the others. */
export function readRows(rows: readonly unknown[], input: ReadRowsInput): Batch {
  const lastDay = addDays(todayIn(input.receivedAt, input.timeZone), MOST_DAYS_AHEAD);
  const kept: { index: number; row: DeliveryRow }[] = [];
  const rejected: RefusedRow[] = [];
  const dead: DeadRow[] = [...(input.dead ?? [])];
  const deadIndexes = new Set(dead.map(({ index }) => index));
  for (const [index, raw] of rows.entries()) {
    if (deadIndexes.has(index)) continue;
    const row = readRow(raw);
    if (row instanceof ZodError) rejected.push(refusedRow(index, row));
    else {
      const day = row.day ?? todayIn(Date.parse(row.hour ?? ''), input.timeZone);
      const trouble = dayTrouble(day, lastDay);
      if (trouble) dead.push({ index, placement: row.placement, day, row, ...trouble });
      else kept.push({ index, row });
    }
  }
  return { received: rows.length, rows: kept, rejected, dead };
}

/** The row, or what is wrong with it. */
function readRow(raw: unknown): DeliveryRow | ZodError {
  const plain = readPlainRow(raw);
  if (plain) return plain;
  const parsed = deliveryRowSchema.safeParse(raw);
  return parsed.success ? parsed.data : parsed.error;
}

function dayTrouble(day: string, lastDay: string): { code: string; message: string } | null {
  if (day > lastDay)
    return { code: 'day_in_future', message: `${day} has not happened yet; reports are taken up to ${lastDay}.` };
  if (day < FIRST_DAY) return { code: 'day_too_old', message: `${day} is before ${FIRST_DAY}; check the year.` };
  return null;
}

function refusedRow(index: number, error: ZodError): RefusedRow {
  const issue = error.issues[0];
  if (!issue) return { index, code: 'invalid', path: '', message: 'The row does not fit.' };
  if (issue.code === 'unrecognized_keys') {
    return {
      index,
      code: 'unknown_field',
      path: issue.keys[0] ?? '',
      message: `"${issue.keys.join('", "')}" is not a field of a row.`,
    };
  }
  const path = issue.path.map(String).join('.');
  return { index, code: issue.code, path, message: `${path || 'The row'}: ${issue.message}` };
}
