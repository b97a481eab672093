import { parse } from 'csv-parse/sync';
import { refuse } from './refusal.ts';

/** The rows of a CSV text, cells trimmed, empty lines left out. @throws Refusal `malformed_csv` at `csv` when it can't be read. */
export function csvRecords(csv: string): readonly (readonly string[])[] {
  try {
    return parse(csv, { bom: true, skip_empty_lines: true, trim: true, relax_column_count: true });
  } catch (error) {
    throw refuse(
      'invalid',
      'malformed_csv',
      `This is not a readable CSV: ${error instanceof Error ? error.message : 'unknown trouble'}.`,
      'csv',
    );
  }
}
