import { buyGreedy, type GreedyBuy } from '../../shared/domain/buying/buy-greedy.ts';
import { type BuyModel, buyModel, firstCuts, moreCuts } from '../../shared/domain/buying/buy-model.ts';
import { buyAnswer } from '../../shared/domain/buying/buy-value.ts';
import type { BuyAnswer, BuyInput } from '../../shared/domain/buying/buying.ts';
import { checkBuy } from '../../shared/domain/buying/check-buy.ts';
import { explainInfeasible, relaxationModel } from '../../shared/domain/buying/relaxation.ts';
import { errorIssue, hasErrors } from '../../shared/domain/issue.ts';
import type { SolverRun } from './solver-run.ts';
import { type ModelSolution, solveModel } from './solve-model.ts';
import type { Solved } from './solver-jobs.ts';

/** A buy this near its bound counts as optimal: 0.01 %, the usual tolerance of exact solvers; `gap` says how near. */
const BUY_GAP = 1e-4;

/** Buys with proof: the exact model next to the greedy buy; an impossible buy is refused with the least relaxation. */
export function buyExactly(input: BuyInput, run: SolverRun): Solved<'buy'> {
  const issues = checkBuy(input);
  if (hasErrors(issues)) return { kind: 'refused', issues };
  const greedy = buyGreedy(input);
  if (greedy.unmet.length === 0) run.report(greedy.answer.value, greedy.answer.bound);
  if (greedy.unmet.length === 0 && greedy.answer.gap <= BUY_GAP) return solved({ ...greedy.answer, status: 'optimal' });
  const built = input.goal.kind === 'reach' ? solveWithCuts(input, greedy, run) : solveOnce(input, greedy, run);
  if (built.solution.kind === 'infeasible') return refuse(input, run);
  const bound = Math.min(greedy.answer.bound, built.solution.bound);
  const best = bestOf(input, greedy, built, bound);
  if (best) return solved(best);
  const message = `No buy that keeps every rule was found in the time given (${greedy.unmet.join(', ')}). Allow more time or widen a rule.`;
  return { kind: 'refused', issues: [errorIssue('buy_not_found', message)] };
}

type Built = BuyModel & Readonly<{ solution: ModelSolution }>;

function bestOf(input: BuyInput, greedy: GreedyBuy, built: Built, bound: number): BuyAnswer | undefined {
  const answers: BuyAnswer[] = greedy.unmet.length === 0 ? [greedy.answer] : [];
  const { solution, vehicles } = built;
  if (solution.kind === 'optimal' || solution.kind === 'best_found') {
    answers.push(buyAnswer(input, vehicles, solution.values.subarray(0, input.lines.length), bound, BUY_GAP));
  }
  const best = answers.sort((a, b) => b.value - a.value)[0];
  if (!best) return undefined;
  const top = Math.max(bound, best.value);
  const gap = top > 0 ? (top - best.value) / top : 0;
  return { ...best, bound: top, gap, status: gap <= BUY_GAP ? 'optimal' : 'best_found' };
}

function solveOnce(input: BuyInput, greedy: GreedyBuy, run: SolverRun): Built {
  const built = buyModel(input);
  return { ...built, solution: solve(built, greedy, run) };
}

/** Cutting planes: solve, add cuts where a vehicle's worth is overstated, until none is. Every round's bound holds. */
function solveWithCuts(input: BuyInput, greedy: GreedyBuy, run: SolverRun): Built {
  let cuts = buyModel(input).vehicles.map(({ curve }) => firstCuts(curve.length - 1));
  for (;;) {
    const built = buyModel(input, cuts);
    const solution = solve(built, greedy, run);
    if (solution.kind !== 'optimal') return { ...built, solution };
    const tolerance = (BUY_GAP * solution.objective) / (10 * Math.max(1, built.vehicles.length));
    const next = moreCuts(built, solution.values, cuts, tolerance);
    if (!next || run.remainingMs() <= 0) return { ...built, solution };
    cuts = next.map((own) => [...own]);
  }
}

function solve(built: BuyModel, greedy: GreedyBuy, run: SolverRun): ModelSolution {
  return solveModel(run.highs, built.model, {
    timeLimitMs: Math.max(50, run.remainingMs()),
    relativeGap: BUY_GAP / 2,
    seed: run.seed,
    onProgress: ({ objective, bound }) =>
      run.report(Math.max(objective, greedy.answer.value), Math.min(bound, greedy.answer.bound)),
  });
}

function refuse(input: BuyInput, run: SolverRun): Solved<'buy'> {
  const { model, read } = relaxationModel(input);
  const solution = solveModel(run.highs, model, { timeLimitMs: Math.max(2_000, run.remainingMs()), seed: run.seed });
  if (solution.kind !== 'optimal' && solution.kind !== 'best_found') {
    return { kind: 'refused', issues: [errorIssue('buy_infeasible', 'No buy keeps every rule.')] };
  }
  return { kind: 'refused', issues: explainInfeasible(read(solution.values)) };
}

function solved(answer: BuyAnswer): Solved<'buy'> {
  return { kind: 'solved', answer, bound: answer.bound, status: answer.status };
}
