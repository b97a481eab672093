import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { TrafficResponse } from '../../../shared/contracts/traffic.ts';
import { IssueList } from '../../parts/notices/issue-list.tsx';
import { Loaded } from '../../parts/notices/loaded.tsx';
import { SidePanel } from '../../parts/page/side-panel.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { useMay } from '../../people/session.ts';
import { basisPoints, day, words } from '../../words/format.ts';
import classes from '../spots.module.css';
import { Downloads } from './downloads.tsx';
import { SendingHistory } from './sending.tsx';
import { instructionsQuery } from './traffic-queries.ts';

/** One revision of a station's instructions: what changed in it, to whom it was sent, and which copy runs when. */
export function InstructionsPanel({
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
            <InstructedSpots rows={data.rows} />
          </div>
        )}
      </Loaded>
    </SidePanel>
  );
}

function InstructedSpots({ rows }: { rows: TrafficResponse['rows'] }) {
  return (
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
          {rows.map((row) => (
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
                {row.change === 'same' ? <span className="quiet">Same</span> : <strong>{words(row.change)}</strong>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}
