import { addDays, isoWeekday, mondayOf, type Day } from '../calendar/day.ts';
import type { Flight } from '../flight.ts';
import { flightDayCents } from '../flight-pattern.ts';
import { sumCents, type Cents } from '../money.ts';
import { flightsOfCell } from '../plan-cell.ts';
import type { LineEdit } from '../plan-edits.ts';
import type { Line } from '../plan.ts';

type SetCell = Extract<LineEdit, { kind: 'set_cell' }>;
/** Fewer cells than this are set one by one: that says more plainly what was done. */
const LEAST_CELLS = 5;

/**
 * Many set weeks of a line as one edit for each flight they lie in, typed by week: the same cents in each week, and a plan
 * of 500 lines by 53 weeks is one step. Undefined where that would not be the same: weeks cut otherwise than Monday to
 * Sunday, flights that share a week or are drawn by day. Weeks without a flight stay cells.
 * Example: 53 set weeks of a flight over the year are one edit with 53 weights.
 */
export function wholeWeekEdits(cells: readonly SetCell[], line: Line): readonly LineEdit[] | undefined {
  if (cells.length < LEAST_CELLS) return undefined;
  const weeks = new Map<Flight, Map<Day, Cents>>();
  const others: LineEdit[] = [];
  for (const cell of cells) {
    const [flight, second] = flightsOfCell(line, cell);
    if (!flight) {
      others.push(cell);
      continue;
    }
    if (second || !isOneWeekOf(flight, cell) || !isByWeek(flight)) return undefined;
    weeks.set(flight, (weeks.get(flight) ?? new Map<Day, Cents>()).set(mondayOf(cell.startDay), cell.cents));
  }
  return [...[...weeks].map(([flight, set]) => weekEdit(flight, set, line.tv?.weekdays)), ...others];
}

const isByWeek = ({ pattern }: Flight) =>
  pattern.kind === 'even' || (pattern.kind === 'custom' && pattern.by === 'week');

/** True when a cell holds exactly the days a flight has in one Monday-to-Sunday week. */
function isOneWeekOf(flight: Flight, { startDay, endDay }: SetCell): boolean {
  if (mondayOf(startDay) !== mondayOf(addDays(endDay, -1))) return false;
  const begins = isoWeekday(startDay) === 1 || startDay <= flight.startDay;
  const ends = isoWeekday(endDay) === 1 || endDay >= flight.endDay;
  return begins && ends;
}

function weekEdit(flight: Flight, set: ReadonlyMap<Day, Cents>, weekdays: readonly number[] | undefined): LineEdit {
  const byWeek = new Map<Day, Cents>();
  for (const { day, cents } of flightDayCents(flight, weekdays)) {
    const monday = mondayOf(day);
    byWeek.set(monday, (byWeek.get(monday) ?? 0) + cents);
  }
  const weights = [...byWeek].map(([monday, cents]) => set.get(monday) ?? cents);
  const budgetCents = sumCents(weights);
  const pattern = budgetCents === 0 ? ({ kind: 'even' } as const) : ({ kind: 'custom', by: 'week', weights } as const);
  return { kind: 'update_flight', flightId: flight.id, set: { budgetCents, pattern } };
}
