import { IconCheck, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { VerificationStep, WebhookAttemptDetail } from '../../../shared/contracts/webhooks.ts';
import { count, decimal, words } from '../../words/format.ts';
import { AttemptChip } from '../webhook-words.tsx';
import classes from '../webhooks.module.css';

/** How one post was taken, in short, with the way to everything about it. */
export function AttemptResult({ attempt }: { attempt: WebhookAttemptDetail }) {
  return (
    <div className={classes.stack} role="status" style={{ gap: 8 }}>
      <div>
        <AttemptChip status={attempt.status} />{' '}
        {attempt.httpStatus === null ? 'no answer yet' : `answered ${attempt.httpStatus}`} in{' '}
        {decimal(attempt.durationMs, 1)} ms, {count(attempt.counts.stored)} of {count(attempt.counts.received)} rows
        stored
      </div>
      {attempt.problem && <div>{attempt.problem}</div>}
      <StepList steps={attempt.steps} />
      <div>
        <Link to="/webhook-attempts/$attemptId" params={{ attemptId: attempt.id }}>
          See everything about this post
        </Link>
      </div>
    </div>
  );
}

/** What was checked of a post, in order, and how each check went. */
export function StepList({ steps }: { steps: readonly VerificationStep[] }) {
  if (steps.length === 0) return null;
  return (
    <ol className={classes.steps}>
      {steps.map((step) => (
        <li key={step.step} className={classes.step}>
          {step.ok ? (
            <IconCheck size={16} className={classes.good} aria-label="Passed" />
          ) : (
            <IconX size={16} className={classes.bad} aria-label="Failed" />
          )}
          <strong>{words(step.step)}</strong>
          <span>{step.detail}</span>
        </li>
      ))}
    </ol>
  );
}
