import { eachDay, earlierDay, laterDay, type Day } from './calendar/day.ts';
import { periodColumns, type CalendarKind, type PeriodColumn, type PeriodUnit } from './calendar/periods.ts';
import type { Campaign } from './campaign.ts';
import { flightDayCents } from './flight-pattern.ts';
import { apportion, sumCents, type Cents } from './money.ts';
import { CHANNELS, planBudgetCents, type Channel, type Line, type Plan } from './plan.ts';
import { grossToNet, type RateBasis } from './rates.ts';

export type FlowchartInput = Readonly<{
  plan: Pick<Plan, 'lines'>;
  campaign: Pick<Campaign, 'budgetCents' | 'commissionBasisPoints' | 'startDay' | 'endDay'>;
  calendar: CalendarKind;
  by: PeriodUnit;
  basis: RateBasis;
}>;

/** One row; `cells` stand under the columns. Vendor rows add up their lines, channel rows their vendors. */
export type FlowchartRow = Readonly<{
  kind: 'channel' | 'vendor' | 'line';
  key: string;
  label: string;
  channel: Channel;
  vendor: string | null;
  lineId: string | null;
  cells: readonly Cents[];
  totalCents: Cents;
}>;

/** `remainingCents` is the budget less the flights on the same basis; below zero when the plan is over budget. */
export type Flowchart = Readonly<{
  columns: readonly PeriodColumn[];
  rows: readonly FlowchartRow[];
  columnTotalsCents: readonly Cents[];
  totalCents: Cents;
  budgetCents: Cents;
  remainingCents: Cents;
}>;

/**
 * Lays a plan out as rows (channel → vendor → line, in the glossary's channel order, then by name) × weeks or months.
 * Foots to the cent both ways on both bases: on net, the grand total is the net of the gross total, shared by lines and
 * then by cells by largest remainder. Columns cover the campaign, and further when a flight runs outside it.
 * Example: a $50,000.00 plan on net at 15 % totals $42,500.00 whichever way it is added.
 */
export function flowchart(input: FlowchartInput): Flowchart {
  const columns = periodColumns({ ...coveredDays(input), calendar: input.calendar, by: input.by });
  const columnOfDay = columnOfDays(columns);
  const layout = `${input.calendar} ${input.by} ${columns[0]?.startDay} ${columns.at(-1)?.endDay}`;
  const gross = sortedLines(input.plan.lines).map((line) => ({
    line,
    cells: keptLineCells(line, layout, () => lineCells(line, columnOfDay, columns.length)),
  }));
  const { commissionBasisPoints } = input.campaign;
  const lines = input.basis === 'gross' ? gross : onNet(gross, commissionBasisPoints);
  const columnTotalsCents = addColumns(
    lines.map(({ cells }) => cells),
    columns.length,
  );
  const totalCents = sumCents(columnTotalsCents);
  const budget = input.campaign.budgetCents;
  const budgetCents = input.basis === 'gross' ? budget : grossToNet(budget, commissionBasisPoints);
  const remainingCents = sumCents([budgetCents, -totalCents]);
  return {
    columns,
    rows: groupRows(lines, columns.length),
    columnTotalsCents,
    totalCents,
    budgetCents,
    remainingCents,
  };
}

function coveredDays({ plan, campaign }: FlowchartInput): Readonly<{ startDay: Day; endDay: Day }> {
  const flights = plan.lines.flatMap((line) => line.flights).filter(({ status }) => status !== 'canceled');
  return {
    startDay: flights.map(({ startDay }) => startDay).reduce(earlierDay, campaign.startDay),
    endDay: flights.map(({ endDay }) => endDay).reduce(laterDay, campaign.endDay),
  };
}

function sortedLines(lines: readonly Line[]): readonly Line[] {
  return lines.toSorted(
    (a, b) =>
      CHANNELS.indexOf(a.channel) - CHANNELS.indexOf(b.channel) ||
      compareText(a.vendor, b.vendor) ||
      compareText(a.name, b.name) ||
      compareText(a.id, b.id),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

type LineCells = Readonly<{ line: Line; cells: readonly Cents[] }>;

type ColumnOfDay = ReadonlyMap<Day, number>;

function columnOfDays(columns: readonly PeriodColumn[]): ColumnOfDay {
  return new Map(
    columns.flatMap(({ startDay, endDay }, index) => eachDay(startDay, endDay).map((day) => [day, index] as const)),
  );
}

/** Lines never change, so a line's cells are kept while it lives: an edit of one line of 500 lays out one. */
const keptCells = new WeakMap<Line, Readonly<{ layout: string; cells: readonly Cents[] }>>();

function keptLineCells(line: Line, layout: string, layOut: () => readonly Cents[]): readonly Cents[] {
  const kept = keptCells.get(line);
  if (kept?.layout === layout) return kept.cells;
  const cells = layOut();
  keptCells.set(line, { layout, cells });
  return cells;
}

function lineCells(line: Line, columnOfDay: ColumnOfDay, count: number): readonly Cents[] {
  const cells: Cents[] = Array.from({ length: count }, () => 0);
  for (const flight of line.flights) {
    if (flight.status === 'canceled') continue;
    for (const { day, cents } of flightDayCents(flight, line.tv?.weekdays)) {
      const index = columnOfDay.get(day);
      if (index !== undefined) cells[index] = (cells[index] ?? 0) + cents;
    }
  }
  return cells;
}

function onNet(lines: readonly LineCells[], commissionBasisPoints: number): readonly LineCells[] {
  const totals = lines.map(({ line, cells }) => ({ key: line.id, weight: sumCents(cells) }));
  const total = grossToNet(sumCents(totals.map(({ weight }) => weight)), commissionBasisPoints);
  const lineTotals = apportion(total, totals);
  return lines.map(({ line, cells }, index) => ({ line, cells: shareOut(lineTotals[index]?.cents ?? 0, cells) }));
}

/** Cells get their share of a new total; the column's position, written so that text order is column order, breaks ties. */
function shareOut(total: Cents, cells: readonly Cents[]): readonly Cents[] {
  if (total === 0) return cells.map(() => 0);
  return apportion(
    total,
    cells.map((cents, index) => ({ key: String(index).padStart(5, '0'), weight: cents })),
  ).map(({ cents }) => cents);
}

function addColumns(rows: readonly (readonly Cents[])[], count: number): readonly Cents[] {
  return Array.from({ length: count }, (_, index) => sumCents(rows.map((cells) => cells[index] ?? 0)));
}

function groupRows(lines: readonly LineCells[], count: number): readonly FlowchartRow[] {
  const rowOf = (row: Omit<FlowchartRow, 'cells' | 'totalCents'>, members: readonly LineCells[]): FlowchartRow => {
    const cells = addColumns(
      members.map((member) => member.cells),
      count,
    );
    return { ...row, cells, totalCents: sumCents(cells) };
  };
  return groupBy(lines, ({ line }) => line.channel).flatMap(([channel, inChannel]) => [
    rowOf({ kind: 'channel', key: channel, label: channel, channel, vendor: null, lineId: null }, inChannel),
    ...groupBy(inChannel, ({ line }) => line.vendor).flatMap(([vendor, inVendor]) => [
      rowOf({ kind: 'vendor', key: `${channel}/${vendor}`, label: vendor, channel, vendor, lineId: null }, inVendor),
      ...inVendor.map((member) => {
        const { id, name } = member.line;
        return rowOf({ kind: 'line', key: id, label: name, channel, vendor, lineId: id }, [member]);
      }),
    ]),
  ]);
}

function groupBy<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): readonly (readonly [Key, readonly Item[]])[] {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups];
}

/** Gross left to allocate: the campaign's budget less the plan's flights; below zero when over budget. */
export function remainingToAllocate(plan: Pick<Plan, 'lines'>, budgetCents: Cents): Cents {
  return sumCents([budgetCents, -planBudgetCents(plan)]);
}
