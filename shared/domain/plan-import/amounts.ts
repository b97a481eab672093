import { earlierDay, laterDay, type Day } from '../calendar/day.ts';
import type { FlowchartMeasure } from '../audience/measured-flowchart.ts';
import type { Campaign } from '../campaign.ts';
import type { Flight } from '../flight.ts';
import { flightDayCents } from '../flight-pattern.ts';
import type { Flowchart } from '../flowchart.ts';
import { formatCents, multiplyRatio, sumCents, type Cents } from '../money.ts';
import type { LineEdit } from '../plan-edits.ts';
import { lineSpotCostCents, type Line } from '../plan.ts';
import { costOfUnits, grossToNet, netToGross, rateOnBasis, type RateBasis } from '../rates.ts';
import type { RowCell } from './read-rows.ts';
import type { ImportChange } from './terms.ts';
import { wholeWeekEdits } from './whole-weeks.ts';

export type NewFlight = Omit<Flight, 'id' | 'status'>;
/** What is shown now: the flowchart on the file's basis and, when the file counts something else, its cells in that. */
export type AmountFrame = Readonly<{
  campaign: Pick<Campaign, 'commissionBasisPoints' | 'startDay' | 'endDay'>;
  basis: RateBasis;
  measure: FlowchartMeasure;
  chart: Flowchart;
  /** Cells of each line under the chart's columns, in the file's measure; undefined when it is dollars. */
  measured?: ReadonlyMap<string, readonly number[]> | undefined;
}>;
export type CellChanges = Readonly<{
  edits: readonly LineEdit[];
  changes: readonly ImportChange[];
  problems: readonly string[];
}>;
type Days = Readonly<{ startDay: Day; endDay: Day }>;

/** A period in words, first to last day. */
export function daysWords({ startDay }: Days): string {
  return `From ${startDay}`;
}

/** Cents of a line on [startDay, endDay), on the file's basis: the flowchart's own cell where there is one of these days. */
function presentCents(line: Line, days: Days, frame: AmountFrame): Cents {
  const index = columnIndex(days, frame);
  const row = index < 0 ? undefined : frame.chart.rows.find(({ lineId }) => lineId === line.id);
  if (row) return row.cells[index] ?? 0;
  const cents = line.flights
    .filter(({ status }) => status !== 'canceled')
    .flatMap((flight) => flightDayCents(flight, line.tv?.weekdays))
    .filter(({ day }) => day >= days.startDay && day < days.endDay)
    .map((each) => each.cents);
  const gross = sumCents(cents);
  return frame.basis === 'gross' ? gross : grossToNet(gross, frame.campaign.commissionBasisPoints);
}

/** The chart's column of these days; a whole month stands for its part that the chart covers, as columns are clipped. */
function columnIndex(days: Days, { chart }: AmountFrame): number {
  const startDay = laterDay(days.startDay, chart.columns[0]?.startDay ?? days.startDay);
  const endDay = earlierDay(days.endDay, chart.columns.at(-1)?.endDay ?? days.endDay);
  return chart.columns.findIndex((column) => column.startDay === startDay && column.endDay === endDay);
}

/** The part of a period inside the campaign; the whole where none is, so that the plan says it lies outside. */
function insideCampaign(days: Days, { campaign }: AmountFrame): Days {
  const startDay = laterDay(days.startDay, campaign.startDay);
  const endDay = earlierDay(days.endDay, campaign.endDay);
  return startDay < endDay ? { startDay, endDay } : { startDay: days.startDay, endDay: days.endDay };
}

/**
 * Gross cents of an amount of the file: money on its basis, or spots, rating points (hundredths) and impressions at the
 * line's own rate; undefined when that rate does not price them. Example: 3 spots of $400.00 are 120,000 cents.
 */
export function grossOf(amount: number, line: Pick<Line, 'rate' | 'tv'>, frame: AmountFrame): Cents | undefined {
  const { commissionBasisPoints } = frame.campaign;
  if (amount === 0) return 0;
  if (frame.measure === 'dollars') return frame.basis === 'gross' ? amount : netToGross(amount, commissionBasisPoints);
  if (frame.measure === 'impressions') {
    const rate = rateOnBasis(line.rate, 'gross', commissionBasisPoints);
    return rate.kind === 'cpm' ? costOfUnits(rate, amount) : undefined;
  }
  const spot = lineSpotCostCents(line, commissionBasisPoints);
  if (spot === undefined || !line.tv) return undefined;
  return frame.measure === 'spots'
    ? multiplyRatio(spot, amount, 1)
    : multiplyRatio(spot, amount, line.tv.ratingHundredths);
}

const UNITS = { dollars: 'dollars', grps: 'rating points', impressions: 'impressions', spots: 'spots' } as const;

/** An amount of the file as it reads there. */
function amountWords(amount: number, measure: FlowchartMeasure): string {
  if (measure === 'dollars') return formatCents(amount);
  const shown = measure === 'grps' ? (amount / 100).toFixed(2) : amount.toLocaleString('en-US');
  return `${shown} ${UNITS[measure]}`;
}

/** The weeks of a row that differ from the line's own, as edits of those days. Equal amounts on the file's basis are left alone. */
export function changedCells(cells: readonly RowCell[], line: Line, frame: AmountFrame): CellChanges {
  const edits: Extract<LineEdit, { kind: 'set_cell' }>[] = [];
  const changes: ImportChange[] = [];
  const problems: string[] = [];
  for (const cell of cells) {
    const index = columnIndex(cell, frame);
    const counted = frame.measured?.get(line.id);
    const present =
      frame.measure === 'dollars'
        ? presentCents(line, cell, frame)
        : index < 0 || !counted
          ? null
          : (counted[index] ?? 0);
    if (present === cell.amount) continue;
    const cents = grossOf(cell.amount, line, frame);
    if (cents === undefined) {
      problems.push(`The rate of ${line.name} does not price ${UNITS[frame.measure]}: give dollars.`);
      break;
    }
    edits.push({ kind: 'set_cell', lineId: line.id, ...insideCampaign(cell, frame), cents });
    changes.push({
      what: daysWords(cell),
      from: present === null ? null : amountWords(present, frame.measure),
      to: amountWords(cell.amount, frame.measure),
    });
  }
  return { edits: wholeWeekEdits(edits, line) ?? edits, changes, problems };
}

/**
 * The flights of a new line from its weeks: weeks with money that touch are one flight, a week without is a hiatus. Each
 * week keeps its amount to the cent. Example: 100, 200, 0, 50 makes a flight of two weeks and one of one.
 */
export function flightsFromCells(
  cells: readonly RowCell[],
  line: Pick<Line, 'rate' | 'tv'>,
  frame: AmountFrame,
): readonly NewFlight[] | undefined {
  const runs: (Days & { cents: Cents })[][] = [];
  for (const cell of cells) {
    const cents = grossOf(cell.amount, line, frame);
    if (cents === undefined) return undefined;
    if (cents === 0) continue;
    const days = { ...insideCampaign(cell, frame), cents };
    const run = runs.at(-1);
    if (run?.at(-1)?.endDay === days.startDay) run.push(days);
    else runs.push([days]);
  }
  return runs.map((run) => flightOfRun(run, line.tv?.weekdays));
}

function flightOfRun(
  run: readonly (Days & Readonly<{ cents: Cents }>)[],
  weekdays: readonly number[] | undefined,
): NewFlight {
  const [first] = run;
  const startDay = first?.startDay ?? '';
  const endDay = run.at(-1)?.endDay ?? '';
  const budgetCents = sumCents(run.map(({ cents }) => cents));
  const even: NewFlight = { startDay, endDay, budgetCents, pattern: { kind: 'even' }, hardStop: true };
  if (run.length < 2 || sameAs(even, run, weekdays)) return even;
  const weights = run.flatMap((days) =>
    flightDayCents({ ...days, budgetCents: days.cents, pattern: { kind: 'even' } }, weekdays).map(({ cents }) => cents),
  );
  return { ...even, pattern: { kind: 'custom', by: 'day', weights } };
}

/** True when an even flight already gives each period its amount: then nothing needs to be typed. */
function sameAs(
  even: NewFlight,
  run: readonly (Days & Readonly<{ cents: Cents }>)[],
  weekdays: readonly number[] | undefined,
): boolean {
  const days = flightDayCents(even, weekdays);
  return run.every(
    ({ startDay, endDay, cents }) =>
      sumCents(days.filter(({ day }) => day >= startDay && day < endDay).map((each) => each.cents)) === cents,
  );
}
