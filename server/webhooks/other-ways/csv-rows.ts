import { csvRecords } from '../../csv-records.ts';
import { decimalMicros } from '../../../shared/domain/webhook/decimal-micros.ts';
import { refuse } from '../../refusal.ts';

const COLUMNS: Readonly<Record<string, string>> = {
  placement: 'placement',
  adgroup: 'placement',
  package: 'placement',
  day: 'day',
  date: 'day',
  hour: 'hour',
  rowid: 'rowId',
  window: 'window',
  revision: 'revision',
  kind: 'kind',
  spend: 'spend',
  cost: 'spend',
  spendmicros: 'spendMicros',
  impressions: 'impressions',
  clicks: 'clicks',
  completedviews: 'completedViews',
  views: 'completedViews',
  conversions: 'conversions',
  conversionvalue: 'conversionValue',
  conversionvaluemicros: 'conversionValueMicros',
  grphundredths: 'grpHundredths',
};
const COUNTS = new Set([
  'revision',
  'spendMicros',
  'impressions',
  'clicks',
  'completedViews',
  'conversions',
  'conversionValueMicros',
  'grpHundredths',
]);
const AMOUNTS: Readonly<Record<string, string>> = { spend: 'spendMicros', conversionValue: 'conversionValueMicros' };

/**
 * Rows of a platform's CSV export, still to be checked one by one like a webhook's. Columns are found by name, whatever
 * their case and spacing; `spend` is in dollars. @throws Refusal when it is no CSV or lacks placement and day.
 */
export function rowsOfCsv(csv: string): readonly Record<string, unknown>[] {
  const records = csvRecords(csv);
  const header = (records[0] ?? []).map((name) => COLUMNS[name.toLowerCase().replaceAll(/[^a-z]/g, '')] ?? null);
  if (!header.includes('placement') || !(header.includes('day') || header.includes('hour'))) {
    throw refuse(
      'invalid',
      'csv_columns',
      `The first line names ${(records[0] ?? []).join(', ') || 'nothing'}; at least placement, day, spend and impressions are needed.`,
      'csv',
    );
  }
  return records.slice(1).map((record, index) => rowOf(header, record, index));
}

function rowOf(header: readonly (string | null)[], record: readonly string[], index: number): Record<string, unknown> {
  const row: Record<string, unknown> = { rowId: `line-${index + 2}`, spendMicros: 0, impressions: 0 };
  for (const [column, name] of header.entries()) {
    const text = record[column] ?? '';
    if (name === null || text === '') continue;
    const amount = AMOUNTS[name];
    if (amount) row[amount] = decimalMicros(text.replaceAll(/[$,]/g, '')) ?? text;
    else row[name] = COUNTS.has(name) && /^[-+]?[\d,]+$/.test(text) ? Number(text.replaceAll(',', '')) : text;
  }
  return row;
}
