import type { LineResponse } from '../../../shared/contracts/plans.ts';
import { addDays, daysBetween, earlierDay, laterDay, type Day } from '../../../shared/domain/calendar/day.ts';
import type { PeriodColumn } from '../../../shared/domain/calendar/periods.ts';

type Flight = LineResponse['flights'][number];
type Columns = readonly Pick<PeriodColumn, 'startDay' | 'endDay'>[];
export type FlightDays = Readonly<{ startDay: Day; endDay: Day }>;
/** A flight's bar in pixels from the first column. */
export type Bar = Readonly<{ id: string; left: number; width: number }>;
/** What is pulled: the whole bar, its first day or its last. */
export type DragKind = 'move' | 'start' | 'end';

/** Where a day begins over columns of equal width, in pixels from the first column. */
export function positionOf(day: Day, columns: Columns, columnWidth: number): number {
  const index = columns.findIndex((column) => day < column.endDay);
  const column = columns[index];
  if (!column) return columns.length * columnWidth;
  if (day <= column.startDay) return index * columnWidth;
  return (index + daysBetween(column.startDay, day) / daysBetween(column.startDay, column.endDay)) * columnWidth;
}

/** The day that begins nearest to a place, the end of the last column at most. */
export function dayAt(pixels: number, columns: Columns, columnWidth: number): Day {
  const place = Math.min(Math.max(pixels / columnWidth, 0), columns.length);
  const index = Math.min(Math.floor(place), columns.length - 1);
  const column = columns[index];
  if (!column) throw new RangeError('There is no column to stand under.');
  return addDays(column.startDay, Math.round((place - index) * daysBetween(column.startDay, column.endDay)));
}

/** Where each flight's bar lies; canceled flights have none. */
export function flightBars(flights: readonly Flight[], columns: Columns, columnWidth: number): readonly Bar[] {
  return flights
    .filter((flight) => flight.status !== 'canceled')
    .map((flight) => barOf(flight.id, flight, columns, columnWidth));
}

/** The bar of some days, at least 6 pixels wide. */
export function barOf(id: string, days: FlightDays, columns: Columns, columnWidth: number): Bar {
  const left = positionOf(days.startDay, columns, columnWidth);
  return { id, left, width: Math.max(6, positionOf(days.endDay, columns, columnWidth) - left) };
}

/**
 * The days a flight has when its bar is pulled by some pixels: moved it keeps its length, an edge leaves at least a day;
 * neither leaves the columns. Example: one column of 104 pixels to the right is a week later.
 */
export function draggedDays(
  kind: DragKind,
  flight: FlightDays,
  pixels: number,
  columns: Columns,
  columnWidth: number,
): FlightDays {
  const { startDay, endDay } = flight;
  const at = (day: Day) => dayAt(positionOf(day, columns, columnWidth) + pixels, columns, columnWidth);
  if (kind === 'start') return { startDay: earlierDay(at(startDay), addDays(endDay, -1)), endDay };
  if (kind === 'end') return { startDay, endDay: laterDay(at(endDay), addDays(startDay, 1)) };
  const length = daysBetween(startDay, endDay);
  const last = columns.at(-1)?.endDay ?? endDay;
  const latest = laterDay(addDays(last, -length), columns[0]?.startDay ?? startDay);
  const moved = earlierDay(at(startDay), latest);
  return { startDay: moved, endDay: addDays(moved, length) };
}
