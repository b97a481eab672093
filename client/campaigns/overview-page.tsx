import { Button, Skeleton } from '@mantine/core';
import { IconArrowRight, IconLayoutGridAdd, IconSettings } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import { PacingChart } from '../pacing/pacing-chart.tsx';
import { pacingQuery, pacingSeriesQuery } from '../pacing/pacing-queries.ts';
import { StatusChip } from '../parts/chips/status-chip.tsx';
import { Segmented } from '../parts/fields/segmented.tsx';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice, RowsSkeleton } from '../parts/notices/notices.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { useMay } from '../people/session.ts';
import { useStartPlan } from '../plans/editor/plan-steps.ts';
import { flowchartQuery, planQuery } from '../plans/plan-queries.ts';
import { FlowchartSummary } from '../plans/summary/flowchart-summary.tsx';
import { NextSpots } from '../spots/next-spots.tsx';
import { nextSpotsQuery } from '../spots/spot-queries.ts';
import { day, money, period, words } from '../words/format.ts';
import { BudgetBars } from './budget-bars.tsx';
import { campaignQuery } from './campaign-queries.ts';
import { CampaignFigures } from './campaign-figures.tsx';
import classes from './overview.module.css';

const CampaignSettings = lazy(() =>
  import('./campaign-settings.tsx').then((module) => ({ default: module.CampaignSettings })),
);

const SPOTS_SHOWN = 8;

/** One campaign on one page: where the money goes, when, what airs next, and how it goes. */
export function OverviewPage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/' });
  const campaign = useQuery(campaignQuery(campaignId));
  return (
    <Loaded query={campaign} skeleton={<RowsSkeleton rows={8} height={32} />}>
      {(data) => <Overview campaign={data} />}
    </Loaded>
  );
}

function Overview({ campaign }: { campaign: CampaignResponse }) {
  const mayEdit = useMay('edit');
  const { settings } = useSearch({ from: '/signed-in/campaigns/$campaignId/' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId' });
  const showSettings = (isShown: boolean) =>
    void navigate({ search: (before) => ({ ...before, settings: isShown || undefined }), replace: true });
  const planId = campaign.approvedPlanId ?? campaign.latestPlanId;
  const start = useStartPlan(campaign.id);
  return (
    <>
      <PageHead
        title={
          <span className={classes.title}>
            {campaign.name} <StatusChip status={campaign.status} />
          </span>
        }
        tab={campaign.name}
        note={`${campaign.advertiser} · ${campaign.market.name} · ${period(campaign.startDay, campaign.endDay)}, ${day(campaign.endDay, 'long').slice(-4)} · ${campaign.timeZone} · Goal: ${words(campaign.goal.kind).toLowerCase()}`}
        actions={
          <>
            {mayEdit && (
              <Button variant="default" leftSection={<IconSettings size={16} />} onClick={() => showSettings(true)}>
                Settings
              </Button>
            )}
            {planId && (
              <Button
                variant="default"
                rightSection={<IconArrowRight size={16} />}
                renderRoot={(props) => (
                  <Link to="/campaigns/$campaignId/plan" params={{ campaignId: campaign.id }} {...props} />
                )}
              >
                Open the plan
              </Button>
            )}
          </>
        }
      />
      {mayEdit && settings && (
        <Suspense>
          <CampaignSettings campaign={campaign} onClose={() => showSettings(false)} />
        </Suspense>
      )}
      {planId ? (
        <Planned campaign={campaign} planId={planId} />
      ) : (
        <Panel flush>
          <EmptyNotice
            icon={IconLayoutGridAdd}
            title="No plan yet"
            text={`The plan says how the ${money(campaign.budgetCents)} is meant to be spent: lines by channel and vendor, with dates and money week by week.`}
            action={
              mayEdit && (
                <Button loading={start.isPending} onClick={() => start.mutate()}>
                  Start the plan
                </Button>
              )
            }
          />
        </Panel>
      )}
    </>
  );
}

function Planned({ campaign, planId }: { campaign: CampaignResponse; planId: string }) {
  const { basis = 'gross' } = useSearch({ from: '/signed-in/campaigns/$campaignId/' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId' });
  const pacing = useQuery(pacingQuery(campaign.id));
  const series = useQuery(pacingSeriesQuery(campaign.id));
  const plan = useQuery(planQuery(campaign.id, planId));
  const flowchart = useQuery(flowchartQuery(campaign.id, planId, { calendar: 'broadcast', by: 'week', basis }));
  const spots = useQuery(nextSpotsQuery(campaign.id, SPOTS_SHOWN));
  return (
    <div className={classes.grid}>
      <div className={classes.full}>
        <Loaded query={pacing} skeleton={<Skeleton height={86} radius="md" />}>
          {(data) => <CampaignFigures campaign={campaign} pacing={data} />}
        </Loaded>
      </div>
      <div className={classes.wide}>
        <Loaded query={series} skeleton={<Skeleton height={340} radius="md" />}>
          {(data) => (
            <PacingChart
              series={data}
              title="Spend against the plan"
              note={data.dataThrough ? `reported through ${day(data.dataThrough)}` : 'nothing reported yet'}
            />
          )}
        </Loaded>
      </div>
      <div className={classes.slim}>
        <Panel title="Where the money goes" note="gross">
          <Loaded query={plan}>{(data) => <BudgetBars plan={data} pacing={pacing.data} />}</Loaded>
        </Panel>
      </div>
      <div className={classes.full}>
        <Panel
          title="Flowchart"
          note="broadcast weeks, Monday to Sunday, $"
          flush
          actions={
            <Segmented
              label="Gross or net"
              value={basis}
              options={[
                { value: 'gross', label: 'Gross' },
                { value: 'net', label: 'Net' },
              ]}
              onChange={(value) =>
                void navigate({
                  search: (before) => ({ ...before, basis: value === 'gross' ? undefined : value }),
                  replace: true,
                })
              }
            />
          }
        >
          <Loaded query={flowchart}>{(data) => <FlowchartSummary flowchart={data} />}</Loaded>
        </Panel>
      </div>
      <div className={classes.full}>
        <Panel title="Next spots" note={`times in ${campaign.timeZone}`} flush>
          <Loaded query={spots}>{(data) => <NextSpots spots={data} zone={campaign.timeZone} />}</Loaded>
        </Panel>
      </div>
    </div>
  );
}
