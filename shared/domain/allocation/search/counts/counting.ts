import { inflectionAt } from '../../curves/kernel.ts';
import type { Problem } from '../../engine/problem.ts';
import { relaxLines, restrictLine, type RelaxedLines } from '../../engine/relaxed-lines.ts';

/**
 * Lines that are worth counting, and when one is on: at its minimum flight or more when it may be off, else past the inflection of
 * its S. `on` and `off` are envelopes of just those spends; lines that can't be counted are alike in both.
 */
export type Counting = Readonly<{
  threshold: Float64Array;
  countable: number;
  on: RelaxedLines;
  off: RelaxedLines;
}>;

/** Thresholds of a whole problem; NaN where a line is never counted. */
export function makeCounting(problem: Problem): Counting {
  const threshold = Float64Array.from({ length: problem.count }, (_, i) => thresholdOf(problem, i));
  const counting = {
    threshold,
    countable: threshold.filter((at) => !Number.isNaN(at)).length,
    on: relaxLines(problem),
    off: relaxLines(problem),
  };
  const whole = relaxLines(problem);
  for (let i = 0; i < problem.count; i += 1) follow(counting, whole, i);
  return counting;
}

function thresholdOf(problem: Problem, i: number): number {
  const first = problem.first[i]!;
  const last = problem.last[i]!;
  if (problem.zero[i] === 1) return last >= first ? first : NaN;
  const inflection = inflectionAt(problem.columns, i);
  if (!(inflection > first && inflection < last)) return NaN;
  const step = problem.step[i]!;
  const at = first + Math.ceil((inflection - first) / step) * step;
  return at <= last ? at : NaN;
}

/** Makes the on and off envelopes of line `i` follow what a branch allows it. */
export function follow(counting: Counting, r: RelaxedLines, i: number): void {
  const { on, off, threshold } = counting;
  const zero = r.zero[i] === 1;
  const [first, last] = [r.first[i]!, r.last[i]!];
  const at = threshold[i]!;
  const step = r.problem.step[i]!;
  if (!isFree(counting, r, i)) {
    restrictLine(on, i, zero, first, last);
    restrictLine(off, i, zero, first, last);
    return;
  }
  restrictLine(on, i, false, at, last);
  if (zero) restrictLine(off, i, true, 1, 0);
  else restrictLine(off, i, false, first, at - step);
}

/** Which countable lines a branch leaves open, and how many it has on in each group. */
export function freeLines(counting: Counting, r: RelaxedLines): { free: Uint8Array; decidedOn: Int32Array } {
  const free = new Uint8Array(r.problem.count);
  const decidedOn = new Int32Array(r.problem.groups.length);
  for (let i = 0; i < free.length; i += 1) {
    if (isFree(counting, r, i)) free[i] = 1;
    else if (r.zero[i] === 0 && r.first[i]! >= counting.threshold[i]!) decidedOn[r.problem.groupOf[i]!]! += 1;
  }
  return { free, decidedOn };
}

function isFree({ threshold }: Counting, r: RelaxedLines, i: number): boolean {
  const at = threshold[i]!;
  return r.last[i]! >= at && (r.zero[i] === 1 || r.first[i]! < at);
}
