import type { SheetData } from 'write-excel-file/browser';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { PlanResponse } from '../../../shared/contracts/plans.ts';
import { addDays } from '../../../shared/domain/calendar/day.ts';
import type { Flowchart } from '../../../shared/domain/flowchart.ts';
import { channelWord, day, words } from '../../words/format.ts';
import { linesHeadings, linesRows } from './lines-table.ts';
import { MEASURES, type MeasuredChart, type PlanView } from '../measured/measured-query.ts';

export type ExportInput = Readonly<{
  campaign: CampaignResponse;
  plan: PlanResponse;
  view: PlanView;
  chart: Flowchart;
  /** The cells in another measure than money, when that is shown. */
  measured: MeasuredChart | undefined;
  today: string;
}>;

/** The lines above the table of every export: whose plan, which version, on which basis, as of when. */
function exportHeader(input: ExportInput): readonly (readonly [string, string])[] {
  const { view } = input;
  return [
    ...whose(input),
    ['Amounts', view.measure === 'dollars' ? `${words(view.basis)} US dollars` : words(MEASURES[view.measure].word)],
    ['Columns', `${words(view.calendar)} ${view.by}s`],
    ['Exported', day(input.today, 'long')],
  ];
}

function whose({ campaign, plan }: ExportInput): readonly (readonly [string, string])[] {
  return [
    ['Advertiser', campaign.advertiser],
    ['Campaign', campaign.name],
    ['Market', `${campaign.market.name}, ${campaign.timeZone}`],
    ['Plan', `${plan.version}, ${words(plan.status).toLowerCase()}`],
  ];
}

/** The lines above the table of lines, whose money is always gross. */
function linesHeader(input: ExportInput): readonly (readonly [string, string])[] {
  return [...whose(input), ['Amounts', 'Gross US dollars'], ['Exported', day(input.today, 'long')]];
}

function headings({ chart, view }: ExportInput): readonly string[] {
  return [
    'Channel',
    'Vendor',
    'Line',
    ...chart.columns.map((column) =>
      view.by === 'week' ? `${column.startDay} to ${addDays(column.endDay, -1)}` : column.label,
    ),
    'Total',
  ];
}

function lineRows({ chart, measured }: ExportInput) {
  const other = measured && new Map(measured.rows.map((row) => [row.key, row]));
  return chart.rows
    .filter((row) => row.kind === 'line')
    .map((row) => {
      const shown = other?.get(row.key);
      return {
        texts: [channelWord(row.channel), row.vendor ?? '', row.label],
        amounts: shown ? [...shown.cells, shown.total] : [...row.cells, row.totalCents],
      };
    });
}

/** What each column adds up to, then the whole, in the measure shown. */
function totals({ chart, measured }: ExportInput): readonly number[] {
  return measured ? [...measured.columnTotals, measured.total] : [...chart.columnTotalsCents, chart.totalCents];
}

/** Dollars and points are kept in hundredths, impressions and spots whole. */
const hasDecimals = ({ measured }: ExportInput) => !measured || measured.measure === 'grps';

/** A text cell that a spreadsheet cannot take for a formula. */
function guarded(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** This view as CSV: the header lines, one row a line, and the totals. */
export function flowchartCsv(input: ExportInput): string {
  const plain = (value: number) => (hasDecimals(input) ? (value / 100).toFixed(2) : String(value));
  const rows: string[][] = [
    ...exportHeader(input).map(([name, value]) => [guarded(name), guarded(value)]),
    [],
    headings(input).map(guarded),
    ...lineRows(input).map(({ texts, amounts }) => [...texts.map(guarded), ...amounts.map(plain)]),
    ['Total', '', '', ...totals(input).map(plain)],
  ];
  return `${rows.map((row) => row.join(',')).join('\r\n')}\r\n`;
}

/** Every flight with all terms of its line as CSV, to be changed elsewhere and imported again. */
export function linesCsv(input: ExportInput): string {
  const rows = [
    ...linesHeader(input).map((row) => row.map(guarded)),
    [],
    linesHeadings().map(guarded),
    ...linesRows(input.plan.lines).map((row) => row.map((value) => guarded(String(value ?? '')))),
  ];
  return `${rows.map((row) => row.join(',')).join('\r\n')}\r\n`;
}

function linesSheet(input: ExportInput): SheetData {
  const bold = { fontWeight: 'bold' as const };
  return [
    ...linesHeader(input).map(([name, value]) => [{ value: name, ...bold }, { value }]),
    [],
    linesHeadings().map((value) => ({ value, ...bold, wrap: true })),
    ...linesRows(input.plan.lines).map((row) => row.map((value) => (value === null ? null : { value }))),
  ];
}

/** This view as a workbook sheet: the same rows, amounts as numbers with a money format. */
function flowchartSheet(input: ExportInput): SheetData {
  const bold = { fontWeight: 'bold' as const };
  const isSplit = hasDecimals(input);
  const amount = (value: number, style: object = {}) => ({
    value: isSplit ? value / 100 : value,
    type: Number,
    format: isSplit ? '#,##0.00' : '#,##0',
    ...style,
  });
  return [
    ...exportHeader(input).map(([name, value]) => [{ value: name, ...bold }, { value }]),
    [],
    headings(input).map((value, index) => ({
      value,
      ...bold,
      align: index > 2 ? ('right' as const) : ('left' as const),
      wrap: true,
    })),
    ...lineRows(input).map(({ texts, amounts }) => [
      ...texts.map((value) => ({ value })),
      ...amounts.map((value) => amount(value)),
    ]),
    [{ value: 'Total', ...bold }, null, null, ...totals(input).map((value) => amount(value, bold))],
  ];
}

/** The workbook: this view, and on a second sheet every flight with all terms of its line. */
export function workbookSheets(input: ExportInput) {
  const widths = [
    { width: 18 },
    { width: 22 },
    { width: 30 },
    ...input.chart.columns.map(() => ({ width: 14 })),
    { width: 16 },
  ];
  const look = { orientation: 'landscape' as const, stickyColumnsCount: 3 };
  // The lines above the table, the empty one and the headings stay in sight.
  const sticky = (above: readonly unknown[]) => ({ ...look, stickyRowsCount: above.length + 2 });
  const lineWidths = linesHeadings().map((_, index) => ({ width: widths[index]?.width ?? 14 }));
  return [
    { data: flowchartSheet(input), sheet: 'Flowchart', columns: widths, ...sticky(exportHeader(input)) },
    { data: linesSheet(input), sheet: 'Lines', columns: lineWidths, ...sticky(linesHeader(input)) },
  ];
}

/** Saves this view as a file of the wanted kind; the workbook writer loads when first asked for. */
export async function saveFlowchart(kind: 'csv' | 'xlsx' | 'lines', input: ExportInput): Promise<void> {
  const { view } = input;
  const what = kind === 'lines' ? 'lines' : view.measure === 'dollars' ? view.basis : view.measure;
  const name = `${input.campaign.name} plan ${input.plan.version} ${what}`.replaceAll(/[^\w.-]+/g, '-').toLowerCase();
  const csv = (text: string) => download(`${name}.csv`, new Blob(['\uFEFF', text], { type: 'text/csv' }));
  if (kind === 'csv') return csv(flowchartCsv(input));
  if (kind === 'lines') return csv(linesCsv(input));
  const { default: writeXlsxFile } = await import('write-excel-file/browser');
  download(`${name}.xlsx`, await writeXlsxFile(workbookSheets(input)).toBlob());
}

function download(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
