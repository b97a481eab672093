import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { LineResponse } from '../../../shared/contracts/plans.ts';
import { earlierDay, laterDay } from '../../../shared/domain/calendar/day.ts';
import type { PeriodColumn } from '../../../shared/domain/calendar/periods.ts';
import { flowchart, type Flowchart, type FlowchartRow } from '../../../shared/domain/flowchart.ts';
import type { Line } from '../../../shared/domain/plan.ts';
import { channelWord } from '../../words/format.ts';
import type { MeasuredChart, PlanView } from '../measured/measured-query.ts';

/** A row of the grid with the rows under it; cells and total in the measure shown. */
export type GridRow = Omit<FlowchartRow, 'cells' | 'totalCents'> &
  Readonly<{
    cells: readonly number[];
    total: number;
    line: LineResponse | null;
    children: readonly GridRow[];
  }>;
/** `chart` is the money, whatever is shown; `rows`, `columnTotals` and `total` are in the measure shown. */
export type GridModel = Readonly<{
  chart: Flowchart;
  rows: readonly GridRow[];
  columnTotals: readonly number[];
  total: number;
}>;

/** Cuts rows in reading order into groups, each headed by a row of the kind. */
function groupsOf(
  rows: readonly FlowchartRow[],
  kind: FlowchartRow['kind'],
): readonly (readonly [FlowchartRow, readonly FlowchartRow[]])[] {
  const groups: (readonly [FlowchartRow, FlowchartRow[]])[] = [];
  for (const row of rows) {
    if (row.kind === kind) groups.push([row, []]);
    else groups.at(-1)?.[1].push(row);
  }
  return groups;
}

/**
 * Lays the lines out for the grid by the same rules as the server: footed to the cent both ways. A vendor with one line in a
 * channel needs no row of its own: its name stands beside the line. With `measured` cells hold that measure instead of cents.
 */
export function gridModel(
  lines: readonly LineResponse[],
  campaign: CampaignResponse,
  view: PlanView,
  measured?: MeasuredChart,
): GridModel {
  const chart = flowchart({ plan: { lines: lines as unknown as readonly Line[] }, campaign, ...view });
  // Another measure not read yet shows nothing, never money under its name.
  const isMoney = view.measure === 'dollars';
  const other = isMoney ? undefined : new Map(measured?.rows.map((row) => [`${row.kind} ${row.key}`, row]));
  const shown = ({ totalCents, ...row }: FlowchartRow) => {
    if (!other) return { ...row, total: totalCents };
    const found = other.get(`${row.kind} ${row.key}`);
    return { ...row, cells: found?.cells ?? [], total: found?.total ?? 0 };
  };
  const byId = new Map(lines.map((line) => [line.id, line]));
  const rows = groupsOf(chart.rows, 'channel').map(([channel, inChannel]): GridRow => ({
    ...shown(channel),
    label: channelWord(channel.channel),
    line: null,
    children: groupsOf(inChannel, 'vendor').flatMap(([vendor, members]): GridRow[] => {
      const lines = members.map((row): GridRow => ({
        ...shown(row),
        line: byId.get(row.lineId ?? '') ?? null,
        children: [],
      }));
      return lines.length > 1 ? [{ ...shown(vendor), line: null, children: lines }] : lines;
    }),
  }));
  if (isMoney) return { chart, rows, columnTotals: chart.columnTotalsCents, total: chart.totalCents };
  return { chart, rows, columnTotals: measured?.columnTotals ?? [], total: measured?.total ?? 0 };
}

/** The days of a column that belong to the campaign; the whole column when none does. */
export function editablePeriod(
  column: PeriodColumn,
  campaign: Pick<CampaignResponse, 'startDay' | 'endDay'>,
): Readonly<{ startDay: string; endDay: string }> {
  const startDay = laterDay(column.startDay, campaign.startDay);
  const endDay = earlierDay(column.endDay, campaign.endDay);
  return startDay < endDay ? { startDay, endDay } : { startDay: column.startDay, endDay: column.endDay };
}

/** Which issues belong to which line, by the line's place in their path. */
export function issuesByLine<Issue extends { path: string }>(
  lines: readonly LineResponse[],
  issues: readonly Issue[],
): ReadonlyMap<string, readonly Issue[]> {
  const found = new Map<string, Issue[]>();
  for (const issue of issues) {
    const id = lines[Number(/^lines\.(\d+)\b/.exec(issue.path)?.[1] ?? NaN)]?.id;
    if (id) found.set(id, [...(found.get(id) ?? []), issue]);
  }
  return found;
}

/** The element id of a cell, for the active descendant. */
export function cellId(rowId: string, columnId: string): string {
  return `cell-${rowId}-${columnId}`.replaceAll(/[^\w-]/g, '_');
}
