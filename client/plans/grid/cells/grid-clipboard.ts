import type { FlowchartMeasure } from '../../../../shared/domain/audience/measured-flowchart.ts';

/** Reads a block as Excel and Sheets copy it: rows by line break, cells by tab (a file's by comma), quotes around cells that hold either. */
export function parseBlock(text: string, delimiter = '\t'): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  const endCell = () => {
    rows.at(-1)?.push(cell);
    cell = '';
  };
  const source = text.replaceAll('\r\n', '\n').replace(/\n$/, '');
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index] ?? '';
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (source[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else isQuoted = false;
    } else if (character === '"' && cell === '') isQuoted = true;
    else if (character === delimiter) endCell();
    else if (character === '\n') {
      endCell();
      rows.push([]);
    } else cell += character;
  }
  endCell();
  return rows;
}

/** Writes a block of cells for Excel: plain numbers in dollars, points, impressions or spots, tabs and line breaks. */
export function formatBlock(cells: readonly (readonly number[])[], measure: FlowchartMeasure): string {
  const hasDecimals = measure === 'dollars' || measure === 'grps';
  const plain = (value: number) => (hasDecimals ? (value / 100).toFixed(2) : String(value));
  return cells.map((row) => row.map(plain).join('\t')).join('\n');
}
