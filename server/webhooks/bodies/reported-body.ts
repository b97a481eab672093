import { deliveryReportedSchema } from '../../../shared/contracts/deliveries.ts';
import { issuesOf } from '../../http/problem.ts';
import { NO_ROWS, type ReadBody, type ReadBodyInput } from './body.ts';
import { readRows } from './read-rows.ts';

/** A sender's "does it work?": answered like a report without rows. */
function isTestEvent(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as { type?: unknown }).type === 'webhook.test';
}

/** Our own body: `{type: "delivery.reported", timestamp, data: {rows}}`. */
export function readReportedBody(value: unknown, input: ReadBodyInput): ReadBody {
  if (isTestEvent(value))
    return { kind: 'report', eventId: null, batch: NO_ROWS, sequenceNumber: null, nextExpectedAt: null };
  const parsed = deliveryReportedSchema.safeParse(value);
  if (!parsed.success) return { kind: 'invalid', issues: issuesOf(parsed.error) };
  const { rows, sequenceNumber, nextExpectedAt } = parsed.data.data;
  return {
    kind: 'report',
    eventId: null,
    batch: readRows(rows, input),
    sequenceNumber: sequenceNumber ?? null,
    nextExpectedAt: nextExpectedAt === undefined ? null : Date.parse(nextExpectedAt),
  };
}
