import type { FlowchartResponse } from '../../../shared/contracts/plans.ts';
import { channelColor, ChannelDot } from '../../parts/chips/channel-dot.tsx';
import { EmptyNotice } from '../../parts/notices/notices.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { channelWord, day, tableMoney } from '../../words/format.ts';
import classes from './flowchart-summary.module.css';

/** Channels by week. Cells are tinted by how much of the channel's largest week they hold; rows and columns foot. */
export function FlowchartSummary({ flowchart }: { flowchart: FlowchartResponse }) {
  const channels = flowchart.rows.filter((row) => row.kind === 'channel');
  if (channels.length === 0)
    return <EmptyNotice title="Nothing planned yet" text="Add lines with flights to the plan." />;
  const say = tableMoney(channels.flatMap((row) => row.cells));
  return (
    <TableRegion label="Flowchart by week">
      <table className={`table ${classes.table}`}>
        <thead>
          <tr>
            <th>Channel</th>
            {flowchart.columns.map((column) => (
              <th key={column.key} className="num">
                {day(column.startDay)}
              </th>
            ))}
            <th className="num">Total</th>
          </tr>
        </thead>
        <tbody>
          {channels.map((row) => {
            const largest = Math.max(1, ...row.cells);
            return (
              <tr key={row.key}>
                <td className={classes.head}>
                  <span className={classes.name}>
                    <ChannelDot channel={row.channel} /> {channelWord(row.channel)}
                  </span>
                </td>
                {row.cells.map((cents, index) => (
                  <td key={flowchart.columns[index]?.key ?? index} className="num">
                    <span
                      className={classes.tint}
                      style={{
                        background: `color-mix(in srgb, ${channelColor(row.channel)} ${cents === 0 ? 0 : Math.round(6 + (16 * cents) / largest)}%, transparent)`,
                      }}
                    >
                      {cents === 0 ? <span className="quiet">{say(cents)}</span> : say(cents)}
                    </span>
                  </td>
                ))}
                <td className={`num ${classes.total}`}>{say(row.totalCents)}</td>
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr>
            <td>Total</td>
            {flowchart.columnTotalsCents.map((cents, index) => (
              <td key={flowchart.columns[index]?.key ?? index} className="num">
                {say(cents)}
              </td>
            ))}
            <td className="num" data-testid="flowchart-total">
              {say(flowchart.totalCents)}
            </td>
          </tr>
        </tfoot>
      </table>
    </TableRegion>
  );
}
