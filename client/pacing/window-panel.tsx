import type { PacingRow } from '../../shared/contracts/pacing.ts';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { count, money, NO_VALUE, percent } from '../words/format.ts';
import classes from './pacing.module.css';

const WINDOWS: Readonly<Record<PacingRow['byWindow'][number]['window'], readonly [name: string, says: string]>> = {
  live: ['Live', 'as it aired, still to be measured'],
  c3: ['C3', 'with three days of playback'],
  c7: ['C7', 'with seven days of playback'],
  final: ['Final', 'will not change any more'],
};

/** How mature the delivered numbers are: each day counts with its most mature report. */
export function WindowPanel({ row }: { row: PacingRow }) {
  const spend = row.byWindow.reduce((sum, { spendCents }) => sum + spendCents, 0);
  return (
    <Panel title="By measurement window" note="each day counts with its most mature report" flush>
      {row.byWindow.length === 0 ? (
        <EmptyNotice title="Nothing reported yet" text="Reports appear here by how mature their numbers are." />
      ) : (
        <TableRegion label={`${row.label} by measurement window`}>
          <table className="table">
            <thead>
              <tr>
                <th>Window</th>
                <th className="num">Spent</th>
                <th className="num">Share of spend</th>
                <th className="num">Impressions</th>
              </tr>
            </thead>
            <tbody>
              {row.byWindow.map((part) => (
                <tr key={part.window}>
                  <td>
                    <strong>{WINDOWS[part.window][0]}</strong>
                    <div className={classes.sub}>{WINDOWS[part.window][1]}</div>
                  </td>
                  <td className="num">{money(part.spendCents)}</td>
                  <td className="num">{spend > 0 ? percent(part.spendCents / spend, 0) : '–'}</td>
                  <td className="num">
                    {/* Money without a single impression: a station's log tells none. */}
                    {part.impressions === 0 && part.spendCents !== 0 ? NO_VALUE : count(part.impressions)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableRegion>
      )}
    </Panel>
  );
}
