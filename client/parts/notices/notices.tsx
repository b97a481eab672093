import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconInbox, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ApiError, wordsOf } from '../../api/call.ts';
import { readableDays } from '../../words/readable-days.ts';
import classes from './notices.module.css';

/** What a list shows when there is nothing yet: why, and the next step. */
export function EmptyNotice(props: { title: string; text: ReactNode; icon?: TablerIcon; action?: ReactNode }) {
  const Icon = props.icon ?? IconInbox;
  return (
    <div className={classes.box}>
      <Icon className={classes.icon} size={28} stroke={1.5} aria-hidden />
      <div className={classes.title}>{props.title}</div>
      <div className={classes.text}>{props.text}</div>
      {props.action && <div className={classes.action}>{props.action}</div>}
    </div>
  );
}

/** What went wrong, in the server's words, with every problem it named and a way to try again. */
export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = error instanceof ApiError ? error : null;
  const others = problem && problem.errors.length > 1 ? problem.errors : [];
  return (
    <div className={classes.box} role="alert">
      <IconAlertTriangle className={classes.icon} size={28} stroke={1.5} aria-hidden />
      <div className={classes.title}>{problem?.title ?? 'This part did not load'}</div>
      {others.length === 0 ? (
        <div className={classes.text}>{wordsOf(error)}</div>
      ) : (
        <ul className={classes.list}>
          {others.map((one) => (
            <li key={`${one.path} ${one.code}`}>{readableDays(one.message)}</li>
          ))}
        </ul>
      )}
      {problem?.requestId && <div className={classes.text}>Request {problem.requestId}</div>}
      {onRetry && (
        <div className={classes.action}>
          <Button variant="default" onClick={onRetry}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}

/** Rows in waiting, of the height of the rows to come. */
export function RowsSkeleton({ rows = 5, height = 20 }: { rows?: number; height?: number }) {
  return (
    <div role="status" aria-label="Loading" style={{ padding: 18, display: 'grid', gap: 14 }}>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={height} radius="sm" width={`${96 - ((index * 13) % 30)}%`} />
      ))}
    </div>
  );
}
