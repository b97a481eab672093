/** Reads a block as Excel and Sheets copy it: rows by line break, cells by tab, quotes around cells that hold either. */
export function parseBlock(text: string): readonly (readonly string[])[] {
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
    else if (character === '\t') endCell();
    else if (character === '\n') {
      endCell();
      rows.push([]);
    } else cell += character;
  }
  endCell();
  return rows;
}

/** Writes a block of amounts in dollars for Excel: plain numbers, tabs and line breaks. */
export function formatBlock(cents: readonly (readonly number[])[]): string {
  return cents.map((row) => row.map((value) => (value / 100).toFixed(2)).join('\t')).join('\n');
}
