import { Link } from '@tanstack/react-router';
import type { PacingResponse, PacingRow } from '../../shared/contracts/pacing.ts';
import { ChannelDot } from '../parts/chips/channel-dot.tsx';
import { StatusChip } from '../parts/chips/status-chip.tsx';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { channelWord, count, day, money, NO_VALUE, percent } from '../words/format.ts';
import { measureOf, paceWord, STATUS_ORDER, type Metric, type PaceWord } from './measure.ts';
import { behindWords } from './pacing-figures.tsx';
import classes from './pacing.module.css';

const COLUMNS = 8;

/** Lines by how they pace, what needs somebody first; a line opens its days. */
export function PacingTable({ pacing, metric }: { pacing: PacingResponse; metric: Metric }) {
  if (pacing.lines.length === 0) {
    return (
      <EmptyNotice
        title="No approved plan yet"
        text="Pace is judged against an approved plan. Approve one, and its lines appear here."
      />
    );
  }
  const groups = STATUS_ORDER.map((status) => ({
    status,
    rows: pacing.lines.filter((row) => statusOf(row, pacing, metric) === status),
  })).filter((group) => group.rows.length > 0);
  const unit = metric === 'spend' ? ', $' : '';
  return (
    <TableRegion label="Lines by pace">
      <table className={`table ${classes.table}`}>
        <thead>
          <tr>
            <th>Line</th>
            <th className="num">{metric === 'spend' ? 'Spent, $' : 'Delivered'}</th>
            <th className="num">Planned to date{unit}</th>
            <th className="num">Pace</th>
            <th className="num">Days</th>
            <th className="num">Projected{unit} (80%)</th>
            <th className="num">Needed a day{unit}</th>
            <th>Reported through</th>
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group.status}>
            <tr className={classes.group}>
              <th scope="rowgroup" colSpan={COLUMNS}>
                <StatusChip status={group.status} />{' '}
                <span className="quiet">
                  {count(group.rows.length)} {group.rows.length === 1 ? 'line' : 'lines'}
                  {group.rows.length > 1 && sharedReason(group.rows, metric) && `. ${sharedReason(group.rows, metric)}`}
                </span>
              </th>
            </tr>
            {group.rows.map((row) => (
              <LineRow
                key={row.id}
                row={row}
                metric={metric}
                reason={group.rows.length > 1 && sharedReason(group.rows, metric) ? '' : measureOf(row, metric).reason}
              />
            ))}
          </tbody>
        ))}
        <tfoot>
          {[...pacing.groups, pacing.campaign].map((row) => (
            <tr key={row.id}>
              <td>{row.label}</td>
              <Numbers row={row} metric={metric} />
            </tr>
          ))}
        </tfoot>
      </table>
    </TableRegion>
  );
}

/** A line is held or stands still when one of its flights is; that comes before how it paces. */
function statusOf(row: PacingRow, pacing: PacingResponse, metric: Metric): PaceWord {
  const own = pacing.flights.filter((flight) => flight.lineId === row.id).map(({ status }) => status);
  if (own.includes('stopped')) return 'stopped';
  return own.includes('stalled') ? 'stalled' : paceWord(measureOf(row, metric));
}

/** What all rows of a group say, so that it stands once. */
function sharedReason(rows: readonly PacingRow[], metric: Metric): string {
  const reasons = new Set(rows.map((row) => measureOf(row, metric).reason));
  return reasons.size === 1 ? ([...reasons][0] ?? '') : '';
}

function LineRow({ row, metric, reason }: { row: PacingRow; metric: Metric; reason: string }) {
  const { pace, daysBehind } = measureOf(row, metric);
  return (
    <tr>
      <td className={classes.line}>
        <Link
          from="/campaigns/$campaignId/pacing"
          to="."
          search={(before) => ({ ...before, line: row.id, day: undefined })}
          className={classes.name}
        >
          {row.label}
        </Link>
        <div className={classes.sub}>
          <ChannelDot channel={row.channel ?? ''} /> {channelWord(row.channel ?? '')} · {row.vendor}
        </div>
        {pace !== null && (
          <div className={classes.narrow} aria-hidden>
            {percent(pace)} of plan{daysBehind !== null && `, ${daysWords(daysBehind)}`}
          </div>
        )}
        {reason && <div className={classes.reason}>{reason}</div>}
      </td>
      <Numbers row={row} metric={metric} />
    </tr>
  );
}

/** Example: 5.44 → "5.4 days behind". */
function daysWords(days: number): string {
  const said = behindWords(days);
  return said === '0' ? 'on the day' : said.replace(' ', ' days ');
}

function Numbers({ row, metric }: { row: PacingRow; metric: Metric }) {
  const measure = measureOf(row, metric);
  const cell = (value: number | null) =>
    value === null ? NO_VALUE : metric === 'spend' ? money(value).replace('$', '') : count(value);
  return (
    <>
      <td className="num">{cell(measure.delivered)}</td>
      <td className="num">{cell(measure.plannedToDate)}</td>
      <td className="num">{measure.pace === null ? NO_VALUE : percent(measure.pace)}</td>
      <td className="num">{behindWords(measure.daysBehind)}</td>
      <td className="num">
        {cell(measure.projection?.value ?? null)}
        {measure.projection && (
          <div className={classes.sub}>
            {cell(measure.projection.low)} – {cell(measure.projection.high)}
          </div>
        )}
      </td>
      <td className="num">
        {cell(measure.neededPerDay)}
        {measure.neededRatio !== null && <div className={classes.sub}>{percent(measure.neededRatio, 0)} of plan</div>}
      </td>
      <td>{row.dataThrough ? day(row.dataThrough, 'weekday') : <span className="quiet">Nothing yet</span>}</td>
    </>
  );
}
