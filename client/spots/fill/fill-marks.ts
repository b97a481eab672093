import type { FillSpotsResponse } from '../../../shared/contracts/spots.ts';
import { cellId, type CellRef } from '../grid/cells.ts';

/** What a fill would do to a cell: one more spot, or why not. */
export type FillMark = Readonly<{ kind: 'adds' } | { kind: 'conflict'; words: string }>;
export type FillMarks = ReadonlyMap<string, FillMark>;

/** Marks by cell id, from what the server says of each cell. */
export function fillMarks(cells: readonly CellRef[], answer: FillSpotsResponse | undefined): FillMarks {
  if (!answer) return new Map();
  const verdicts = new Map(answer.cells.map((cell) => [`${cell.lineId} ${cell.airDay}`, cell.issues]));
  return new Map(
    cells.flatMap((cell): [string, FillMark][] => {
      const issues = verdicts.get(`${cell.lineId} ${cell.day}`);
      if (!issues) return [];
      const words = issues.map(({ message }) => message).join(' ');
      return [[cellId(cell), issues.length === 0 ? { kind: 'adds' } : { kind: 'conflict', words }]];
    }),
  );
}
