import { z } from 'zod';
import {
  guessMapping,
  headingSignature,
  IMPORT_FIELDS,
  type ColumnUse,
  type ImportField,
  type ImportMapping,
} from '../../../shared/domain/plan-import/columns.ts';
import type { YearFrame } from '../../../shared/domain/plan-import/read-values.ts';
import type { Sheet } from '../../../shared/domain/plan-import/sheet.ts';

const FIELDS = Object.keys(IMPORT_FIELDS) as [ImportField, ...ImportField[]];
/** What is kept of a mapping: fields by their heading's place; weeks are read anew, as they differ from file to file. */
const keptSchema = z.object({
  fields: z.array(z.enum([...FIELDS, 'ignored', 'period'])),
  basis: z.enum(['gross', 'net']),
  measure: z.enum(['dollars', 'grps', 'impressions', 'spots']),
});
const KEY = 'flightboard.import-columns';
const MOST_KEPT = 40;
const allSchema = z.record(z.string(), keptSchema);

function load(): z.infer<typeof allSchema> {
  try {
    return allSchema.parse(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    return {};
  }
}

/** How files with these headings were read last time in this browser, or as their headings are usually meant. */
export function startMapping(sheet: Sheet, frame: YearFrame): Readonly<{ mapping: ImportMapping; isKept: boolean }> {
  const guessed = guessMapping(sheet, frame);
  const kept = load()[headingSignature(sheet.rows[guessed.headerRow] ?? [], guessed.columns)];
  if (!kept) return { mapping: guessed, isKept: false };
  // Weeks may be more or fewer than last time: the others stand in the same order.
  const others = kept.fields.filter((field) => field !== 'period');
  const columns = guessed.columns.map((use): ColumnUse => {
    if (use.kind === 'period') return use;
    const field = others.shift();
    return field && field !== 'ignored' ? { kind: 'field', field } : { kind: 'ignored' };
  });
  return { mapping: { ...guessed, columns, basis: kept.basis, measure: kept.measure }, isKept: true };
}

/** Keeps how the headings were read, for the next file that has them; the oldest of many goes. */
export function keepMapping(sheet: Sheet, frame: YearFrame, mapping: ImportMapping): void {
  const guessed = guessMapping(sheet, frame);
  // Only where the weeks are those found by their headings can they be found again.
  if (guessed.headerRow !== mapping.headerRow) return;
  const isPeriod = (use: ColumnUse | undefined) => use?.kind === 'period';
  if (mapping.columns.some((use, index) => isPeriod(use) !== isPeriod(guessed.columns[index]))) return;
  const fields = mapping.columns.map((use) => (use.kind === 'field' ? use.field : use.kind));
  const signature = headingSignature(sheet.rows[mapping.headerRow] ?? [], guessed.columns);
  const { [signature]: _before, ...others } = load();
  const entries = [...Object.entries(others), [signature, { fields, basis: mapping.basis, measure: mapping.measure }]];
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(entries.slice(-MOST_KEPT))));
  } catch {
    // Private windows may refuse; the headings are asked again next time.
  }
}
