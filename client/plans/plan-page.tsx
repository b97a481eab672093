import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import { campaignQuery } from '../campaigns/campaign-queries.ts';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice, RowsSkeleton } from '../parts/notices/notices.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { useMay } from '../people/session.ts';
import { money } from '../words/format.ts';
import { Button } from '@mantine/core';
import { IconLayoutGridAdd } from '@tabler/icons-react';
import { planQuery } from './plan-queries.ts';
import { useStartPlan } from './editor/plan-steps.ts';
import { PlanWorkbench } from './plan-workbench.tsx';

/** The plan of a campaign: its flowchart to type in, its versions and its way to approval. */
export function PlanPage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/plan' });
  const campaign = useQuery(campaignQuery(campaignId));
  return (
    <Loaded query={campaign} skeleton={<RowsSkeleton rows={10} height={28} />}>
      {(data) => <PlanOf campaign={data} />}
    </Loaded>
  );
}

function PlanOf({ campaign }: { campaign: CampaignResponse }) {
  const search = useSearch({ from: '/signed-in/campaigns/$campaignId/plan' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId/plan' });
  const planId = search.plan ?? campaign.latestPlanId;
  const plan = useQuery({ ...planQuery(campaign.id, planId ?? ''), enabled: planId !== null });
  if (planId === null) return <NoPlan campaign={campaign} />;
  return (
    <Loaded query={plan} skeleton={<RowsSkeleton rows={10} height={28} />}>
      {(data) => (
        <PlanWorkbench
          key={data.id}
          campaign={campaign}
          plan={data}
          onPlan={(id) =>
            void navigate({ search: (before) => ({ ...before, plan: id, line: undefined, panel: undefined }) })
          }
        />
      )}
    </Loaded>
  );
}

function NoPlan({ campaign }: { campaign: CampaignResponse }) {
  const mayEdit = useMay('edit');
  const start = useStartPlan(campaign.id);
  return (
    <>
      <PageHead title="Plan" tab={`Plan of ${campaign.name}`} />
      <Panel flush>
        <EmptyNotice
          icon={IconLayoutGridAdd}
          title="No plan yet"
          text={`Start with an empty plan, add lines, and spread ${money(campaign.budgetCents)} over weeks.`}
          action={
            mayEdit && (
              <Button loading={start.isPending} onClick={() => start.mutate()}>
                Start the plan
              </Button>
            )
          }
        />
      </Panel>
    </>
  );
}
