import { errorIssue, type Issue } from '../shared/domain/issue.ts';

/** Why a use case would not do what it was asked. `http/problem.ts` alone turns these into status codes. */
export type RefusalKind =
  | 'invalid'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'stale'
  | 'precondition_required'
  | 'infeasible'
  | 'too_large'
  | 'unsupported_media'
  | 'too_many'
  | 'unavailable';

/** Expected trouble on its way to the caller: a kind and every issue found. Bugs and outages are ordinary errors. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly issues: readonly Issue[];
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: RefusalKind, issues: readonly Issue[], retryAfterSeconds?: number) {
    super(issues.map((issue) => issue.message).join(' ') || kind);
    this.name = 'Refusal';
    this.kind = kind;
    this.issues = issues;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** One issue, ready to throw. Example: `throw refuse('not_found', 'campaign_not_found', 'No campaign cmp_1.')`. */
export function refuse(kind: RefusalKind, code: string, message: string, path = ''): Refusal {
  return new Refusal(kind, [errorIssue(code, message, path)]);
}

/** The refusal for an id nobody knows. */
export function notFound(noun: string, id: string): Refusal {
  return refuse(
    'not_found',
    `${noun}_not_found`,
    `There is no ${noun.replaceAll('_', ' ')} with the id ${id}. List them to see what exists.`,
    'id',
  );
}

/** The refusal for an edit based on an old revision. */
export function stale(noun: string, sentRev: number, currentRev: number): Refusal {
  return refuse(
    'stale',
    'stale_revision',
    `You edited revision ${sentRev} of this ${noun}, but it is at revision ${currentRev} now. Read it again and repeat the edit.`,
  );
}
