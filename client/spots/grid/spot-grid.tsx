import type { ReactNode } from 'react';
import { isoWeekday, type Day } from '../../../shared/domain/calendar/day.ts';
import { day, tableMoney } from '../../words/format.ts';
import type { FillMarks } from '../fill/fill-marks.ts';
import { cellAt, cellId } from './cells.ts';
import { Cell } from './grid-cell.tsx';
import { GridLegend } from './grid-legend.tsx';
import { GridFoot, RowTotals } from './grid-totals.tsx';
import { useGridHand, type GridHandInput } from './use-grid-hand.ts';
import classes from './spot-grid.module.css';

export type SpotGridProps = GridHandInput &
  Readonly<{
    today: Day;
    /** What a fill would do, by cell id. */
    marks: FillMarks;
  }>;

/**
 * Station and daypart by day. Arrows move, Enter opens, Space selects, Shift with arrows selects a block; by mouse a click
 * opens, a drag or a click with Ctrl selects, and so does each click while selecting is switched on. Row and column heads select
 * whole rows and days. The handle of the focused cell fills the days it is dragged over; Ctrl with an arrow moves its spot a day.
 */
export function SpotGrid(props: SpotGridProps) {
  const { grid, days, selected } = props;
  const { table, focus, mouse, toggle, onKeyDown, beginFill, endFill } = useGridHand(props);
  const money = tableMoney(grid.rows.map((row) => row.costCents));
  return (
    <>
      <div className={classes.scroll}>
        <table
          ref={table}
          className={classes.grid}
          role="grid"
          aria-label="Spots by station, daypart and day"
          aria-multiselectable
          onKeyDown={onKeyDown}
          onMouseUp={endFill}
        >
          <thead>
            <tr>
              <th scope="col">Station and daypart</th>
              {days.map((at) => (
                <th
                  key={at}
                  scope="col"
                  className={headClass(at, props.today)}
                  aria-current={at === props.today ? 'date' : undefined}
                >
                  <HeadButton
                    label={`Select ${day(at, 'long')}`}
                    onClick={() => toggle(grid.rows.map((row) => cellId({ ...row, day: at })))}
                  >
                    {day(at, 'weekday').split(',')[0]}
                    <br />
                    {day(at)}
                  </HeadButton>
                </th>
              ))}
              <th scope="col" className={classes.total}>
                Spots
              </th>
              <th scope="col" className={classes.total}>
                Points
              </th>
              <th scope="col" className={classes.total}>
                Cost, $
              </th>
            </tr>
          </thead>
          <tbody>
            {grid.rows.map((row, rowIndex) => (
              <tr key={cellId({ ...row, day: '' })}>
                <th scope="row" className={classes.rowHead}>
                  <HeadButton
                    label={`Select ${row.station} ${row.daypartName}`}
                    onClick={() => toggle(days.map((at) => cellId({ ...row, day: at })))}
                  >
                    <strong>{row.station}</strong> {row.daypartName}
                    <span className="quiet"> · {row.lengthSeconds} s</span>
                  </HeadButton>
                </th>
                {days.map((at, column) => (
                  <Cell
                    key={at}
                    cell={cellAt(row, at)}
                    row={row}
                    place={{ row: rowIndex, column }}
                    isFocus={focus.row === rowIndex && focus.column === column}
                    isSelected={selected.has(cellId({ ...row, day: at }))}
                    mark={props.marks.get(cellId({ ...row, day: at }))}
                    mouse={mouse}
                    onHandle={props.onFill && (() => beginFill({ row: rowIndex, column }))}
                  />
                ))}
                <RowTotals row={row} money={money} />
              </tr>
            ))}
          </tbody>
          <tfoot>
            <GridFoot grid={grid} days={days} money={money} />
          </tfoot>
        </table>
      </div>
      <GridLegend />
    </>
  );
}

function headClass(at: Day, today: Day): string | undefined {
  const names = [isoWeekday(at) >= 6 ? classes.weekend : '', at === today ? classes.today : ''].filter(Boolean);
  return names.join(' ') || undefined;
}

function HeadButton({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" title={label} onClick={onClick} className={classes.head}>
      <span className="visually-hidden">Select </span>
      {children}
    </button>
  );
}
