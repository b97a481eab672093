import { IconArrowBackUp, IconMovieOff } from '@tabler/icons-react';
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { SpotGridResponse } from '../../../shared/contracts/spots.ts';
import { isoWeekday, type Day } from '../../../shared/domain/calendar/day.ts';
import { count, day, points, tableMoney } from '../../words/format.ts';
import { STATUS_LETTERS, STATUS_TONES, STATUS_URGENCY, statusWord } from '../spot-words.ts';
import { cellAt, cellId, movedPlace, rectangle, type GridRow, type Place } from './cells.ts';
import type { FillMarks } from '../fill/fill-marks.ts';
import { Cell } from './grid-cell.tsx';
import classes from './spot-grid.module.css';

export type SpotGridProps = Readonly<{
  grid: SpotGridResponse;
  days: readonly Day[];
  today: Day;
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
  onOpen: (cell: string) => void;
  /** A click selects instead of opening. */
  isSelecting: boolean;
  /** What a fill would do, by cell id. */
  marks: FillMarks;
  /** A cell's handle was dragged over these cells of its row; left out, nothing can be filled. */
  onFill?: ((source: string, cells: ReadonlySet<string>) => void) | undefined;
  /** The spot of a cell is to go this many days on. */
  onShift?: ((cell: string, days: number) => void) | undefined;
}>;

/**
 * Station and daypart by day. Arrows move, Enter opens, Space selects, Shift with arrows selects a block; by mouse a click
 * opens, a drag or a click with Ctrl selects, and so does each click while selecting is switched on. Row and column heads select
 * whole rows and days. The handle of the focused cell fills the days it is dragged over; Ctrl with an arrow moves its spot a day.
 */
export function SpotGrid(props: SpotGridProps) {
  const { grid, days, selected, onSelect } = props;
  const [focus, setFocus] = useState<Place>({ row: 0, column: 0 });
  const [anchor, setAnchor] = useState<Place | null>(null);
  const dragged = useRef<Place | null>(null);
  const filling = useRef<Place | null>(null);
  const table = useRef<HTMLTableElement>(null);
  const money = tableMoney(grid.rows.map((row) => row.costCents));
  const idAt = (place: Place) => {
    const row = grid.rows[place.row];
    const at = days[place.column];
    return row && at ? cellId({ ...row, day: at }) : '';
  };
  const selectBlock = (from: Place, to: Place) => onSelect(new Set(rectangle(from, to).map(idAt)));
  const toggle = (ids: readonly string[]) => {
    const next = new Set(selected);
    const isAll = ids.every((id) => next.has(id));
    for (const id of ids) {
      if (isAll) next.delete(id);
      else next.add(id);
    }
    onSelect(next);
  };
  const go = (to: Place) => {
    setFocus(to);
    table.current?.querySelector<HTMLElement>(`[data-place="${to.row} ${to.column}"]`)?.focus();
  };
  const fillTo = (to: Place) => {
    const from = filling.current;
    if (!from) return;
    const places = rectangle(from, { row: from.row, column: to.column });
    onSelect(new Set(places.filter(({ column }) => column !== from.column).map(idAt)));
  };
  const endFill = () => {
    const from = filling.current;
    filling.current = null;
    if (from && selected.size > 0) props.onFill?.(idAt(from), selected);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLButtonElement) return;
    const isSideways = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
    if (props.onShift && isSideways && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const shift = event.key === 'ArrowLeft' ? -1 : 1;
      props.onShift(idAt(focus), shift);
      const column = Math.min(days.length - 1, Math.max(0, focus.column + shift));
      go({ row: focus.row, column });
      return;
    }
    const to = movedPlace(event.key, focus, { rows: grid.rows.length, columns: days.length });
    if (to) {
      event.preventDefault();
      if (event.shiftKey) {
        const from = anchor ?? focus;
        setAnchor(from);
        selectBlock(from, to);
      } else setAnchor(null);
      go(to);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      props.onOpen(idAt(focus));
    } else if (event.key === ' ') {
      event.preventDefault();
      toggle([idAt(focus)]);
    } else if (event.key === 'Escape' && selected.size > 0) onSelect(new Set());
  };
  const mouse = {
    focus: setFocus,
    down(place: Place) {
      setFocus(place);
      dragged.current = place;
    },
    over(place: Place, isPressed: boolean) {
      if (isPressed && filling.current) fillTo(place);
      else if (isPressed && dragged.current) selectBlock(dragged.current, place);
    },
    click(place: Place, isSelecting: boolean) {
      const from = dragged.current;
      dragged.current = null;
      if (filling.current) return endFill();
      if (from && (from.row !== place.row || from.column !== place.column)) return;
      if (isSelecting || props.isSelecting) toggle([idAt(place)]);
      else props.onOpen(idAt(place));
    },
  };
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
                    onHandle={
                      props.onFill &&
                      (() => {
                        filling.current = { row: rowIndex, column };
                        dragged.current = null;
                        setFocus({ row: rowIndex, column });
                        onSelect(new Set());
                      })
                    }
                  />
                ))}
                <RowTotals row={row} money={money} />
              </tr>
            ))}
          </tbody>
          <tfoot>
            <Foot grid={grid} days={days} money={money} />
          </tfoot>
        </table>
      </div>
      <Legend />
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

function RowTotals({ row, money }: { row: GridRow; money: (cents: number) => string }) {
  return (
    <>
      <td className={classes.total}>{count(row.spots)}</td>
      <td className={classes.total}>{points(row.ratingHundredths)}</td>
      <td className={classes.total}>{money(row.costCents)}</td>
    </>
  );
}

function Foot({
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

function Legend() {
  return (
    <div className={classes.legend}>
      {STATUS_URGENCY.map((status) => (
        <span key={status}>
          <span className={`${classes.part} ${classes[STATUS_TONES[status]]}`}>{STATUS_LETTERS[status]}</span>{' '}
          {statusWord(status)}
        </span>
      ))}
      <span>
        <span className={classes.makegood}>
          <IconArrowBackUp size={11} /> 1
        </span>{' '}
        Make-good, counted where it was lost
      </span>
      <span>
        <span className={classes.noCopy}>
          <IconMovieOff size={12} />
        </span>{' '}
        No copy yet
      </span>
      <span className={classes.hint}>
        Arrows move · Enter opens · Space selects · Ctrl with ← or → moves a spot a day · Esc clears
      </span>
    </div>
  );
}
