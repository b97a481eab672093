import type { Day } from '../../calendar/day.ts';
import type { Flight } from '../../flight.ts';
import { flightDayCents } from '../../flight-pattern.ts';
import { apportion, sumCents, type Cents } from '../../money.ts';
import type { LineEdit } from '../../plan-edits.ts';
import { lineBudgetCents, type Line } from '../../plan.ts';

export type ReplanEditsInput = Readonly<{
  lines: readonly Line[];
  /** The new money of the lines that change; other lines are left alone. */
  newCents: ReadonlyMap<string, Cents>;
  /** What each flight delivered by day, gross; days before `today` are closed. */
  delivered: ReadonlyMap<string, ReadonlyMap<Day, Cents>>;
  today: Day;
}>;

/**
 * The edits that carry out a re-plan: the days that are over hold what was delivered, the days to come share the rest as they did
 * before. TV flights keep their pattern, since their spots say when they spend. One list, one undo.
 * Example: $100.00 over ten even days, $30.00 delivered in the first five, now $80.00: the five days to come get $10.00 each.
 * @throws RangeError when a line would get less than its closed days delivered, or has no day left to change.
 */
export function replanEdits(input: ReplanEditsInput): readonly LineEdit[] {
  return input.lines.flatMap((line) => {
    const cents = input.newCents.get(line.id);
    return cents === undefined || cents === lineBudgetCents(line) ? [] : editsOfLine(line, cents, input);
  });
}

function editsOfLine(line: Line, cents: Cents, { delivered, today }: ReplanEditsInput): readonly LineEdit[] {
  const counted = line.flights.filter(({ status }) => status !== 'canceled');
  if (line.tv) return spotEdits(line, counted, cents, today);
  const past = counted.map((flight) => deliveredBefore(flight, delivered.get(flight.id), today));
  const rest = cents - sumCents(past.map(({ totalCents }) => totalCents));
  const open = counted.map((flight) => daysToCome(flight, today));
  const shares = counted.flatMap((flight, index) =>
    open[index]!.map(({ day, cents: weight }) => ({ key: `${day} ${flight.id}`, weight })),
  );
  if (rest < 0) throw new RangeError(`${line.name} has already spent more than ${cents} cents.`);
  if (shares.length === 0 && rest > 0) throw new RangeError(`${line.name} has no day left to spend on.`);
  const parts = new Map(apportion(rest, shares).map((part) => [part.key, part.cents]));
  return counted.flatMap((flight, index): readonly LineEdit[] => {
    const days = flightDayCents(flight).map(({ day }) =>
      day < today ? (past[index]!.byDay.get(day) ?? 0) : (parts.get(`${day} ${flight.id}`) ?? 0),
    );
    const budgetCents = sumCents(days);
    const pattern =
      budgetCents === 0 ? ({ kind: 'even' } as const) : ({ kind: 'custom', by: 'day', weights: days } as const);
    return [{ kind: 'update_flight', flightId: flight.id, set: { budgetCents, pattern } }];
  });
}

/** Reported on days of the flight that are over; a day corrected below zero is settled on the days to come. */
function deliveredBefore(
  { startDay, endDay }: Flight,
  byDay: ReadonlyMap<Day, Cents> | undefined,
  today: Day,
): { totalCents: Cents; byDay: ReadonlyMap<Day, Cents> } {
  const closed = [...(byDay ?? [])].filter(
    ([day, cents]) => day < today && day >= startDay && day < endDay && cents > 0,
  );
  return { totalCents: sumCents(closed.map(([, cents]) => cents)), byDay: new Map(closed) };
}

function daysToCome(flight: Flight, today: Day): readonly Readonly<{ day: Day; cents: Cents }>[] {
  const open = flightDayCents(flight).filter(({ day }) => day >= today);
  return open.some(({ cents }) => cents > 0) ? open.filter(({ cents }) => cents > 0) : open;
}

/** TV: the difference goes to flights with days to come, by their money; a flight that is over keeps what it has. */
function spotEdits(line: Line, counted: readonly Flight[], cents: Cents, today: Day): readonly LineEdit[] {
  const open = counted.filter(({ endDay }) => endDay > today);
  const over = sumCents(counted.filter(({ endDay }) => endDay <= today).map(({ budgetCents }) => budgetCents));
  if (open.length === 0 || cents < over) throw new RangeError(`${line.name} has no flight left to change.`);
  const parts = apportion(
    cents - over,
    open.map((flight) => ({ key: flight.id, weight: flight.budgetCents })),
  );
  return parts.map(({ key, cents: budgetCents }) => ({ kind: 'update_flight', flightId: key, set: { budgetCents } }));
}
