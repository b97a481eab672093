import { Button } from '@mantine/core';
import { useState } from 'react';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import type { Issue } from '../../../shared/domain/issue.ts';
import { readableDays } from '../../words/readable-days.ts';
import classes from './issue-list.module.css';

const ICONS = { error: IconCircleX, warning: IconAlertTriangle, info: IconInfoCircle } as const;
const WORDS = { error: 'Error', warning: 'Warning', info: 'Note' } as const;
const ORDER = ['error', 'warning', 'info'] as const;

/** What is wrong or worth knowing, worst first, the first `most` of it until asked for more. Never in the way. */
export function IssueList(props: { issues: readonly Issue[]; none?: string; most?: number }) {
  const { issues, none = 'No issues.', most = Infinity } = props;
  const [isAll, setAll] = useState(false);
  if (issues.length === 0) {
    return (
      <div className={classes.none}>
        <IconCircleCheck size={16} stroke={1.8} aria-hidden /> {none}
      </div>
    );
  }
  const sorted = issues.toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  const shown = isAll ? sorted : sorted.slice(0, most);
  return (
    <ul className={classes.list}>
      {shown.map((issue) => {
        const Icon = ICONS[issue.severity];
        return (
          <li
            key={`${issue.code} ${issue.path} ${issue.message}`}
            className={`${classes.issue} ${classes[issue.severity]}`}
          >
            <Icon size={16} stroke={1.8} aria-label={WORDS[issue.severity]} />
            <span>{readableDays(issue.message)}</span>
          </li>
        );
      })}
      {shown.length < sorted.length && (
        <li>
          <Button size="compact-sm" variant="default" onClick={() => setAll(true)}>
            Show {sorted.length - shown.length} more
          </Button>
        </li>
      )}
    </ul>
  );
}
