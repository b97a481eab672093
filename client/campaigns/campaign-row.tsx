import { Skeleton } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import { openAlertsQuery } from '../alerts/alert-queries.ts';
import { cellMoney, count, instant, NO_VALUE, percent, period } from '../format.ts';
import { pacingQuery } from '../pacing/pacing-queries.ts';
import { Fresh } from '../parts/fresh.tsx';
import { Chip, StatusChip } from '../parts/status-chip.tsx';
import { nextSpotsQuery } from '../spots/spot-queries.ts';
import classes from './home.module.css';
import { nextDeadline } from './next-deadline.ts';

const SPOTS_AHEAD = 40;

/** One campaign of the list; what takes longer arrives cell by cell. */
export function CampaignRow({ campaign }: { campaign: CampaignResponse }) {
  const isPlanned = campaign.approvedPlanId !== null;
  const pacing = useQuery({ ...pacingQuery(campaign.id), enabled: isPlanned });
  const spots = useQuery({ ...nextSpotsQuery(campaign.id, SPOTS_AHEAD), enabled: isPlanned });
  const alerts = useQuery(openAlertsQuery(campaign.id));
  const spent = pacing.data?.campaign.delivered ?? null;
  const deadline = spots.data && nextDeadline(spots.data, spots.dataUpdatedAt);
  return (
    <tr>
      <td>
        <Link to="/campaigns/$campaignId" params={{ campaignId: campaign.id }} className={classes.name}>
          {campaign.name}
        </Link>
        <div className={classes.sub}>
          {campaign.advertiser} · {campaign.market.name}
        </div>
      </td>
      <td>
        <StatusChip status={campaign.status} />
      </td>
      <td className={classes.nowrap}>{period(campaign.startDay, campaign.endDay)}</td>
      <td className="num">{cellMoney(campaign.budgetCents)}</td>
      <td className="num">
        {pacing.isLoading ? (
          <Skeleton height={14} width={70} ml="auto" />
        ) : spent === null ? (
          NO_VALUE
        ) : (
          <>
            <Fresh value={cellMoney(spent)} />
            <div className={classes.bar} aria-hidden>
              <span style={{ width: percent(Math.min(1, spent / campaign.budgetCents)) }} />
            </div>
          </>
        )}
      </td>
      <td>
        {pacing.isLoading ? (
          <Skeleton height={20} width={80} />
        ) : (
          <PaceChip status={pacing.data?.campaign.status ?? 'na'} pace={pacing.data?.campaign.pace ?? null} />
        )}
      </td>
      <td className={classes.nowrap}>
        {spots.isLoading ? (
          <Skeleton height={14} width={120} />
        ) : deadline ? (
          <>
            {instant(deadline.dueAt, campaign.timeZone)}
            <div className={classes.sub}>{deadline.what}</div>
          </>
        ) : (
          NO_VALUE
        )}
      </td>
      <td className="num">
        {alerts.isLoading ? (
          <Skeleton height={20} width={30} ml="auto" />
        ) : alerts.data && alerts.data.length > 0 ? (
          <Chip tone="over" icon={IconBell}>
            {count(alerts.data.length)} open
          </Chip>
        ) : (
          <span className="quiet">{alerts.data ? 'None' : NO_VALUE}</span>
        )}
      </td>
    </tr>
  );
}

/** The pace of something with its number, where there is one. */
export function PaceChip({ status, pace }: { status: string; pace: number | null }) {
  const word = { under: 'Under', on: 'On pace', over: 'Over' }[status];
  return <StatusChip status={status} word={word && pace !== null ? `${word} ${percent(pace, 0)}` : undefined} />;
}
