import type { SpotGridResponse } from '../../../shared/contracts/spots.ts';
import type { Day } from '../../../shared/domain/calendar/day.ts';
import { count, points } from '../../words/format.ts';
import { cellAt, type GridRow } from './cells.ts';
import classes from './spot-grid.module.css';

/** Spots, points and cost of a station's daypart. */
export function RowTotals({ row, money }: { row: GridRow; money: (cents: number) => string }) {
  return (
    <>
      <td className={classes.total}>{count(row.spots)}</td>
      <td className={classes.total}>{points(row.ratingHundredths)}</td>
      <td className={classes.total}>{money(row.costCents)}</td>
    </>
  );
}

/** Spots of each day, and spots, points and cost of all stations. */
export function GridFoot({
  grid,
  days,
  money,
}: {
  grid: SpotGridResponse;
  days: readonly Day[];
  money: (cents: number) => string;
}) {
  const hundredths = grid.rows.reduce((sum, row) => sum + row.ratingHundredths, 0);
  return (
    <tr className={classes.foot}>
      <th scope="row" className={classes.rowHead}>
        All stations
      </th>
      {days.map((at) => (
        <td key={at}>{count(grid.rows.reduce((sum, row) => sum + cellAt(row, at).spots, 0))}</td>
      ))}
      <td className={classes.total}>{count(grid.spots)}</td>
      <td className={classes.total}>{points(hundredths)}</td>
      <td className={classes.total}>{money(grid.costCents)}</td>
    </tr>
  );
}
