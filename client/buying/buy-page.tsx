import { IconDeviceTv } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import { campaignQuery } from '../campaigns/campaign-queries.ts';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice, RowsSkeleton } from '../parts/notices/notices.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { OpenPlan } from '../plans/open-plan.tsx';
import { planQuery } from '../plans/plan-queries.ts';
import { BuyDesk } from './buy-desk.tsx';
import { buyableLines } from './buy-rules.ts';

/** Buy spots: how many of each TV line and week are worth most within the rules, with the proof. */
export function BuyPage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/buy' });
  const campaign = useQuery(campaignQuery(campaignId));
  return (
    <Loaded query={campaign} skeleton={<RowsSkeleton rows={8} height={30} />}>
      {(data) => <BuyOf campaign={data} />}
    </Loaded>
  );
}

function BuyOf({ campaign }: { campaign: CampaignResponse }) {
  const planId = campaign.latestPlanId;
  const plan = useQuery({ ...planQuery(campaign.id, planId ?? ''), enabled: planId !== null });
  const empty = (
    <>
      <PageHead title="Buy spots" tab={`Buy of ${campaign.name}`} />
      <Panel flush>
        <EmptyNotice
          icon={IconDeviceTv}
          title="Nothing to buy yet"
          text="A buy chooses among the TV lines of the plan that are bought by the spot: each needs a station, a daypart, a rating and a CPP or a price a spot."
          action={<OpenPlan campaignId={campaign.id} />}
        />
      </Panel>
    </>
  );
  if (planId === null) return empty;
  return (
    <Loaded query={plan} skeleton={<RowsSkeleton rows={8} height={30} />}>
      {(data) =>
        buyableLines(data.lines, campaign).length === 0 ? (
          empty
        ) : (
          <BuyDesk key={data.id} campaign={campaign} plan={data} />
        )
      }
    </Loaded>
  );
}
