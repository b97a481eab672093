import { ApiError, wordsOf } from '../api.ts';
import { money } from '../format.ts';
import { IssueList } from '../parts/issue-list.tsx';
import type { LeftLine } from './split-model.ts';

/** The lines the split leaves alone, by reason. */
export function LeftOut({ left }: { left: readonly LeftLine[] }) {
  const reasons = [...new Set(left.map((one) => one.reason))];
  return reasons.map((reason) => {
    const lines = left.filter((one) => one.reason === reason).map((one) => one.line);
    const held = money(lines.reduce((sum, line) => sum + line.budgetCents, 0));
    return (
      <li key={reason}>
        <strong>
          {lines.length === 1 ? `${lines[0]?.name ?? ''} stays` : `${lines.length} lines stay`} as planned, {held}.
        </strong>{' '}
        {reason} <span className="quiet">{lines.length > 1 && lines.map((line) => line.name).join(', ')}</span>
      </li>
    );
  });
}

/** Why no split meets the wishes: each constraint that clashes, and the least that would make room. */
export function SplitRefused({ error }: { error: unknown }) {
  const issues =
    error instanceof ApiError && error.errors.length > 0
      ? error.errors
      : [{ code: 'failed', path: '', message: wordsOf(error) }];
  return (
    <div role="alert" style={{ marginTop: 14 }}>
      <IssueList issues={issues.map((issue) => ({ ...issue, severity: 'error' as const }))} />
    </div>
  );
}
