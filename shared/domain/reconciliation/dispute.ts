import { errorIssue, type Issue } from '../issue.ts';
import { formatCents, type Cents } from '../money.ts';
import type { Instant } from '../calendar/zone.ts';

export type DisputeStatus = 'open' | 'answered' | 'settled';
/** What a dispute rests on: a row of an as-run, or a file kept elsewhere, by its name and where it is. */
export type Evidence =
  | Readonly<{ kind: 'as_run_row'; rowId: string; label: string }>
  | Readonly<{ kind: 'file'; name: string; reference: string }>;
/** One thing that was done: by whom, when, with which words; `creditCents` where money was agreed. */
export type DisputeEvent = Readonly<{
  at: Instant;
  by: string;
  action: 'opened' | 'evidence' | 'answered' | 'settled' | 'reopened';
  note: string;
  creditCents: Cents | null;
}>;
/** What of a dispute its steps change. Money is whole cents, gross. */
export type Dispute = Readonly<{
  status: DisputeStatus;
  claimedCents: Cents;
  /** What the station gives back; null until it is settled. */
  creditCents: Cents | null;
  evidence: readonly Evidence[];
  history: readonly DisputeEvent[];
}>;

export type DisputeStep =
  | Readonly<{ action: 'evidence'; evidence: Evidence; note: string }>
  | Readonly<{ action: 'answered'; note: string }>
  | Readonly<{ action: 'settled'; creditCents: Cents; note: string }>
  | Readonly<{ action: 'reopened'; note: string }>;
export type DisputeStepped = Readonly<{ kind: 'ok'; dispute: Dispute }> | Readonly<{ kind: 'refused'; issue: Issue }>;
type By = Readonly<{ at: Instant; by: string }>;

/** A dispute as it begins. Example: a claim of $20.00 is open, nothing credited, with one event. */
export function openDispute(
  claim: Readonly<{ claimedCents: Cents; note: string; evidence: readonly Evidence[] }>,
  by: By,
): Dispute {
  const { claimedCents, evidence, note } = claim;
  const opened: DisputeEvent = { ...by, action: 'opened', note, creditCents: null };
  return { status: 'open', claimedCents, creditCents: null, evidence, history: [opened] };
}

/**
 * Takes one step: open → answered → settled, back to open when reopened; evidence while it is not settled. A credit is never
 * more than what is claimed. Example: a claim of $20.00 settled at $15.00 is owed $15.00.
 */
export function stepDispute(dispute: Dispute, step: DisputeStep, by: By): DisputeStepped {
  const trouble = troubleOf(dispute, step);
  if (trouble) return { kind: 'refused', issue: trouble };
  const creditCents = step.action === 'settled' ? step.creditCents : null;
  const event: DisputeEvent = { ...by, action: step.action, note: step.note, creditCents };
  const next = { ...dispute, history: [...dispute.history, event] };
  switch (step.action) {
    case 'evidence':
      return { kind: 'ok', dispute: { ...next, evidence: [...dispute.evidence, step.evidence] } };
    case 'answered':
      return { kind: 'ok', dispute: { ...next, status: 'answered' } };
    case 'settled':
      return { kind: 'ok', dispute: { ...next, status: 'settled', creditCents } };
    case 'reopened':
      return { kind: 'ok', dispute: { ...next, status: 'open', creditCents: null } };
  }
}

function troubleOf({ status, claimedCents }: Dispute, step: DisputeStep): Issue | null {
  if (step.action === 'reopened')
    return status === 'open'
      ? errorIssue('dispute_open', 'This dispute is open; there is nothing to reopen.', 'status')
      : null;
  if (status === 'settled')
    return errorIssue('dispute_settled', 'This dispute is settled. Reopen it to go on with it.', 'status');
  if (step.action === 'answered' && status === 'answered')
    return errorIssue('dispute_answered', 'The answer is noted already. Settle the dispute, or reopen it.', 'status');
  if (step.action === 'settled' && step.creditCents > claimedCents) {
    const message = `A credit of ${formatCents(step.creditCents)} is more than the ${formatCents(claimedCents)} in dispute.`;
    return errorIssue('credit_above_claim', message, 'creditCents');
  }
  return null;
}
