import { Button, Group } from '@mantine/core';
import {
  IconArrowsShuffle,
  IconBroadcast,
  IconCalendarShare,
  IconCalendarTime,
  IconDeviceTv,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import { todayIn } from '../../shared/domain/calendar/zone.ts';
import { campaignQuery } from '../campaigns/campaign-queries.ts';
import { Segmented } from '../parts/fields/segmented.tsx';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice, RowsSkeleton } from '../parts/notices/notices.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { useMay } from '../people/session.ts';
import { GridView } from './grid/grid-view.tsx';
import { MakegoodsView } from './makegoods-view.tsx';
import { NextDay } from './next-day.tsx';
import { SpotsPanel } from './panel/spots-panel.tsx';
import { Rotate, RotateStrip, startRotation } from './rotate.tsx';
import { useSolverRun, type SolverRunHandle } from './runs/run-queries.ts';
import { Schedule, ScheduleStrip } from './schedule.tsx';
import { spotsChanged } from './spot-steps.ts';
import classes from './spots.module.css';
import { Feeds } from './traffic/feeds.tsx';
import { TrafficView } from './traffic/traffic-view.tsx';

const VIEWS = [
  { value: 'grid', label: 'Grid' },
  { value: 'next', label: 'Next 24 hours' },
  { value: 'traffic', label: 'Traffic' },
  { value: 'makegoods', label: 'Make-goods' },
] as const;

/** Every airing of the campaign: the grid, what airs next, instructions to stations, and what is owed. */
export function SpotsPage() {
  const { campaignId } = useParams({ from: '/signed-in/campaigns/$campaignId/spots' });
  const campaign = useQuery(campaignQuery(campaignId));
  return (
    <Loaded query={campaign} skeleton={<RowsSkeleton rows={8} height={32} />}>
      {(data) => <Spots campaign={data} />}
    </Loaded>
  );
}

function Spots({ campaign }: { campaign: CampaignResponse }) {
  const { view = 'grid' } = useSearch({ from: '/signed-in/campaigns/$campaignId/spots' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId/spots' });
  const mayEdit = useMay('edit');
  const [dialog, setDialog] = useState<'schedule' | 'rotate' | 'feeds' | null>(null);
  const [today] = useState(() => todayIn(Date.now(), campaign.timeZone));
  const canSchedule = mayEdit && campaign.approvedPlanId !== null;
  const schedule = () => setDialog('schedule');
  const scheduler = useSolverRun(campaign.id, 'schedule', spotsChanged);
  const rotator = useSolverRun(campaign.id, 'rotate', spotsChanged);
  const rotate = () => {
    startRotation(rotator);
    setDialog('rotate');
  };
  const close = (runner: SolverRunHandle) => {
    setDialog(null);
    if (!runner.isRunning) runner.forget();
  };
  return (
    <>
      <PageHead
        title="Spots and traffic"
        tab="Spots"
        note={`${campaign.name} · times in ${campaign.timeZone}`}
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconBroadcast size={16} />}
              renderRoot={(root) => (
                <Link
                  to="/campaigns/$campaignId/reach"
                  params={{ campaignId: campaign.id }}
                  search={{ basis: 'aired' }}
                  {...root}
                />
              )}
            >
              Reach and points
            </Button>
            <Button variant="default" leftSection={<IconCalendarShare size={16} />} onClick={() => setDialog('feeds')}>
              Calendar feed
            </Button>
            {canSchedule && (
              <Button variant="default" leftSection={<IconArrowsShuffle size={16} />} onClick={rotate}>
                Rotate copy
              </Button>
            )}
            {canSchedule && (
              <Button leftSection={<IconCalendarTime size={16} />} onClick={schedule}>
                Schedule spots
              </Button>
            )}
          </>
        }
      />
      <div className={classes.stack}>
        <Group className="no-print">
          <Segmented
            label="View"
            value={view}
            options={VIEWS}
            onChange={(value) =>
              void navigate({
                search: (before) => ({ ...before, view: value === 'grid' ? undefined : value }),
                replace: true,
              })
            }
          />
        </Group>
        {dialog !== 'schedule' && <ScheduleStrip runner={scheduler} onOpen={schedule} />}
        {dialog !== 'rotate' && <RotateStrip runner={rotator} onOpen={() => setDialog('rotate')} />}
        {view === 'grid' && (
          <GridView
            campaign={campaign}
            today={today}
            empty={<NoSpots campaign={campaign} onSchedule={canSchedule ? schedule : undefined} />}
          />
        )}
        {view === 'next' && <NextDay campaign={campaign} />}
        {view === 'traffic' && <TrafficView campaign={campaign} />}
        {view === 'makegoods' && <MakegoodsView campaign={campaign} />}
      </div>
      <SpotsPanel campaign={campaign} />
      {dialog === 'schedule' && <Schedule runner={scheduler} onClose={() => close(scheduler)} />}
      {dialog === 'rotate' && <Rotate runner={rotator} onClose={() => close(rotator)} />}
      {dialog === 'feeds' && <Feeds campaign={campaign} onClose={() => setDialog(null)} />}
    </>
  );
}

function NoSpots({ campaign, onSchedule }: { campaign: CampaignResponse; onSchedule?: () => void }) {
  if (campaign.approvedPlanId === null) {
    return (
      <EmptyNotice
        icon={IconDeviceTv}
        title="No spots yet"
        text="Spots are placed from the TV lines of an approved plan. Approve the plan first."
        action={
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link to="/campaigns/$campaignId/plan" params={{ campaignId: campaign.id }} {...props} />
            )}
          >
            Open the plan
          </Button>
        }
      />
    );
  }
  return (
    <EmptyNotice
      icon={IconDeviceTv}
      title="No spots yet"
      text="The plan is approved. Scheduling places the spots its TV lines pay for, apart from each other and evenly over days and hours."
      action={onSchedule && <Button onClick={onSchedule}>Schedule spots</Button>}
    />
  );
}
