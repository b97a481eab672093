import { UnstyledButton } from '@mantine/core';
import { IconDeviceTv } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { SpotResponse } from '../../shared/contracts/spots.ts';
import { nextDeadline } from '../campaigns/next-deadline.ts';
import { StatusChip } from '../parts/chips/status-chip.tsx';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { clock, count, fromNow, instant, NO_VALUE, words } from '../words/format.ts';
import { spotsQuery } from './spot-queries.ts';
import { daypartWord, jobWord, lateWords } from './spot-words.ts';
import classes from './spots.module.css';

const HOUR_MS = 3_600_000;
const FIVE_MINUTES_MS = 300_000;

/** What airs in the next 24 hours, what is due for it, and how its last job went. */
export function NextDay({ campaign }: { campaign: CampaignResponse }) {
  const [now] = useState(() => Math.floor(Date.now() / FIVE_MINUTES_MS) * FIVE_MINUTES_MS);
  const after = new Date(now).toISOString();
  const before = new Date(now + 24 * HOUR_MS).toISOString();
  const spots = useQuery(spotsQuery(campaign.id, { after, before }));
  return (
    <Panel
      title="Next 24 hours"
      note={`${clock(after, campaign.timeZone)} to ${instant(before, campaign.timeZone)}`}
      flush
    >
      <Loaded query={spots}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyNotice
              icon={IconDeviceTv}
              title="Nothing airs in the next 24 hours"
              text="The grid shows the days before and after."
            />
          ) : (
            <NextTable rows={rows} zone={campaign.timeZone} now={now} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function NextTable({ rows, zone, now }: { rows: readonly SpotResponse[]; zone: string; now: number }) {
  const navigate = useNavigate({ from: '/campaigns/$campaignId/spots' });
  return (
    <TableRegion label="Spots of the next 24 hours">
      <table className="table">
        <thead>
          <tr>
            <th>Airs</th>
            <th>Station and daypart</th>
            <th>Copy</th>
            <th>Status</th>
            <th>Next due</th>
            <th>Last job</th>
            <th className="num">Late by</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((spot) => {
            const due = nextDeadline([spot], now);
            const run = spot.jobHistory.at(-1);
            return (
              <tr key={spot.id}>
                <td className={classes.nowrap}>
                  <UnstyledButton
                    className={classes.name}
                    onClick={() => void navigate({ search: (before) => ({ ...before, spot: spot.id }) })}
                  >
                    {instant(spot.scheduledAt, zone)}
                  </UnstyledButton>
                  <div className={classes.sub}>
                    {spot.clock} broadcast, {fromNow(spot.scheduledAt, now)}
                  </div>
                </td>
                <td className={classes.nowrap}>
                  <strong>{spot.station}</strong> {daypartWord(spot.daypart)}
                </td>
                <td>
                  {spot.creative ? (
                    <>
                      {spot.creative.title}
                      <div className={classes.sub}>{spot.creative.adId}</div>
                    </>
                  ) : (
                    <StatusChip status="pending_creatives" word="No copy" />
                  )}
                </td>
                <td>
                  <StatusChip status={spot.status} />
                </td>
                <td className={classes.nowrap}>
                  {due ? (
                    <>
                      {instant(due.dueAt, zone)}
                      <div className={classes.sub}>{due.what}</div>
                    </>
                  ) : (
                    <span className="quiet">Nothing</span>
                  )}
                </td>
                <td className={classes.nowrap}>
                  {run ? (
                    <>
                      {jobWord(run.action)}: {words(run.outcome).toLowerCase()}
                      <div className={classes.sub}>
                        for {instant(run.scheduledFor, zone)}, started {clock(run.startedAt, zone)}
                      </div>
                    </>
                  ) : (
                    <span className="quiet">None yet</span>
                  )}
                </td>
                <td className="num">
                  {run ? lateWords(run.lateMs) : NO_VALUE}
                  {run && <div className={classes.sub}>attempt {count(run.attempt)}</div>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableRegion>
  );
}
