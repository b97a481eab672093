import type { SheetData } from 'write-excel-file/browser';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { PlanResponse } from '../../shared/contracts/plans.ts';
import type { Flowchart } from '../../shared/domain/flowchart.ts';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { channelWord, day, words } from '../format.ts';
import type { FlowchartView } from './plan-queries.ts';

type ExportInput = Readonly<{
  campaign: CampaignResponse;
  plan: PlanResponse;
  view: FlowchartView;
  chart: Flowchart;
  today: string;
}>;

/** The lines above the table of every export: whose plan, which version, on which basis, as of when. */
function exportHeader({ campaign, plan, view, today }: ExportInput): readonly (readonly [string, string])[] {
  return [
    ['Advertiser', campaign.advertiser],
    ['Campaign', campaign.name],
    ['Market', `${campaign.market.name}, ${campaign.timeZone}`],
    ['Plan', `${plan.version}, ${words(plan.status).toLowerCase()}`],
    ['Amounts', `${words(view.basis)} US dollars`],
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

function lineRows({ chart }: ExportInput) {
  return chart.rows
    .filter((row) => row.kind === 'line')
    .map((row) => ({
      texts: [channelWord(row.channel), row.vendor ?? '', row.label],
      amounts: [...row.cells, row.totalCents],
    }));
}

/** A text cell that a spreadsheet cannot take for a formula. */
function guarded(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const dollars = (cents: number) => (cents / 100).toFixed(2);

/** This view as CSV: the header lines, one row a line, and the totals. */
function flowchartCsv(input: ExportInput): string {
  const rows: string[][] = [
    ...exportHeader(input).map(([name, value]) => [guarded(name), guarded(value)]),
    [],
    headings(input).map(guarded),
    ...lineRows(input).map(({ texts, amounts }) => [...texts.map(guarded), ...amounts.map(dollars)]),
    ['Total', '', '', ...input.chart.columnTotalsCents.map(dollars), dollars(input.chart.totalCents)],
  ];
  return `${rows.map((row) => row.join(',')).join('\r\n')}\r\n`;
}

/** This view as a workbook sheet: the same rows, amounts as numbers with a money format. */
function flowchartSheet(input: ExportInput): SheetData {
  const bold = { fontWeight: 'bold' as const };
  const amount = (cents: number, style: object = {}) => ({
    value: cents / 100,
    type: Number,
    format: '#,##0.00',
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
      ...amounts.map((cents) => amount(cents)),
    ]),
    [
      { value: 'Total', ...bold },
      null,
      null,
      ...input.chart.columnTotalsCents.map((cents) => amount(cents, bold)),
      amount(input.chart.totalCents, bold),
    ],
  ];
}

/** Rows above the table and its headings, which stay in sight in the workbook. */
const STICKY_ROWS = 9;

/** Saves this view as a file of the wanted kind; the workbook writer loads when first asked for. */
export async function saveFlowchart(kind: 'csv' | 'xlsx', input: ExportInput): Promise<void> {
  const name = `${input.campaign.name} plan ${input.plan.version} ${input.view.basis}`
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
