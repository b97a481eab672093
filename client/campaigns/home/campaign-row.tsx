import { ActionIcon, Skeleton, Tooltip } from '@mantine/core';
import { IconBell, IconCopy, IconInfoCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { AlertResponse } from '../../../shared/contracts/alerts.ts';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import { openAlertsQuery } from '../../alerts/alert-queries.ts';
import { pacingQuery } from '../../pacing/pacing-queries.ts';
import { Chip, StatusChip } from '../../parts/chips/status-chip.tsx';
import { Fresh } from '../../parts/figures/fresh.tsx';
import { nextSpotsQuery } from '../../spots/spot-queries.ts';
import { cellMoney, count, instant, money, NO_VALUE, percent, period } from '../../words/format.ts';
import classes from './home.module.css';
import { nextDeadline } from '../next-deadline.ts';
import { PaceChip } from '../pace-chip.tsx';

const SPOTS_AHEAD = 40;

/** One campaign of the list; what takes longer arrives cell by cell. */
export function CampaignRow({
  campaign,
  onDuplicate,
}: {
  campaign: CampaignResponse;
  onDuplicate?: (campaign: CampaignResponse) => void;
}) {
  const isPlanned = campaign.approvedPlanId !== null;
  const pacing = useQuery({ ...pacingQuery(campaign.id), enabled: isPlanned });
  const spots = useQuery({ ...nextSpotsQuery(campaign.id, SPOTS_AHEAD), enabled: isPlanned });
  const alerts = useQuery(openAlertsQuery(campaign.id));
  const spent = pacing.data?.campaign.delivered ?? null;
  const deadline =
    spots.data &&
    (nextDeadline(spots.data, spots.dataUpdatedAt, ['traffic', 'asrun']) ??
      nextDeadline(spots.data, spots.dataUpdatedAt));
  const params = { campaignId: campaign.id };
  return (
    <tr>
      <td>
        <Link to="/campaigns/$campaignId" params={params} className={classes.name}>
          {campaign.name}
        </Link>
        <div className={classes.sub}>
          {campaign.advertiser} · {campaign.market.name}
        </div>
        {spent !== null && pacing.data && (
          <div className={classes.narrow} aria-hidden>
            {money(spent)} of {money(campaign.budgetCents)} <PaceChip row={pacing.data.campaign} />
          </div>
        )}
      </td>
      <td>
        <StatusChip status={campaign.status} />
      </td>
      <td className={classes.nowrap}>{period(campaign.startDay, campaign.endDay)}</td>
      <td className="num">
        <Link to="/campaigns/$campaignId/plan" params={params} className={classes.cell}>
          {cellMoney(campaign.budgetCents)}
        </Link>
      </td>
      <td className="num">
        {pacing.isLoading ? (
          <Skeleton height={14} width={70} ml="auto" />
        ) : spent === null ? (
          NO_VALUE
        ) : (
          <>
            <Link to="/campaigns/$campaignId/pacing" params={params} className={classes.cell}>
              <Fresh value={cellMoney(spent)} />
            </Link>
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
          <Link to="/campaigns/$campaignId/pacing" params={params} className={classes.cell}>
            {pacing.data ? <PaceChip row={pacing.data.campaign} /> : <StatusChip status="no_plan" />}
            <span className="visually-hidden">, pacing of {campaign.name}</span>
          </Link>
        )}
      </td>
      <td className={classes.nowrap}>
        {spots.isLoading ? (
          <Skeleton height={14} width={120} />
        ) : deadline ? (
          <>
            <Link
              to="/campaigns/$campaignId/spots"
              params={params}
              search={{ view: deadline.kind === 'traffic' ? 'traffic' : 'next' }}
              className={classes.cell}
            >
              {instant(deadline.dueAt, campaign.timeZone)}
            </Link>
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
          <AlertCount alerts={alerts.data} campaign={campaign} />
        ) : (
          <span className="quiet">{alerts.data ? 'None' : NO_VALUE}</span>
        )}
      </td>
      {onDuplicate && (
        <td>
          <div className={classes.steps}>
            <Tooltip label="Duplicate">
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Duplicate ${campaign.name}`}
                onClick={() => onDuplicate(campaign)}
              >
                <IconCopy size={16} />
              </ActionIcon>
            </Tooltip>
          </div>
        </td>
      )}
    </tr>
  );
}

/** How many alerts wait, as the way to them; hints alone don't ask for anybody. */
function AlertCount({ alerts, campaign }: { alerts: readonly AlertResponse[]; campaign: CampaignResponse }) {
  const urgent = alerts.filter(({ severity }) => severity !== 'info').length;
  const hints = alerts.length - urgent;
  return (
    <Link to="/campaigns/$campaignId/alerts" params={{ campaignId: campaign.id }} className={classes.cell}>
      {urgent > 0 ? (
        <Chip tone="over" icon={IconBell}>
          {count(urgent)} open
        </Chip>
      ) : (
        <Chip tone="neutral" icon={IconInfoCircle}>
          {count(hints)} {hints === 1 ? 'hint' : 'hints'}
        </Chip>
      )}
      <span className="visually-hidden">, alerts of {campaign.name}</span>
    </Link>
  );
}
