import type { Line } from '../plan.ts';
import type { ReadRow } from './read-rows.ts';

/** Whose row it is: a line of the plan, a line to be made (rows with one key are one line), or nobody's for a reason. */
export type RowMatch =
  | Readonly<{ kind: 'line'; line: Line; note?: string }>
  | Readonly<{ kind: 'new'; key: string; note?: string }>
  | Readonly<{ kind: 'none'; reason: string }>;

const plain = (text: string) => text.trim().replaceAll(/\s+/g, ' ').toLowerCase();

/** What a row calls its line: the name, or station and daypart where there is no name. */
export function nameOfRow({ values }: Pick<ReadRow, 'values'>): string {
  return values.line ?? [values.station, values.program ?? values.daypart].filter(Boolean).join(' ');
}

/** Who sells what a row buys: the vendor, or the station where none is named. */
export function vendorOfRow({ values }: Pick<ReadRow, 'values'>): string | undefined {
  return values.vendor ?? values.station;
}

/**
 * Finds each row's line: by ID, else by channel, vendor and name as far as the row says them. Lines of the same name are
 * paired in order when there are as many rows as lines. `isPerFlight`: several rows may be flights of one line.
 */
export function matchRows(
  rows: readonly ReadRow[],
  lines: readonly Line[],
  isPerFlight: boolean,
): ReadonlyMap<ReadRow, RowMatch> {
  const byId = new Map(lines.map((line) => [line.id, line]));
  const byName = new Map<string, Line[]>();
  for (const line of lines) byName.set(plain(line.name), [...(byName.get(plain(line.name)) ?? []), line]);
  const matches = new Map<ReadRow, RowMatch>();
  const groups = new Map<string, ReadRow[]>();
  for (const row of rows) {
    const line = row.values.lineId === undefined ? undefined : byId.get(row.values.lineId);
    if (line) matches.set(row, { kind: 'line', line });
    else {
      const key = JSON.stringify([row.values.channel, plain(vendorOfRow(row) ?? ''), plain(nameOfRow(row))]);
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
  }
  for (const [key, members] of groups) {
    const [first] = members;
    if (!first) continue;
    const candidates = (byName.get(plain(nameOfRow(first))) ?? [])
      .filter((line) => first.values.channel === undefined || line.channel === first.values.channel)
      .filter((line) => {
        const vendor = vendorOfRow(first);
        return vendor === undefined || plain(line.vendor) === plain(vendor);
      })
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    matchGroup({ key, members, candidates, isPerFlight, matches });
  }
  if (!isPerFlight) refuseTwice(rows, matches);
  return matches;
}

function matchGroup(input: {
  key: string;
  members: readonly ReadRow[];
  candidates: readonly Line[];
  isPerFlight: boolean;
  matches: Map<ReadRow, RowMatch>;
}): void {
  const { members, candidates, matches } = input;
  const name = nameOfRow(members[0] ?? { values: {} });
  const unknown = (row: ReadRow) =>
    row.values.lineId === undefined ? {} : { note: 'Its ID is not of this plan, so its name decides.' };
  members.forEach((row, index) => {
    const [only] = candidates;
    if (!only) {
      // A file by week has one row a line, so two rows of one name are two lines.
      const key = input.isPerFlight ? input.key : `${input.key} ${index}`;
      return matches.set(row, { kind: 'new', key, ...unknown(row) });
    }
    if (candidates.length === 1) return matches.set(row, { kind: 'line', line: only, ...unknown(row) });
    const paired = !input.isPerFlight && candidates.length === members.length ? candidates[index] : undefined;
    const reason = `The plan has ${candidates.length} lines “${name}”: say channel and vendor, or add the Line ID.`;
    return matches.set(row, paired ? { kind: 'line', line: paired } : { kind: 'none', reason });
  });
}

function refuseTwice(rows: readonly ReadRow[], matches: Map<ReadRow, RowMatch>): void {
  const rowOfLine = new Map<string, number>();
  for (const row of rows) {
    const match = matches.get(row);
    if (match?.kind !== 'line') continue;
    const first = rowOfLine.get(match.line.id);
    if (first === undefined) rowOfLine.set(match.line.id, row.row);
    else matches.set(row, { kind: 'none', reason: `Row ${first} is this line already: keep one of them.` });
  }
}
