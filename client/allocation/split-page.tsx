import { IconChartDonut } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import { campaignQuery } from '../campaigns/campaign-queries.ts';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice, RowsSkeleton } from '../parts/notices/notices.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { OpenPlan } from '../plans/open-plan.tsx';
import { planQuery } from '../plans/plan-queries.ts';
import { SplitDesk } from './desk/split-desk.tsx';
import type { Wishes } from './split-model.ts';

/** The budget split: the best use of the budget over the plan's lines, with why and proof. */
export function SplitPage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/split' });
  const campaign = useQuery(campaignQuery(campaignId));
  return (
    <Loaded query={campaign} skeleton={<RowsSkeleton rows={8} height={30} />}>
      {(data) => <SplitOf campaign={data} />}
    </Loaded>
  );
}

function SplitOf({ campaign }: { campaign: CampaignResponse }) {
  const [kept, setKept] = useState<Wishes | null>(null);
  const planId = campaign.latestPlanId;
  const plan = useQuery({ ...planQuery(campaign.id, planId ?? ''), enabled: planId !== null });
  const empty = (
    <>
      <PageHead title="Budget split" tab={`Split of ${campaign.name}`} />
      <Panel flush>
        <EmptyNotice
          icon={IconChartDonut}
          title="Nothing to split yet"
          text="The split works on the lines of the plan: each needs a channel, a vendor and a rate."
          action={<OpenPlan campaignId={campaign.id} />}
        />
      </Panel>
    </>
  );
  if (planId === null) return empty;
  return (
    <Loaded query={plan} skeleton={<RowsSkeleton rows={8} height={30} />}>
      {(data) =>
        data.lines.length === 0 ? (
          empty
        ) : (
          <SplitDesk key={data.id} campaign={campaign} plan={data} kept={kept} onRevised={setKept} />
        )
      }
    </Loaded>
  );
}
