import {
  MOST_COLUMNS,
  MOST_FILE_BYTES,
  MOST_ROWS,
  textCell,
  type Sheet,
  type SheetCell,
} from '../../../shared/domain/plan-import/sheet.ts';
import { parseBlock } from '../grid/cells/grid-clipboard.ts';

/** What is read of a chosen file. The workbook reader loads when first needed. @throws Error in words for people. */
export async function readFile(file: File): Promise<readonly Sheet[]> {
  if (file.size > MOST_FILE_BYTES)
    throw new Error(`${file.name} is larger than 10 MB, which no plan is. Keep only the sheet with the plan.`);
  const bytes = await file.arrayBuffer();
  if (bytes.byteLength === 0) throw new Error(`${file.name} is empty.`);
  const start = new Uint8Array(bytes, 0, Math.min(4, bytes.byteLength));
  const isZip = start[0] === 0x50 && start[1] === 0x4b;
  if (isZip) {
    const { readXlsx } = await import('./read-xlsx.ts');
    return readXlsx(bytes);
  }
  if (start[0] === 0xd0 && start[1] === 0xcf)
    throw new Error(
      'This is an .xls workbook of before 2007, or a protected one. Save it as .xlsx without a password.',
    );
  return [readCsv(file.name, bytes)];
}

/** A CSV as one sheet: comma, semicolon or tab, whichever its first lines hold most of. A cell that begins with = is a formula. */
export function readCsv(name: string, bytes: ArrayBuffer): Sheet {
  const text = decode(bytes);
  if (text.includes('\0')) throw new Error(`${name} is neither an .xlsx workbook nor a CSV.`);
  const sample = text.slice(0, 5_000);
  const delimiter = [',', ';', '\t']
    .map((one) => ({ one, count: sample.split(one).length }))
    .toSorted((a, b) => b.count - a.count)[0]?.one;
  const rows = parseBlock(text, delimiter);
  if (rows.length > MOST_ROWS) throw new Error(`${name} has more than ${MOST_ROWS} rows. Keep only the plan’s.`);
  return { name, rows: rows.map((cells) => cells.slice(0, MOST_COLUMNS).map(csvCell)) };
}

function decode(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  // Excel's "Unicode text" is UTF-16 with its mark in front.
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function csvCell(text: string): SheetCell {
  const plain = text.trim();
  return plain.startsWith('=') ? { kind: 'empty', text: '', formula: plain.slice(1) } : textCell(plain);
}
