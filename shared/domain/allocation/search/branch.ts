import { isAllowed, relaxedValue, restrictLine, type RelaxedLines } from '../engine/relaxed-lines.ts';
import { valueAt } from '../curves/kernel.ts';

/** The allowed spends of one line in a branch, on top of those before it. `last < first` with `zero` means off. */
export type Restriction = Readonly<{
  line: number;
  zero: boolean;
  first: number;
  last: number;
  before: Restriction | null;
}>;

export type Child = Readonly<{ line: number; zero: boolean; first: number; last: number; side: 'low' | 'high' }>;

/** Splits a line's allowed spends at x: off or on for a minimum flight, else below or above. */
export function childrenOf(r: RelaxedLines, line: number, x: number): readonly Child[] {
  const first = r.first[line]!;
  const last = r.last[line]!;
  if (r.zero[line] === 1 && x < first) {
    return [
      { line, zero: true, first: 1, last: 0, side: 'low' },
      { line, zero: false, first, last, side: 'high' },
    ];
  }
  const zero = r.zero[line] === 1;
  const step = r.problem.step[line]!;
  const below = first + Math.floor((x - first) / step) * step;
  return [
    { line, zero, first, last: below, side: 'low' },
    { line, zero: false, first: below + step, last, side: 'high' },
  ];
}

/** Identical lines may be ordered without losing a best split: the earlier id gets at least as much as the later. */
export function withTwins(
  r: RelaxedLines,
  twins: readonly (readonly number[])[],
  child: Child,
  before: Restriction | null,
): Restriction {
  let chain: Restriction = { line: child.line, zero: child.zero, first: child.first, last: child.last, before };
  for (const twin of twins[child.line]!) {
    const [zero, first, last] = [r.zero[twin] === 1, r.first[twin]!, r.last[twin]!];
    if (child.side === 'low' && twin > child.line) {
      const none = child.last < child.first;
      chain = none
        ? { line: twin, zero, first: zero ? 1 : first, last: zero ? 0 : Math.min(last, -1), before: chain }
        : { line: twin, zero, first, last: Math.min(last, child.last), before: chain };
    } else if (child.side === 'high' && twin < child.line) {
      chain = { line: twin, zero: false, first: Math.max(first, child.first), last, before: chain };
    }
  }
  return chain;
}

export function apply(r: RelaxedLines, restrictions: Restriction | null): void {
  const done = new Set<number>();
  for (let at = restrictions; at; at = at.before) {
    if (done.has(at.line)) continue;
    done.add(at.line);
    restrictLine(r, at.line, at.zero, at.first, at.last);
  }
}

export function undo(r: RelaxedLines, restrictions: Restriction | null): void {
  const { zero, first, last } = r.problem;
  const done = new Set<number>();
  for (let at = restrictions; at; at = at.before) {
    if (done.has(at.line)) continue;
    done.add(at.line);
    restrictLine(r, at.line, zero[at.line] === 1, first[at.line]!, last[at.line]!);
  }
}

/** The line whose envelope promises most beyond what it can really have; −1 when every line is on its curve. */
export function widestGap(r: RelaxedLines, cents: Float64Array): number {
  let widest = 0;
  let line = -1;
  for (let i = 0; i < r.problem.count; i += 1) {
    const x = cents[i]!;
    const allowed = isAllowed(r, i, x);
    if (allowed && (x >= r.knee[i]! || x === r.base[i]!)) continue;
    const gap = relaxedValue(r, i, x) - (allowed ? valueAt(r.problem.columns, i, x) : r.baseValue[i]!);
    if (gap > widest || (line < 0 && !allowed)) {
      widest = gap;
      line = i;
    }
  }
  return line;
}
