import { useQuery } from '@tanstack/react-query';
import type { AlertNotice } from '../../shared/contracts/alerts.ts';
import { StatusChip } from '../parts/chips/status-chip.tsx';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { count, instant } from '../words/format.ts';
import { readableDays } from '../words/readable-days.ts';
import { alertNoticesQuery } from './alert-queries.ts';
import classes from './alerts.module.css';

const LOOKS = {
  delivered: ['ok', 'Taken'],
  waiting: ['pending_start', 'Tried again'],
  given_up: ['failed', 'Given up'],
} as const satisfies Record<AlertNotice['status'], readonly [string, string]>;

/** What was told outside the app lately: taken, still being tried, or given up. */
export function AlertNotices({ campaignId, zone }: { campaignId: string; zone: string }) {
  const notices = useQuery(alertNoticesQuery(campaignId));
  return (
    <Panel title="Told outside the app" note="a try that fails is repeated after 1, 5, 30 minutes, 2 and 6 hours" flush>
      <Loaded query={notices}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyNotice
              title="Nothing was told yet"
              text="Alerts sent by mail or webhook appear here, with what the receiver said."
            />
          ) : (
            <TableRegion label="Told outside the app">
              <table className="table">
                <thead>
                  <tr>
                    <th>When</th>
                    <th>Through</th>
                    <th>What</th>
                    <th>How it went</th>
                    <th className="num">Tries</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((notice) => (
                    <tr key={notice.id}>
                      <td>{instant(notice.createdAt, zone)}</td>
                      <td>{notice.channel}</td>
                      <td>
                        {readableDays(notice.message)}
                        {notice.alertCount > 1 && (
                          <div className={classes.when}>and {count(notice.alertCount - 1)} more</div>
                        )}
                      </td>
                      <td>
                        <StatusChip status={LOOKS[notice.status][0]} word={LOOKS[notice.status][1]} />
                        <div className={classes.when}>
                          {notice.detail}
                          {notice.nextAt && notice.tries > 0 && ` Again at ${instant(notice.nextAt, zone)}.`}
                        </div>
                      </td>
                      <td className="num">{count(notice.tries)}</td>
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
