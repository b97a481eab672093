import { Button } from '@mantine/core';
import {
  IconArrowRight,
  IconCheck,
  IconCircleCheck,
  IconClock,
  IconRefresh,
  IconScale,
  IconX,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReplanDetail } from '../../shared/contracts/replans.ts';
import { Chip, type Tone } from '../parts/chips/status-chip.tsx';
import { IssueList } from '../parts/notices/issue-list.tsx';
import { readableDays } from '../words/readable-days.ts';
import type { TablerIcon } from '@tabler/icons-react';
import classes from './replans.module.css';

const LOOKS: Readonly<Record<ReplanDetail['status'], readonly [Tone, TablerIcon, string]>> = {
  on_plan: ['on', IconCircleCheck, 'On plan'],
  proposed: ['accent', IconScale, 'Waits for a decision'],
  applying: ['accent', IconClock, 'Being carried out'],
  applied: ['on', IconCheck, 'Carried out'],
  rejected: ['neutral', IconX, 'Rejected'],
  superseded: ['neutral', IconRefresh, 'Superseded'],
};

/** Where a proposal stands, in a chip and a sentence, with what has changed since and the way to the revision it became. */
export function ReplanState({ replan }: { replan: ReplanDetail }) {
  const [tone, icon, word] = LOOKS[replan.status];
  const isOutOfDate = replan.changes.length > 0;
  const issues = [...replan.changes, ...replan.issues];
  return (
    <div className={classes.state} role="status">
      <p className={classes.message}>
        {isOutOfDate ? (
          <Chip tone="neutral" icon={IconRefresh}>
            Out of date
          </Chip>
        ) : (
          <Chip tone={tone} icon={icon}>
            {word}
          </Chip>
        )}{' '}
        {isOutOfDate && 'When it was made: '}
        {readableDays(replan.message)}
      </p>
      {replan.decidedBy && (
        <p className={classes.decided}>
          {word} by {replan.decidedBy}
          {replan.status === 'applied' && `: ${replan.appliedMoveIds.length} of ${replan.moves.length} moves`}.
          {replan.note && ` “${replan.note}”`}
        </p>
      )}
      {issues.length > 0 && <IssueList issues={issues} />}
      {replan.revisionPlanId && <Revision replan={replan} revisionPlanId={replan.revisionPlanId} />}
    </div>
  );
}

function Revision({ replan, revisionPlanId }: { replan: ReplanDetail; revisionPlanId: string }) {
  const params = { campaignId: replan.campaignId };
  return (
    <div className={classes.links}>
      <Button
        size="compact-sm"
        variant="default"
        rightSection={<IconArrowRight size={15} />}
        renderRoot={(props) => (
          <Link
            to="/campaigns/$campaignId/plan/compare"
            params={params}
            search={{ plan: revisionPlanId, with: replan.planId, changed: true }}
            {...props}
          />
        )}
      >
        What changed since plan {replan.planVersion}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        rightSection={<IconArrowRight size={15} />}
        renderRoot={(props) => (
          <Link to="/campaigns/$campaignId/plan" params={params} search={{ plan: revisionPlanId }} {...props} />
        )}
      >
        Open the revision
      </Button>
    </div>
  );
}
