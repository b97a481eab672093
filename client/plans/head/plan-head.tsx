import { Button, Select } from '@mantine/core';
import { IconArrowsDiff, IconCheck, IconCloudCheck, IconCloudUp, IconCloudX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { PlanResponse } from '../../../shared/contracts/plans.ts';
import { StatusChip } from '../../parts/chips/status-chip.tsx';
import { PageHead } from '../../parts/page/page-head.tsx';
import { useMay } from '../../people/session.ts';
import { instant, words } from '../../words/format.ts';
import type { SaveState } from '../editor/plan-editor.ts';
import { usePlanStep, type PlanStep } from '../editor/plan-steps.ts';
import { plansQuery } from '../plan-queries.ts';
import classes from '../plan-workbench.module.css';

const SAVES = {
  saved: [IconCloudCheck, 'Saved'],
  saving: [IconCloudUp, 'Saving'],
  failed: [IconCloudX, 'The last change was not saved'],
} as const;

/** Which version this is, where it stands, and the next step to approval. */
export function PlanHead(props: {
  campaign: CampaignResponse;
  plan: PlanResponse;
  saveState: SaveState;
  onPlan: (id: string) => void;
}) {
  const { campaign, plan } = props;
  const versions = useQuery(plansQuery(campaign.id));
  const others = versions.data ?? [];
  const [SaveIcon, saveWord] = SAVES[props.saveState];
  const previous = plan.basedOnPlanId ?? others.find((other) => other.id !== plan.id)?.id;
  return (
    <PageHead
      title="Plan"
      tab={`Plan of ${campaign.name}`}
      note={
        <span className={classes.facts}>
          <StatusChip status={plan.status} />
          {plan.status === 'draft' && (
            <span className={classes.saved} role="status">
              <SaveIcon size={15} stroke={1.7} aria-hidden /> {saveWord}
            </span>
          )}
          {plan.approvedAt && <span>Approved {instant(plan.approvedAt, campaign.timeZone)}</span>}
          {plan.hash && <span title={plan.hash}>Seal {plan.hash.slice(0, 12)}</span>}
        </span>
      }
      actions={
        <>
          <Select
            aria-label="Version"
            w={170}
            value={plan.id}
            data={
              others.length > 0
                ? others.map((other) => ({
                    value: other.id,
                    label: `${other.version}, ${words(other.status).toLowerCase()}`,
                  }))
                : [{ value: plan.id, label: plan.version }]
            }
            onChange={(id) => id && props.onPlan(id)}
          />
          {others.length > 1 && (
            <Button
              variant="default"
              leftSection={<IconArrowsDiff size={16} />}
              renderRoot={(root) => (
                <Link
                  to="/campaigns/$campaignId/plan/compare"
                  params={{ campaignId: campaign.id }}
                  search={{ plan: plan.id, with: previous }}
                  {...root}
                />
              )}
            >
              Compare
            </Button>
          )}
          <Steps plan={plan} onPlan={props.onPlan} isSaved={props.saveState === 'saved'} />
        </>
      }
    />
  );
}

function Steps({ plan, onPlan, isSaved }: { plan: PlanResponse; onPlan: (id: string) => void; isSaved: boolean }) {
  const may = { edit: useMay('edit'), approve: useMay('approve'), submit: useMay('submit') };
  const step = usePlanStep(plan, (answered) => onPlan(answered.id));
  const errors = plan.issues.filter((issue) => issue.severity === 'error').length;
  const button = (to: PlanStep, label: string, isMain: boolean, isBlocked = false) => (
    <Button
      key={to}
      variant={isMain ? 'filled' : 'default'}
      leftSection={to === 'approve' ? <IconCheck size={16} /> : undefined}
      loading={step.isPending && step.variables === to}
      disabled={isBlocked || step.isPending}
      onClick={() => step.mutate(to)}
    >
      {label}
    </Button>
  );
  switch (plan.status) {
    case 'draft':
      return may.edit
        ? button('submit', errors > 0 ? `Submit (${errors} to fix)` : 'Submit for review', true, errors > 0 || !isSaved)
        : null;
    case 'in_review':
      return (
        <>
          {may.submit && button('return', 'Return to draft', false)}
          {may.approve && button('approve', 'Approve', true)}
        </>
      );
    case 'approved':
      return may.edit ? button('revise', 'Revise', false) : null;
    case 'superseded':
      return null;
  }
}
