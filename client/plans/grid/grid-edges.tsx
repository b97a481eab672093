import { addDays } from '../../../shared/domain/calendar/day.ts';
import type { PeriodColumn } from '../../../shared/domain/calendar/periods.ts';
import { day } from '../../words/format.ts';
import { MEASURES, type PlanView } from '../measured/measured-query.ts';
import classes from './flowchart-grid.module.css';
import type { GridModel } from './grid-model.ts';

type Widths = Readonly<{
  shownColumns: readonly number[];
  labelWidth: number;
  columnWidth: number;
  totalWidth: number;
}>;

/** The periods across, staying at the top. */
export function GridHead(props: Widths & Readonly<{ columns: readonly PeriodColumn[]; view: PlanView }>) {
  const { columns, columnWidth } = props;
  return (
    <div className={classes.head} role="row" aria-rowindex={1}>
      <div className={classes.headLabel} style={{ width: props.labelWidth }} role="columnheader" aria-colindex={1}>
        Channel, vendor, line
      </div>
      <div className={classes.middle} style={{ width: columns.length * columnWidth }} role="presentation">
        {props.shownColumns.map((index) => {
          const column = columns[index];
          if (!column) return null;
          return (
            <div
              key={column.key}
              className={classes.headCell}
              style={{ left: index * columnWidth, width: columnWidth }}
              role="columnheader"
              aria-colindex={index + 2}
            >
              {props.view.by === 'week' ? day(column.startDay) : column.label}
              <small>
                {props.view.by === 'week' ? `to ${day(addDays(column.endDay, -1))}` : `from ${day(column.startDay)}`}
              </small>
            </div>
          );
        })}
      </div>
      <div
        className={classes.headTotal}
        style={{ width: props.totalWidth }}
        role="columnheader"
        aria-colindex={columns.length + 2}
      >
        Total, {MEASURES[props.view.measure].unit}
      </div>
    </div>
  );
}

/** What each period adds up to, staying at the bottom. */
export function GridFoot(
  props: Widths & Readonly<{ model: GridModel; say: (value: number) => string; rowIndex: number }>,
) {
  const { model, columnWidth, say } = props;
  const { chart } = model;
  return (
    <div className={classes.foot} role="row" aria-rowindex={props.rowIndex}>
      <div className={classes.headLabel} style={{ width: props.labelWidth }} role="rowheader" aria-colindex={1}>
        Total
      </div>
      <div className={classes.middle} style={{ width: chart.columns.length * columnWidth }} role="presentation">
        {props.shownColumns.map((index) => (
          <div
            key={index}
            className={classes.footCell}
            style={{ left: index * columnWidth, width: columnWidth }}
            role="gridcell"
            aria-colindex={index + 2}
          >
            {say(model.columnTotals[index] ?? 0)}
          </div>
        ))}
      </div>
      <div
        className={classes.footTotal}
        style={{ width: props.totalWidth }}
        role="gridcell"
        aria-colindex={chart.columns.length + 2}
        data-testid="grid-total"
      >
        {say(model.total)}
      </div>
    </div>
  );
}
