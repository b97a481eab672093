import { createHash } from 'node:crypto';
import type { DeliveryRow } from '../../../shared/contracts/deliveries.ts';
import { errorIssue } from '../../../shared/domain/issue.ts';
import type { Clock } from '../../clock.ts';
import { Refusal, refuse } from '../../refusal.ts';
import type { Intake } from '../../webhooks/door/intake.ts';
import type { Source } from '../../webhooks/sources/sources.model.ts';

/** All or a refusal that names what could not be booked. */
export type BookRows = (source: Pick<Source, 'id' | 'timeZone'>, rows: readonly DeliveryRow[]) => Promise<void>;

/**
 * Books rows nobody posted (facts of our own, held rows a person accepted) through the intake, so that the ledger's rules
 * hold for them too. The event id is the rows' own hash: the same rows again are the same post and change nothing.
 * @throws Refusal naming rows that could not be booked.
 */
export function createBookRows({ intake, clock }: { intake: Intake; clock: Clock }): BookRows {
  return async (source, rows) => {
    const body = JSON.stringify({ type: 'delivery.reported', timestamp: '2000-01-01T00:00:00Z', data: { rows } });
    const eventId = `int-${createHash('sha256').update(body).digest('base64url')}`;
    const now = clock.now();
    const result = await intake.take({
      ...{ sourceId: source.id, timeZone: source.timeZone, dialect: 'standard', via: 'internal' },
      ...{ eventId, rawBody: Buffer.from(body), headers: {}, steps: [], receivedAt: now, startedAt: now },
    });
    if (result.kind === 'invalid') throw new Refusal('invalid', result.issues);
    if (result.kind !== 'accepted' && result.kind !== 'duplicate')
      throw refuse('conflict', result.kind, 'The same rows are being booked right now.');
    const { rejected, dead, quarantined } = result.answer;
    if (rejected.length + dead + quarantined === 0) return;
    const issues = rejected.map(({ code, index, path, message }) => errorIssue(code, message, `rows.${index}.${path}`));
    if (issues.length > 0) throw new Refusal('conflict', issues);
    const held = `${quarantined} rows contradict what is booked and ${dead} can't be booked; see held rows.`;
    throw refuse('conflict', 'not_booked', held);
  };
}
