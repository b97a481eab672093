import type { AttemptStatus, VerificationStep, WebhookAnswer } from '../../../shared/contracts/webhooks.ts';
import type { Attempt } from './attempts.model.ts';

/** True when nothing but "all rows stored" is to be said: then the answer is not kept beside the attempt. */
export const isPlain = (answer: WebhookAnswer): boolean => answer.stored === answer.received;

/** The answer an accepted attempt got, or gets again. */
export function answerOf({ answer, rowCount }: Pick<Attempt, 'answer' | 'rowCount'>): WebhookAnswer {
  return answer ?? { received: rowCount, stored: rowCount, duplicates: 0, quarantined: 0, dead: 0, rejected: [] };
}

/** The record of a post that is taken, as it is kept before its rows are booked: all well, as nearly always. */
export function acceptedAttempt(
  post: Pick<Attempt, 'sourceId' | 'receivedAt' | 'via' | 'headers'> & {
    readonly rawBody: Buffer;
    readonly steps: readonly VerificationStep[];
  },
  more: { attemptId: string; eventId: string; bodyHash: string; rowCount: number; durationMs: number },
): Attempt {
  const { rowCount } = more;
  return {
    id: more.attemptId,
    sourceId: post.sourceId,
    eventId: more.eventId,
    bodyHash: more.bodyHash,
    receivedAt: post.receivedAt,
    status: 'ok',
    httpStatus: 200,
    byteCount: post.rawBody.length,
    rowCount,
    durationMs: more.durationMs,
    via: post.via,
    problem: null,
    headers: post.headers,
    rawBody: post.rawBody,
    steps: post.steps.concat({ step: 'shape', ok: true, detail: rowCount === 1 ? '1 row.' : `${rowCount} rows.` }),
    answer: null,
    reprocessedAt: null,
  };
}

const rows = (count: number) => (count === 1 ? '1 row was' : `${count} rows were`);

/** What a person should know of an attempt that was taken; null when all is well. */
export function problemOf(answer: WebhookAnswer, status: AttemptStatus): string | null {
  const parts = [
    answer.rejected.length > 0 ? `${rows(answer.rejected.length)} not valid` : '',
    answer.quarantined > 0 ? `${rows(answer.quarantined)} not booked for contradicting what is stored` : '',
    answer.dead > 0 ? `${rows(answer.dead)} not booked at all` : '',
    status === 'unmatched' ? 'some placements have no flight yet' : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : `${parts.join('; ')}.`;
}
