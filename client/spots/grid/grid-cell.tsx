import { IconArrowBackUp, IconMovieOff } from '@tabler/icons-react';
import { count } from '../../words/format.ts';
import type { FillMark } from '../fill/fill-marks.ts';
import { STATUS_TONES, statusWord } from '../spot-words.ts';
import { cellParts, cellWords, makegoodWords, noCopyWords, type GridCell, type GridRow, type Place } from './cells.ts';
import classes from './spot-grid.module.css';

/** What the grid does with the mouse and the focus of a cell. */
export type Mouse = Readonly<{
  focus(place: Place): void;
  down(place: Place): void;
  over(place: Place, isPressed: boolean): void;
  click(place: Place, isSelecting: boolean): void;
}>;

/** One day of one row: its spots by status, what a fill would do to it, and the handle to fill from. */
export function Cell(props: {
  cell: GridCell;
  row: GridRow;
  place: Place;
  isFocus: boolean;
  isSelected: boolean;
  mark: FillMark | undefined;
  mouse: Mouse;
  onHandle: (() => void) | undefined;
}) {
  const { cell, place, mouse, mark } = props;
  return (
    <td
      role="gridcell"
      data-place={`${place.row} ${place.column}`}
      tabIndex={props.isFocus ? 0 : -1}
      aria-selected={props.isSelected}
      className={mark ? `${classes.cell} ${classes[mark.kind]}` : classes.cell}
      title={mark?.kind === 'conflict' ? mark.words : undefined}
      onFocus={() => mouse.focus(place)}
      onMouseDown={() => mouse.down(place)}
      onMouseEnter={(event) => mouse.over(place, event.buttons === 1)}
      onClick={(event) => mouse.click(place, event.ctrlKey || event.metaKey)}
    >
      <span className="visually-hidden">
        {props.row.station} {props.row.daypartName}, {cellWords(cell)}
        {mark && (mark.kind === 'adds' ? ', would get one more' : `, conflict: ${mark.words}`)}
      </span>
      <div className={classes.parts} aria-hidden>
        {cellParts(cell).map((part) => (
          <span
            key={part.status}
            className={`${classes.part} ${classes[STATUS_TONES[part.status]]}`}
            title={statusWord(part.status)}
          >
            {count(part.spots)} <small>{part.letter}</small>
          </span>
        ))}
        {cell.makegoods > 0 && (
          <span className={classes.makegood} title={makegoodWords(cell.makegoods)}>
            <IconArrowBackUp size={11} /> {count(cell.makegoods)}
          </span>
        )}
        {cell.withoutCopy > 0 && (
          <span className={classes.noCopy} title={noCopyWords(cell.withoutCopy)}>
            <IconMovieOff size={12} />
          </span>
        )}
        {mark && <span className={classes.mark}>{mark.kind === 'adds' ? '+1' : '✕'}</span>}
      </div>
      {props.onHandle && cell.spots > 0 && (
        <span
          className={classes.handle}
          data-handle
          title="Drag over other days of the row to fill them"
          aria-hidden
          onMouseDown={(event) => {
            event.stopPropagation();
            event.preventDefault();
            props.onHandle?.();
          }}
          onClick={(event) => event.stopPropagation()}
        />
      )}
    </td>
  );
}
