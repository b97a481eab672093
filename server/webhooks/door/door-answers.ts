import type { Problem } from '../../../shared/contracts/common.ts';
import { errorIssue, type Issue } from '../../../shared/domain/issue.ts';
import { statusOf } from '../../http/problem.ts';
import type { AttemptStatus } from '../../../shared/contracts/webhooks.ts';
import type { RefusalKind } from '../../refusal.ts';
import type { IntakeResult } from './intake.ts';

export const MAX_WEBHOOK_BYTES = 1_048_576;

/** What the door says, ready to be written; `outcome` is for the counters. */
export type Answer = Readonly<{
  status: number;
  body: string;
  headers?: Readonly<Record<string, string>>;
  outcome: string;
}>;

/** The one answer to everybody who could not prove to know a secret, whatever the reason and whether the source exists. */
export function notVerified(requestId: string, now: number): Answer {
  const message = `The post could not be verified. Check the source id in the address, the secret, that the signed text is exactly the bytes sent, and the clock: it is ${new Date(now).toISOString()} here.`;
  return problem({ kind: 'unauthorized', requestId, issues: [errorIssue('not_verified', message)] });
}

export const tooLarge = (requestId: string) =>
  problem({
    kind: 'too_large',
    requestId,
    issues: [
      errorIssue('body_too_large', `A post may have ${MAX_WEBHOOK_BYTES} bytes. Send the rows in several posts.`),
    ],
  });

export const later = (requestId: string, code: string, message: string, retryAfterSeconds: number) =>
  problem({ kind: 'unavailable', requestId, retryAfterSeconds, issues: [errorIssue(code, message)] });

export function problem(input: {
  kind: RefusalKind;
  requestId: string;
  issues: readonly Issue[];
  retryAfterSeconds?: number;
  status?: number;
}): Answer {
  const { kind, requestId, issues, retryAfterSeconds } = input;
  const status = input.status ?? statusOf(kind);
  const body: Problem = {
    type: `urn:flightboard:problem:${kind}`,
    title: 'The post was not taken',
    status,
    detail: issues.map(({ message }) => message).join(' '),
    errors: issues.map(({ code, path, message }) => ({ code, path, message })),
    requestId,
  };
  const retry: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return {
    status,
    body: JSON.stringify(body),
    outcome: issues[0]?.code ?? kind,
    headers: { 'content-type': 'application/problem+json', ...retry },
  };
}

/** How a post that was not simply accepted is kept for its developer to look at; null when it needs no record of its own. */
export function refusedAttempt(
  result: IntakeResult,
): { status: AttemptStatus; problem: string | null; eventId: string | null } | null {
  const eventOf = (attemptId: string) => attemptId.slice(attemptId.indexOf('.') + 1);
  switch (result.kind) {
    case 'accepted':
    case 'in_progress':
      return null;
    case 'duplicate':
      return { status: 'duplicate', problem: null, eventId: eventOf(result.attemptId) };
    case 'conflict':
      return {
        status: 'conflict',
        problem: 'The same event id came with another body.',
        eventId: eventOf(result.attemptId),
      };
    case 'invalid':
      return {
        status: 'invalid',
        problem: result.issues
          .map(({ message }) => message)
          .join(' ')
          .slice(0, 500),
        eventId: null,
      };
  }
}

/** What the sender of a verified post is told. */
export function answerOfResult(result: IntakeResult, requestId: string): Answer {
  switch (result.kind) {
    case 'accepted':
    case 'duplicate':
      return {
        status: 200,
        body: JSON.stringify(result.answer),
        outcome: result.kind,
        headers: { 'content-type': 'application/json; charset=utf-8' },
      };
    case 'in_progress':
      return later(
        requestId,
        'in_progress',
        'This event is being taken right now. Send it again in a moment to get its answer.',
        1,
      );
    case 'conflict':
      return problem({
        kind: 'conflict',
        requestId,
        issues: [
          errorIssue(
            'event_id_reused',
            'This event id came before with another body. A new event needs an id of its own.',
          ),
        ],
      });
    case 'invalid':
      return problem({ kind: 'invalid', requestId, issues: result.issues });
  }
}
