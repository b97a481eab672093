import { IconFileImport } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import { StatusChip } from '../../parts/chips/status-chip.tsx';
import { Loaded } from '../../parts/notices/loaded.tsx';
import { EmptyNotice } from '../../parts/notices/notices.tsx';
import { Panel } from '../../parts/page/panel.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { count, instant } from '../../words/format.ts';
import { reasonWord } from '../reason-words.ts';
import { importsQuery } from '../reconciliation-queries.ts';
import classes from '../reconciliation.module.css';

const LOOKS = { running: ['ordered', 'Running'], done: ['ok', 'Done'], failed: ['failed', 'Failed'] } as const;

/** Files of stations that were taken in, and how their rows were matched. */
export function ImportsView({ campaign }: { campaign: CampaignResponse }) {
  const imports = useQuery(importsQuery(campaign.id));
  return (
    <Panel title="Imports" note="every row is matched or queued, none dropped" flush>
      <Loaded query={imports}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyNotice
              icon={IconFileImport}
              title="No as-run yet"
              text="Import the file in which a station says what aired: CSV, or XML of the BXF shape."
            />
          ) : (
            <TableRegion label="Imported files">
              <table className="table">
                <thead>
                  <tr>
                    <th>File</th>
                    <th>State</th>
                    <th>Imported</th>
                    <th className="num">Rows</th>
                    <th className="num">Matched as aired</th>
                    <th className="num">As not aired</th>
                    <th className="num">Unmatched</th>
                    <th>Why unmatched</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((one) => (
                    <tr key={one.id}>
                      <td className={classes.nowrap}>
                        <Link
                          to="/campaigns/$campaignId/reconciliation"
                          params={{ campaignId: campaign.id }}
                          search={{ view: 'rows', import: one.id }}
                        >
                          {one.fileName}
                        </Link>
                        <div className={classes.sub}>
                          {one.format.toUpperCase()}, {count(Math.ceil(one.bytes / 1_024))} KB
                        </div>
                      </td>
                      <td>
                        <StatusChip status={LOOKS[one.status][0]} word={LOOKS[one.status][1]} />
                        {one.failure && <div className={classes.sub}>{one.failure}</div>}
                      </td>
                      <td className={classes.nowrap}>
                        {instant(one.createdAt, campaign.timeZone)}
                        <div className={classes.sub}>{one.importedBy}</div>
                      </td>
                      <td className="num">{count(one.rows)}</td>
                      <td className="num">{count(one.matchedAired)}</td>
                      <td className="num">{count(one.matchedNotAired)}</td>
                      <td className="num">{count(one.unmatched)}</td>
                      <td>
                        {Object.entries(one.unmatchedBy)
                          .map(([reason, rowCount]) => `${reasonWord(reason)} ${count(rowCount)}`)
                          .join(', ')}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableRegion>
          )
        }
      </Loaded>
    </Panel>
  );
}
