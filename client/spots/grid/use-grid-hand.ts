import { useRef, useState, type KeyboardEvent } from 'react';
import type { SpotGridResponse } from '../../../shared/contracts/spots.ts';
import type { Day } from '../../../shared/domain/calendar/day.ts';
import { cellId, movedPlace, rectangle, type Place } from './cells.ts';
import type { Mouse } from './grid-cell.tsx';

export type GridHandInput = Readonly<{
  grid: SpotGridResponse;
  days: readonly Day[];
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
  onOpen: (cell: string) => void;
  /** A click selects instead of opening. */
  isSelecting: boolean;
  /** A cell's handle was dragged over these cells of its row; left out, nothing can be filled. */
  onFill?: ((source: string, cells: ReadonlySet<string>) => void) | undefined;
  /** The spot of a cell is to go this many days on. */
  onShift?: ((cell: string, days: number) => void) | undefined;
}>;

/** How the grid is worked by keys and by mouse: which cell has the focus, what gets selected, opened, filled and shifted. */
export function useGridHand(input: GridHandInput) {
  const { grid, days, selected, onSelect } = input;
  const [focus, setFocus] = useState<Place>({ row: 0, column: 0 });
  const [anchor, setAnchor] = useState<Place | null>(null);
  const dragged = useRef<Place | null>(null);
  const filling = useRef<Place | null>(null);
  const table = useRef<HTMLTableElement>(null);
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
    if (from && selected.size > 0) input.onFill?.(idAt(from), selected);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLButtonElement) return;
    const isSideways = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
    if (input.onShift && isSideways && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const shift = event.key === 'ArrowLeft' ? -1 : 1;
      input.onShift(idAt(focus), shift);
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
      input.onOpen(idAt(focus));
    } else if (event.key === ' ') {
      event.preventDefault();
      toggle([idAt(focus)]);
    } else if (event.key === 'Escape' && selected.size > 0) onSelect(new Set());
  };
  const mouse: Mouse = {
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
      if (isSelecting || input.isSelecting) toggle([idAt(place)]);
      else input.onOpen(idAt(place));
    },
  };
  const beginFill = (from: Place) => {
    filling.current = from;
    dragged.current = null;
    setFocus(from);
    onSelect(new Set());
  };
  return { table, focus, mouse, toggle, onKeyDown, beginFill, endFill };
}
