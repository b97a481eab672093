import type { BuyAnswer, BuyInput } from '../../shared/domain/buying/buying.ts';
import type { Issue } from '../../shared/domain/issue.ts';
import type { MakegoodAnswer, MakegoodInput } from '../../shared/domain/makegood/makegood.ts';
import type { PlacementAnswer, PlacementInput } from '../../shared/domain/placement/placement.ts';
import type { RotationAnswer, RotationInput } from '../../shared/domain/rotation/rotation.ts';

/** What each solver takes and gives. */
export type SolverKinds = {
  rotate: { input: RotationInput; answer: RotationAnswer };
  place: { input: PlacementInput; answer: PlacementAnswer };
  buy: { input: BuyInput; answer: BuyAnswer };
  makeGood: { input: MakegoodInput; answer: MakegoodAnswer };
};
export type SolverKind = keyof SolverKinds;

/** The bound is in the answer's own measure: from below for rotate, place and makeGood, from above for buy. */
export type Solved<Kind extends SolverKind> =
  | Readonly<{
      kind: 'solved';
      answer: SolverKinds[Kind]['answer'];
      bound: number;
      status: 'optimal' | 'best_found';
    }>
  | Readonly<{ kind: 'refused'; issues: readonly Issue[] }>;

/** How far a solve is: the best value so far and what is proved, in the answer's own measure. */
export type SolverProgress = Readonly<{ value: number; bound: number; elapsedMs: number }>;

/** One job on its way to a worker. */
export type SolverRequest = {
  [Kind in SolverKind]: Readonly<{
    id: number;
    solver: Kind;
    input: SolverKinds[Kind]['input'];
    timeLimitMs: number;
    seed: number;
  }>;
}[SolverKind];

/** What a worker says back. */
export type SolverReply =
  | Readonly<{ id: number; kind: 'progress'; progress: SolverProgress }>
  | Readonly<{ id: number; kind: 'done'; result: Solved<SolverKind> }>
  | Readonly<{ id: number; kind: 'failed'; message: string }>;
