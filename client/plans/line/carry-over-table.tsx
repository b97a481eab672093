import type { FlightWeek } from '../../../shared/domain/allocation/planning/flight-weeks.ts';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { NO_VALUE, period, signedMoney, tableMoney } from '../../words/format.ts';
import classes from './carry-over.module.css';

/** The flight's weeks: the best dollars beside what evenly would give. */
export function CarryOverTable({ weeks }: { weeks: readonly FlightWeek[] }) {
  const cell = tableMoney(weeks.flatMap(({ cents, evenCents }) => [cents, evenCents]));
  const sum = (of: (week: FlightWeek) => number) => weeks.reduce((total, week) => total + of(week), 0);
  return (
    <TableRegion label="Weeks with carry-over" className={classes.weeks}>
      <table className="table">
        <thead>
          <tr>
            <th>Week</th>
            <th className="num">Best, $</th>
            <th className="num">Evenly, $</th>
            <th className={`num ${classes.change}`}>Change</th>
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week.startDay}>
              <td>
                {period(week.startDay, week.endDay)}
                {week.isKept && <small className={classes.kept}>begun, stays</small>}
              </td>
              <td className="num">{cell(week.cents)}</td>
              <td className="num">{cell(week.evenCents)}</td>
              <td className={`num ${classes.change}`}>
                {week.cents === week.evenCents ? NO_VALUE : signedMoney(week.cents - week.evenCents)}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>Together</td>
            <td className="num">{cell(sum(({ cents }) => cents))}</td>
            <td className="num">{cell(sum(({ evenCents }) => evenCents))}</td>
            <td className={classes.change} />
          </tr>
        </tfoot>
      </table>
    </TableRegion>
  );
}
