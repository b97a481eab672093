import type { EfficientFrontier } from '../../shared/domain/allocation/scenarios/frontier.ts';
import type { ScenarioInputs, WhatIf } from '../../shared/domain/allocation/scenarios/scenario.ts';
import type { ScenarioAnswer } from '../../shared/domain/allocation/scenarios/solve-scenario.ts';
import type { BuyAnswer, BuyInput } from '../../shared/domain/buying/buying.ts';
import type { Issue } from '../../shared/domain/issue.ts';
import type { MakegoodAnswer, MakegoodInput } from '../../shared/domain/makegood/makegood.ts';
import type { PlacementAnswer, PlacementInput } from '../../shared/domain/placement/placement.ts';
import type { RotationAnswer, RotationInput } from '../../shared/domain/rotation/rotation.ts';

/** A scenario to be split. */
export type ScenarioJob = Readonly<{ inputs: ScenarioInputs; changes: readonly WhatIf[] }>;
/** A scenario's best response at evenly spaced totals, without the money of lines left out. */
export type FrontierJob = ScenarioJob & Readonly<{ fromCents: number; toCents: number; points: number }>;

/** What each solver takes and gives. */
export type SolverKinds = {
  rotate: { input: RotationInput; answer: RotationAnswer };
  place: { input: PlacementInput; answer: PlacementAnswer };
  buy: { input: BuyInput; answer: BuyAnswer };
  makeGood: { input: MakegoodInput; answer: MakegoodAnswer };
  scenario: { input: ScenarioJob; answer: ScenarioAnswer };
  frontier: { input: FrontierJob; answer: EfficientFrontier };
};
export type SolverKind = keyof SolverKinds;

/** The bound is in the answer's own measure: from below for rotate, place and makeGood, from above for buy, scenario and frontier. */
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
