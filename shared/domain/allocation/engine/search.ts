import { inflectionAt, valueAt } from '../curves/kernel.ts';
import { effectiveBounds } from './bounds.ts';
import { certify } from './certificate.ts';
import { compensatedSum } from './exact-sum.ts';
import type { Split } from './fill.ts';
import { splitEnvelopes } from './price-search.ts';
import type { Problem } from './problem.ts';
import { isAllowed, relaxedValue, relaxLines, restrictLine, type RelaxedLines } from './relaxed-lines.ts';
import { twinsOf } from './twins.ts';

export type SearchOptions = Readonly<{
  now?: (() => number) | undefined;
  timeLimitMs: number;
  nodeLimit: number;
  /** Stop as soon as a split reaches this response, or none can. */
  stopAt?: number | undefined;
}>;

/** The best split found, what no split can exceed, and how many branches it took. `cents` is null when none was found. */
export type SearchResult = Readonly<{
  cents: Float64Array | null;
  response: number;
  upperBound: number;
  nodes: number;
  exact: boolean;
  /** True when the stop was for time or nodes with branches still open. */
  stopped: boolean;
}>;

type Restriction = Readonly<{ line: number; zero: boolean; first: number; last: number; before: Restriction | null }>;
type Branch = Readonly<{ restrictions: Restriction | null; bound: number; logPrice: number; solved: Solved }>;
type Solved = Readonly<{ cents: Float64Array; value: number; logPrice: number; certified: boolean }>;

const TOLERANCE = 1e-12;

/**
 * Best split of any curves: best-first branch and bound on concave envelopes. Each branch is solved exactly to the cent on its
 * envelopes; a branch whose split lies on the curves everywhere is closed for good. Concave problems close at the first branch.
 */
export function searchSplit(problem: Problem, totalCents: number, options: SearchOptions): SearchResult {
  const r = relaxLines(problem);
  let twins: ReturnType<typeof twinsOf> | null = null;
  const startedAt = options.now?.() ?? 0;
  const best: { cents: Float64Array | null; response: number } = { cents: null, response: -Infinity };
  const consider = (cents: Float64Array) => {
    for (let i = 0; i < problem.count; i += 1) if (!isAllowedAtRoot(problem, i, cents[i]!)) return;
    const response = responseOf(problem, cents);
    if (response > best.response) [best.response, best.cents] = [response, cents];
  };
  const root = solveBranch(r, totalCents, NaN);
  if (!root) return { cents: null, response: NaN, upperBound: NaN, nodes: 1, exact: false, stopped: false };
  consider(root.cents);
  let nodes = 1;
  const open: Branch[] = [];
  const closedBound = { value: -Infinity };
  const keep = (solved: Solved, restrictions: Restriction | null) => {
    pushBranch(open, { restrictions, bound: solved.value, logPrice: solved.logPrice, solved });
  };
  keep(root, null);
  let exact = root.certified;
  const slackOf = () => TOLERANCE * Math.max(Math.abs(best.response), 1e-300);
  let stopped = false;
  while (open.length > 0) {
    const branch = open[0]!;
    if (best.cents && branch.bound <= best.response + slackOf()) break;
    if (options.stopAt !== undefined && (best.response >= options.stopAt || branch.bound < options.stopAt)) break;
    const late = options.now !== undefined && nodes > 1 && options.now() - startedAt > options.timeLimitMs;
    if (late || nodes >= options.nodeLimit) {
      stopped = true;
      break;
    }
    popBranch(open);
    apply(r, branch.restrictions);
    const line = widestGap(r, branch.solved.cents);
    if (line < 0) {
      closedBound.value = Math.max(closedBound.value, branch.bound);
      undo(r, branch.restrictions);
      continue;
    }
    const settled = settleRegimes(r, branch, totalCents);
    if (settled) consider(settled);
    twins ??= twinsOf(problem);
    const families = twins;
    const children = childrenOf(r, line, branch.solved.cents[line]!);
    const before = children.map((child) => withTwins(r, families, child, branch.restrictions));
    undo(r, branch.restrictions);
    for (const restrictions of before) {
      apply(r, restrictions);
      const solved = solveBranch(r, totalCents, branch.logPrice);
      nodes += 1;
      if (solved) {
        exact &&= solved.certified;
        consider(solved.cents);
        const capped = { ...solved, value: Math.min(solved.value, branch.bound) };
        if (!best.cents || capped.value > best.response + slackOf()) keep(capped, restrictions);
      }
      undo(r, restrictions);
    }
  }
  const openBound = open.length > 0 ? open[0]!.bound : -Infinity;
  const upperBound = Math.max(best.response, openBound, closedBound.value);
  return { ...best, upperBound, nodes, exact, stopped };
}

function isAllowedAtRoot(problem: Problem, i: number, x: number): boolean {
  if (x === 0 && problem.zero[i] === 1) return true;
  return x >= problem.first[i]! && x <= problem.last[i]! && (x - problem.first[i]!) % problem.step[i]! === 0;
}

/** Response of a split, slack included at its own price. */
export function responseOf(problem: Problem, cents: Float64Array): number {
  return compensatedSum(problem.count, (i) => valueAt(problem.columns, i, cents[i]!));
}

function solveBranch(r: RelaxedLines, totalCents: number, logGuess: number): Solved | null {
  const bounds = effectiveBounds(r, totalCents);
  if (!bounds) return null;
  const { count, groups } = r.problem;
  const split: Split = { cents: new Float64Array(count), groupCents: new Float64Array(groups.length) };
  const logPrice = splitEnvelopes(r, bounds, split, totalCents, logGuess);
  const certificate = certify(r, bounds, split);
  const value = compensatedSum(count, (i) => relaxedValue(r, i, split.cents[i]!));
  return { cents: split.cents, value, logPrice, certified: certificate.holds };
}

/** The line whose envelope promises most beyond what it can really have; −1 when every line is on its curve. */
function widestGap(r: RelaxedLines, cents: Float64Array): number {
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

type Child = Readonly<{ line: number; zero: boolean; first: number; last: number; side: 'low' | 'high' }>;

/** Splits a line's allowed spends at x: off or on for a minimum flight, else below or above. */
function childrenOf(r: RelaxedLines, line: number, x: number): readonly Child[] {
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
function withTwins(
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

function apply(r: RelaxedLines, restrictions: Restriction | null): void {
  const done = new Set<number>();
  for (let at = restrictions; at; at = at.before) {
    if (done.has(at.line)) continue;
    done.add(at.line);
    restrictLine(r, at.line, at.zero, at.first, at.last);
  }
}

function undo(r: RelaxedLines, restrictions: Restriction | null): void {
  const { zero, first, last } = r.problem;
  const done = new Set<number>();
  for (let at = restrictions; at; at = at.before) {
    if (done.has(at.line)) continue;
    done.add(at.line);
    restrictLine(r, at.line, zero[at.line] === 1, first[at.line]!, last[at.line]!);
  }
}

/**
 * A real split near a branch's: lines bought past their knee stay on their concave part, lines at their base stay there, and one
 * between is tried on its concave part, then at its base.
 */
function settleRegimes(r: RelaxedLines, branch: Branch, totalCents: number): Float64Array | null {
  const { problem } = r;
  const between: number[] = [];
  const saved: Restriction[] = [];
  const set = (line: number, zero: boolean, first: number, last: number) => {
    saved.push({ line, zero: r.zero[line] === 1, first: r.first[line]!, last: r.last[line]!, before: null });
    restrictLine(r, line, zero, first, last);
  };
  for (let i = 0; i < problem.count; i += 1) {
    const x = branch.solved.cents[i]!;
    const base = r.base[i]!;
    if (r.knee[i] === base) continue;
    if (x === base) set(i, r.zero[i] === 1, r.zero[i] === 1 ? 1 : base, r.zero[i] === 1 ? 0 : base);
    else if (x >= r.knee[i]!) set(i, false, concaveFrom(r, i), r.last[i]!);
    else between.push(i);
  }
  const high = between.map((i) => ({
    i,
    zero: r.zero[i] === 1,
    first: r.first[i]!,
    last: r.last[i]!,
    base: r.base[i]!,
  }));
  let best: Float64Array | null = null;
  let bestResponse = -Infinity;
  for (const on of [true, false]) {
    for (const { i, zero, first, last, base } of high) {
      restrictLine(r, i, zero, first, last);
      if (on) restrictLine(r, i, false, concaveFrom(r, i), last);
      else if (zero) restrictLine(r, i, true, 1, 0);
      else restrictLine(r, i, false, base, base);
    }
    const solved = solveBranch(r, totalCents, branch.logPrice);
    if (!solved || widestGap(r, solved.cents) >= 0) continue;
    const response = responseOf(problem, solved.cents);
    if (response > bestResponse) [bestResponse, best] = [response, solved.cents];
  }
  for (const { i, zero, first, last } of high) restrictLine(r, i, zero, first, last);
  for (const { line, zero, first, last } of saved) restrictLine(r, line, zero, first, last);
  return best;
}

/** First allowed spend from which a line's curve is concave. */
function concaveFrom(r: RelaxedLines, i: number): number {
  const first = r.first[i]!;
  const step = r.problem.step[i]!;
  const from = Math.ceil(Math.max(first, inflectionAt(r.problem.columns, i)) - first);
  return Math.min(r.last[i]!, first + Math.ceil(from / step) * step);
}

function pushBranch(open: Branch[], branch: Branch): void {
  open.push(branch);
  let at = open.length - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (open[parent]!.bound >= branch.bound) break;
    open[at] = open[parent]!;
    at = parent;
  }
  open[at] = branch;
}

function popBranch(open: Branch[]): void {
  const last = open.pop()!;
  if (open.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= open.length) break;
    if (child + 1 < open.length && open[child + 1]!.bound > open[child]!.bound) child += 1;
    if (open[child]!.bound <= last.bound) break;
    open[at] = open[child]!;
    at = child;
  }
  open[at] = last;
}
