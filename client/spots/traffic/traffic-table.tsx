import { StatusChip } from '../../parts/chips/status-chip.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { useMay } from '../../people/session.ts';
import { count, instant, period } from '../../words/format.ts';
import classes from '../spots.module.css';
import { Downloads } from './downloads.tsx';
import { DeliveryState, SendButton } from './sending.tsx';
import type { TrafficSummary } from './traffic-queries.ts';

/** The instructions of each station: which revision, what it covers, whether it was sent, and its files. */
export function TrafficTable({
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
