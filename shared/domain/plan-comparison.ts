import type { Cents } from './money.ts';
import { lineBudgetCents, planBudgetCents, type Line, type Plan } from './plan.ts';

/** How one line differs between two plans; `fields` names what changed, from the earlier to the later. */
export type LineComparison = Readonly<{
  lineId: string;
  name: string;
  change: 'added' | 'removed' | 'changed' | 'same';
  fields: readonly Readonly<{ path: string; from: unknown; to: unknown }>[];
  budgetDeltaCents: Cents;
}>;
export type PlanComparison = Readonly<{ lines: readonly LineComparison[]; totalDeltaCents: Cents }>;

const LINE_FIELDS = [
  'name',
  'channel',
  'vendor',
  'rate',
  'demo',
  'tv',
  'minCents',
  'maxCents',
  'locked',
  'curve',
] as const;
const FLIGHT_FIELDS = ['startDay', 'endDay', 'budgetCents', 'pattern', 'hardStop'] as const;

/**
 * Compares two versions line by line, by id. Budgets are gross cents, later − earlier; deltas of the lines sum to the total.
 * Example: a line raised from $100.00 to $120.00 is 'changed' with budgetDeltaCents 2,000.
 */
export function comparePlans(earlier: Pick<Plan, 'lines'>, later: Pick<Plan, 'lines'>): PlanComparison {
  const before = new Map(earlier.lines.map((line) => [line.id, line]));
  const after = new Set(later.lines.map((line) => line.id));
  const kept = later.lines.map((line) => compareLine(before.get(line.id), line));
  const removed = earlier.lines
    .filter((line) => !after.has(line.id))
    .map((line): LineComparison => ({
      lineId: line.id,
      name: line.name,
      change: 'removed',
      fields: [],
      budgetDeltaCents: -lineBudgetCents(line),
    }));
  return { lines: [...kept, ...removed], totalDeltaCents: planBudgetCents(later) - planBudgetCents(earlier) };
}

function compareLine(before: Line | undefined, after: Line): LineComparison {
  const budgetDeltaCents = lineBudgetCents(after) - (before ? lineBudgetCents(before) : 0);
  if (!before) return { lineId: after.id, name: after.name, change: 'added', fields: [], budgetDeltaCents };
  const fields = [...differences(before, after, LINE_FIELDS, ''), ...flightDifferences(before, after)];
  return {
    lineId: after.id,
    name: after.name,
    change: fields.length > 0 ? 'changed' : 'same',
    fields,
    budgetDeltaCents,
  };
}

function flightDifferences(before: Line, after: Line) {
  const earlier = new Map(before.flights.map((flight) => [flight.id, flight]));
  const later = new Set(after.flights.map((flight) => flight.id));
  const changed = after.flights.flatMap((flight) => {
    const was = earlier.get(flight.id);
    return was
      ? differences(was, flight, FLIGHT_FIELDS, `flights.${flight.id}.`)
      : [{ path: `flights.${flight.id}`, from: null, to: flight as unknown }];
  });
  const removed = before.flights
    .filter((flight) => !later.has(flight.id))
    .map((flight) => ({ path: `flights.${flight.id}`, from: flight as unknown, to: null }));
  return [...changed, ...removed];
}

function differences<T extends object>(before: T, after: T, fields: readonly (keyof T & string)[], prefix: string) {
  return fields
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({
      path: `${prefix}${field}`,
      from: (before[field] ?? null) as unknown,
      to: (after[field] ?? null) as unknown,
    }));
}
