import type { Highs } from 'highs';
import { checkRotation } from '../../shared/domain/rotation/check-rotation.ts';
import type { RotateFastOptions } from '../../shared/domain/rotation/fast/rotate-fast.ts';
import { rotateExact } from '../../shared/domain/rotation/exact/rotate-exact.ts';
import type { RotationInput } from '../../shared/domain/rotation/rotation.ts';
import { seededRandom } from '../../shared/domain/rotation/seeded-random.ts';
import { matchMakegoods } from '../../shared/domain/makegood/match-makegoods.ts';
import type { MakegoodInput } from '../../shared/domain/makegood/makegood.ts';
import { buyExactly } from './buy-exactly.ts';
import { placeExactly } from './place-exactly.ts';
import { splitFrontier, splitScenario } from './split-budget.ts';
import type { SolverRun } from './solver-run.ts';
import type { Solved, SolverKind, SolverProgress, SolverRequest } from './solver-jobs.ts';

/** Annealing may use this share of a rotation's time; the rest is for the proof. */
const ANNEALING_SHARE = 0.7;
const LONG_SLOTS = 60;
const MOVES_PER_RUN = 10_000_000;

/** Runs one job to its end or its time limit. Blocks the thread. */
export function runSolver(
  request: SolverRequest,
  highs: Highs,
  now: () => number,
  onProgress: (progress: SolverProgress) => void,
): Solved<SolverKind> {
  const started = now();
  const run: SolverRun = {
    highs,
    seed: request.seed,
    timeLimitMs: request.timeLimitMs,
    remainingMs: () => request.timeLimitMs - (now() - started),
    report: (value, bound) => onProgress({ value, bound, elapsedMs: now() - started }),
  };
  switch (request.solver) {
    case 'rotate':
      return rotate(request.input, run);
    case 'place':
      return placeExactly(request.input, run);
    case 'buy':
      return buyExactly(request.input, run);
    case 'makeGood':
      return makeGood(request.input);
    case 'scenario':
      return splitScenario(request.input);
    case 'frontier':
      return splitFrontier(request.input, run, now);
  }
}

function rotate(input: RotationInput, run: SolverRun): Solved<'rotate'> {
  const issues = checkRotation(input);
  if (issues.length > 0) return { kind: 'refused', issues };
  const answer = rotateExact(input, seededRandom(run.seed), {
    ...longRuns(input, run.timeLimitMs),
    timeSpent: () => (1 - run.remainingMs() / run.timeLimitMs) / ANNEALING_SHARE,
    shouldStop: () => run.remainingMs() <= 0,
    onProgress: ({ unevenness, lowerBound }) => run.report(unevenness, lowerBound),
  });
  return { kind: 'solved', answer, bound: answer.lowerBound, status: answer.status };
}

/** Long rotations can't be proved: the time given is used for independent runs of about a second each, at most eight. */
function longRuns(input: RotationInput, timeLimitMs: number): RotateFastOptions {
  const slots = input.counts.reduce((sum, count) => sum + count, 0);
  if (slots <= LONG_SLOTS) return {};
  const runs = Math.max(1, Math.min(8, Math.floor((timeLimitMs * ANNEALING_SHARE) / 1_000)));
  return { runs, moves: runs * Math.min(MOVES_PER_RUN, slots * 50_000) };
}

function makeGood(input: MakegoodInput): Solved<'makeGood'> {
  const answer = matchMakegoods(input);
  return { kind: 'solved', answer, bound: answer.bound, status: answer.status };
}
