import type { Day } from '../calendar/day.ts';
import type { PeriodColumn } from '../calendar/periods.ts';
import type { Flowchart } from '../flowchart.ts';
import { infoIssue, warningIssue, type Issue } from '../issue.ts';
import { apportion } from '../money.ts';
import type { Line } from '../plan.ts';
import { lineAudience, type AudienceFrame } from './line-audience.ts';

/** What a cell of the flowchart shows. */
export const FLOWCHART_MEASURES = ['dollars', 'grps', 'impressions', 'spots'] as const;
export type FlowchartMeasure = (typeof FLOWCHART_MEASURES)[number];

/** Spots of a line that stand in the schedule on a day. */
export type ScheduledSpots = Readonly<{ lineId: string; day: Day; spots: number }>;

/** A row of the flowchart in the measure: hundredths of points, impressions or spots, under the same columns. */
export type MeasuredRow = Readonly<{ key: string; cells: readonly number[]; total: number }>;

/** The flowchart in a measure, rows in the flowchart's own order; `notes` say what rests on what and what is left out. */
export type MeasuredFlowchart = Readonly<{
  measure: Exclude<FlowchartMeasure, 'dollars'>;
  rows: readonly MeasuredRow[];
  columnTotals: readonly number[];
  total: number;
  notes: readonly Issue[];
}>;

export type MeasuredFlowchartInput = Readonly<{
  /** Laid out on gross: what money buys does not depend on how it is shown. */
  chart: Flowchart;
  lines: readonly Line[];
  measure: MeasuredFlowchart['measure'];
  frame: AudienceFrame;
  scheduled: readonly ScheduledSpots[];
}>;

/**
 * The flowchart in rating points, impressions or spots. Points and impressions lie over the weeks as the money does; spots are
 * those scheduled, and for lines not scheduled yet those their money pays for. Foots both ways in whole units.
 * Example: 400.00 points over four equal weeks are 100.00 each.
 */
export function measuredFlowchart(input: MeasuredFlowchartInput): MeasuredFlowchart {
  const { chart, measure } = input;
  const notes: Issue[] = [];
  const lineCells = new Map(
    input.lines.map((line) => [
      line.id,
      measure === 'spots' ? spotCells(input, line, notes) : audienceCells(input, line, notes),
    ]),
  );
  const cellsOf = (lineIds: readonly string[]) =>
    chart.columns.map((_, index) => lineIds.reduce((sum, id) => sum + (lineCells.get(id)?.[index] ?? 0), 0));
  const rows = chart.rows.map((row): MeasuredRow => {
    const members = chart.rows.filter(
      (other) =>
        other.lineId !== null &&
        (row.kind === 'line' ? other.lineId === row.lineId : other.channel === row.channel) &&
        (row.kind !== 'vendor' || other.vendor === row.vendor),
    );
    const cells = cellsOf(members.flatMap(({ lineId }) => lineId ?? []));
    return { key: row.key, cells, total: total(cells) };
  });
  const columnTotals = cellsOf(input.lines.map(({ id }) => id));
  return { measure, rows, columnTotals, total: total(columnTotals), notes };
}

const total = (cells: readonly number[]) => cells.reduce((sum, cell) => sum + cell, 0);

function audienceCells(
  { chart, measure, frame }: MeasuredFlowchartInput,
  line: Line,
  notes: Issue[],
): readonly number[] {
  const audience = lineAudience(line, frame);
  if (audience.kind === 'unmeasured') {
    notes.push(warningIssue('not_countable', `${line.name} is not counted. ${audience.reason}`, line.id));
    return chart.columns.map(() => 0);
  }
  return overWeeks(chart, line.id, measure === 'grps' ? audience.grpHundredths : audience.impressions);
}

function spotCells({ chart, frame, scheduled }: MeasuredFlowchartInput, line: Line, notes: Issue[]): readonly number[] {
  const ofLine = scheduled.filter(({ lineId }) => lineId === line.id);
  if (ofLine.length > 0) {
    const cells = chart.columns.map((column) =>
      total(ofLine.filter(({ day }) => within(day, column)).map(({ spots }) => spots)),
    );
    const outside = total(ofLine.map(({ spots }) => spots)) - total(cells);
    if (outside > 0)
      notes.push(
        warningIssue(
          'spots_outside',
          `${outside} ${outside === 1 ? 'spot' : 'spots'} of ${line.name} outside the weeks shown.`,
          line.id,
        ),
      );
    return cells;
  }
  const audience = lineAudience(line, frame);
  if (audience.kind === 'unmeasured' || audience.spots === null) return chart.columns.map(() => 0);
  const message = `${line.name} is not scheduled yet: shown are the ${audience.spots} spots its money pays for.`;
  notes.push(infoIssue('not_scheduled', message, line.id));
  return overWeeks(chart, line.id, audience.spots);
}

const within = (day: Day, column: PeriodColumn) => day >= column.startDay && day < column.endDay;

/** Shares a line's whole units over its cells as its money lies; the column's position breaks ties. */
function overWeeks(chart: Flowchart, lineId: string, units: number): readonly number[] {
  const money = chart.rows.find((row) => row.lineId === lineId)?.cells ?? [];
  if (units === 0 || money.every((cents) => cents === 0)) return chart.columns.map(() => 0);
  const shares = money.map((cents, index) => ({ key: String(index).padStart(5, '0'), weight: cents }));
  return apportion(units, shares).map(({ cents }) => cents);
}
