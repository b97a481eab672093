import { Button, Group } from '@mantine/core';
import { IconFileText, IconSend } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import { StatusChip } from '../../parts/chips/status-chip.tsx';
import { sayDone } from '../../parts/notices/announce.ts';
import { IssueList } from '../../parts/notices/issue-list.tsx';
import { Loaded } from '../../parts/notices/loaded.tsx';
import { EmptyNotice } from '../../parts/notices/notices.tsx';
import { Refused } from '../../parts/notices/refused.tsx';
import { Panel } from '../../parts/page/panel.tsx';
import { SidePanel } from '../../parts/page/side-panel.tsx';
import { MoreRows } from '../../parts/table/more-rows.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { useMay } from '../../people/session.ts';
import { StationPanel } from '../../stations/station-panel.tsx';
import { basisPoints, count, day, instant, period, words } from '../../words/format.ts';
import classes from '../spots.module.css';
import { DeliveryState, NoMailServer, SendButton, SendingHistory } from './sending.tsx';
import {
  instructionsQuery,
  trafficFile,
  trafficQuery,
  useIssueTraffic,
  type TrafficSummary,
} from './traffic-queries.ts';

/** Which copy runs when, told to each station; a new revision supersedes the one before. */
export function TrafficView({ campaign }: { campaign: CampaignResponse }) {
  const [isAll, setAll] = useState(false);
  const traffic = useInfiniteQuery(trafficQuery(campaign.id, isAll ? 'all' : 'present'));
  const issue = useIssueTraffic(campaign.id);
  const mayEdit = useMay('edit');
  const [open, setOpen] = useState<string | null>(null);
  const [station, setStation] = useState<string | null>(null);
  const run = () =>
    issue.mutate(
      {},
      {
        onSuccess(answer) {
          if (answer.issued.length > 0)
            sayDone(`New instructions for ${answer.issued.map((one) => one.station).join(', ')}.`);
          else sayDone('Every station has the present instructions.');
        },
      },
    );
  const actions = (
    <Group gap={8}>
      <Button size="compact-sm" variant="subtle" color="gray" aria-pressed={isAll} onClick={() => setAll(!isAll)}>
        {isAll ? 'Hide superseded' : 'Show superseded'}
      </Button>
      {mayEdit && (
        <Button size="compact-sm" leftSection={<IconSend size={14} />} loading={issue.isPending} onClick={run}>
          Issue new instructions
        </Button>
      )}
    </Group>
  );
  const note = isAll ? 'every revision, newest first' : 'what holds for each station';
  return (
    <Panel title="Traffic instructions" note={note} actions={actions} flush>
      {(issue.error || (issue.data && issue.data.issues.length > 0)) && (
        <div style={{ padding: '0 18px 12px' }}>
          <Refused error={issue.error} />
          {issue.data && issue.data.issues.length > 0 && <IssueList issues={issue.data.issues} most={6} />}
        </div>
      )}
      <NoMailServer />
      <Loaded query={traffic}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyNotice
              icon={IconFileText}
              title="No instructions yet"
              text="Instructions name the copy of each coming spot. Each station gets its own, numbered by revision."
            />
          ) : (
            <>
              <TrafficTable
                rows={isAll ? rows : rows.toSorted((a, b) => (a.station < b.station ? -1 : 1))}
                zone={campaign.timeZone}
                onOpen={setOpen}
                onStation={setStation}
              />
              <MoreRows rows={traffic} word="Show more" p={12} />
            </>
          )
        }
      </Loaded>
      {open && <Instructions campaign={campaign} trafficId={open} onClose={() => setOpen(null)} />}
      {station && <StationPanel station={station} onClose={() => setStation(null)} />}
    </Panel>
  );
}

function TrafficTable({
  rows,
  zone,
  onOpen,
  onStation,
}: {
  rows: readonly TrafficSummary[];
  zone: string;
  onOpen: (id: string) => void;
  onStation: (station: string) => void;
}) {
  const mayEdit = useMay('edit');
  return (
    <TableRegion label="Instructions by station">
      <table className="table">
        <thead>
          <tr>
            <th>Station</th>
            <th className="num">Revision</th>
            <th>State</th>
            <th>Covers</th>
            <th className="num">Spots</th>
            <th>Issued</th>
            <th>Mail</th>
            <th>Download</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td className={classes.nowrap}>
                <div>
                  <button type="button" className={`${classes.name} ${classes.plain}`} onClick={() => onOpen(row.id)}>
                    {row.station}
                  </button>
                </div>
                {row.vendor !== row.station && <div className={classes.sub}>{row.vendor}</div>}
                {mayEdit && row.isCurrent && (
                  <button
                    type="button"
                    className={`${classes.plain} ${classes.link}`}
                    aria-label={`Contacts and programs of ${row.station}`}
                    onClick={() => onStation(row.station)}
                  >
                    Contacts and programs
                  </button>
                )}
              </td>
              <td className="num">{count(row.revision)}</td>
              <td className={classes.nowrap}>
                <StatusChip
                  status={row.isCurrent ? 'ok' : 'superseded'}
                  word={row.isCurrent ? 'Current' : 'Superseded'}
                />
                {row.supersedesRevision !== null && (
                  <div className={classes.sub}>supersedes revision {row.supersedesRevision}</div>
                )}
              </td>
              <td className={classes.nowrap}>{period(row.from, row.to)}</td>
              <td className="num">{count(row.spots)}</td>
              <td className={classes.nowrap}>
                {instant(row.issuedAt, zone)}
                <div className={classes.sub}>{row.issuedBy}</div>
              </td>
              <td className={classes.nowrap}>
                <div className={classes.mail}>
                  <div>
                    <DeliveryState deliveries={row.deliveries} zone={zone} />
                  </div>
                  {mayEdit && row.isCurrent && (
                    <SendButton
                      id={row.id}
                      station={row.station}
                      name={`${row.station} revision ${row.revision}`}
                      isAgain={row.deliveries.length > 0}
                      onStation={onStation}
                    />
                  )}
                </div>
              </td>
              <td>
                <Downloads id={row.id} name={`${row.station} revision ${row.revision}`} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

function Downloads({ id, name }: { id: string; name: string }) {
  return (
    <div className={classes.links}>
      {(['pdf', 'csv', 'bxf'] as const).map((format) => (
        <a key={format} href={trafficFile(id, format)} download aria-label={`${name} as ${format.toUpperCase()}`}>
          {format.toUpperCase()}
        </a>
      ))}
    </div>
  );
}

function Instructions({
  campaign,
  trafficId,
  onClose,
}: {
  campaign: CampaignResponse;
  trafficId: string;
  onClose: () => void;
}) {
  const query = useQuery(instructionsQuery(campaign.id, trafficId));
  const mayEdit = useMay('edit');
  return (
    <SidePanel title="Traffic instructions" onClose={onClose} size={760}>
      <Loaded query={query}>
        {(data) => (
          <div className={classes.stack}>
            <Group gap={10}>
              <strong>
                {data.station}, revision {data.revision}
              </strong>
              {data.supersedesRevision !== null && (
                <span className="quiet">supersedes revision {data.supersedesRevision}</span>
              )}
              <Downloads id={data.id} name={`${data.station} revision ${data.revision}`} />
            </Group>
            <SendingHistory
              id={data.id}
              isCurrent={data.isCurrent}
              deliveries={data.deliveries}
              zone={campaign.timeZone}
              mayEdit={mayEdit}
            />
            {data.issues.length > 0 && <IssueList issues={data.issues} most={6} />}
            {data.removedRows.length > 0 && (
              <div>
                <strong>Not to air, though in the revision before:</strong>
                <ul className={classes.removed}>
                  {data.removedRows.map((row) => (
                    <li key={row.spotId}>
                      {day(row.airDay, 'weekday')} at {row.clock}, {row.title} ({row.adId})
                    </li>
                  ))}
                </ul>
              </div>
            )}
            <div className="quiet">
              {data.shares
                .map((share) => `${share.title} (${share.adId}) ${basisPoints(share.shareBasisPoints)}`)
                .join(' · ')}
            </div>
            <TableRegion label="Spots instructed">
              <table className="table">
                <thead>
                  <tr>
                    <th>Day</th>
                    <th>Broadcast time</th>
                    <th>Window</th>
                    <th>Copy</th>
                    <th className="num">Length, s</th>
                    <th>Change</th>
                  </tr>
                </thead>
                <tbody>
                  {data.rows.map((row) => (
                    <tr key={row.spotId}>
                      <td className={classes.nowrap}>{day(row.airDay, 'weekday')}</td>
                      <td>{row.clock}</td>
                      <td className={classes.nowrap}>
                        {row.window}
                        {row.program && <div className={classes.sub}>{row.program}</div>}
                      </td>
                      <td>
                        {row.title} ({row.adId})
                      </td>
                      <td className="num">{row.lengthSeconds}</td>
                      <td>
                        {row.change === 'same' ? (
                          <span className="quiet">Same</span>
                        ) : (
                          <strong>{words(row.change)}</strong>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableRegion>
          </div>
        )}
      </Loaded>
    </SidePanel>
  );
}
