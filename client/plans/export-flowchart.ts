import type { SheetData } from 'write-excel-file/browser';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { PlanResponse } from '../../shared/contracts/plans.ts';
import type { Flowchart } from '../../shared/domain/flowchart.ts';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { channelWord, day, words } from '../format.ts';
import { MEASURES, type MeasuredChart, type PlanView } from './measured-query.ts';

type ExportInput = Readonly<{
  campaign: CampaignResponse;
  plan: PlanResponse;
  view: PlanView;
  chart: Flowchart;
  /** The cells in another measure than money, when that is shown. */
  measured: MeasuredChart | undefined;
  today: string;
}>;

/** The lines above the table of every export: whose plan, which version, on which basis, as of when. */
function exportHeader({ campaign, plan, view, today }: ExportInput): readonly (readonly [string, string])[] {
  return [
    ['Advertiser', campaign.advertiser],
    ['Campaign', campaign.name],
    ['Market', `${campaign.market.name}, ${campaign.timeZone}`],
    ['Plan', `${plan.version}, ${words(plan.status).toLowerCase()}`],
    ['Amounts', view.measure === 'dollars' ? `${words(view.basis)} US dollars` : words(MEASURES[view.measure].word)],
    ['Columns', `${words(view.calendar)} ${view.by}s`],
    ['Exported', day(today, 'long')],
  ];
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
function flowchartCsv(input: ExportInput): string {
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

/** Rows above the table and its headings, which stay in sight in the workbook. */
const STICKY_ROWS = 9;

/** Saves this view as a file of the wanted kind; the workbook writer loads when first asked for. */
export async function saveFlowchart(kind: 'csv' | 'xlsx', input: ExportInput): Promise<void> {
  const name =
    `${input.campaign.name} plan ${input.plan.version} ${input.view.measure === 'dollars' ? input.view.basis : input.view.measure}`
      .replaceAll(/[^\w.-]+/g, '-')
      .toLowerCase();
  if (kind === 'csv') return download(`${name}.csv`, new Blob(['\uFEFF', flowchartCsv(input)], { type: 'text/csv' }));
  const { default: writeXlsxFile } = await import('write-excel-file/browser');
  const widths = [
    { width: 18 },
    { width: 22 },
    { width: 30 },
    ...input.chart.columns.map(() => ({ width: 14 })),
    { width: 16 },
  ];
  const options = {
    sheet: 'Flowchart',
    columns: widths,
    orientation: 'landscape' as const,
    stickyRowsCount: STICKY_ROWS,
    stickyColumnsCount: 3,
  };
  download(`${name}.xlsx`, await writeXlsxFile(flowchartSheet(input), options).toBlob());
}

function download(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
