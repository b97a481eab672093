import type { Issue } from '../issue.ts';
import type { Cents } from '../money.ts';
import type { Curve } from './curves/curve.ts';

/** One line that may get money: spend is 0 (when `minCents` is 0) or m, m + step, …, at most `maxCents`; m is the minimum flight. */
export type AllocationLine = Readonly<{
  id: string;
  curve: Curve;
  minCents?: Cents | undefined;
  maxCents?: Cents | undefined;
  minimumWhenUsedCents?: Cents | undefined;
  stepCents?: Cents | undefined;
}>;

/** Bounds on what some lines get together, in cents or as a share of the budget. Groups are nested or apart, never crossing. */
export type AllocationGroup = Readonly<{
  id: string;
  lineIds: readonly string[];
  minShareBasisPoints?: number | undefined;
  maxShareBasisPoints?: number | undefined;
  minCents?: Cents | undefined;
  maxCents?: Cents | undefined;
}>;

/** What the split is for. `target_cost_per_response` and `target_return` spend as much as the average allows. */
export type AllocationGoal =
  | Readonly<{ kind: 'maximize_response' }>
  | Readonly<{ kind: 'target_response'; response: number }>
  | Readonly<{ kind: 'target_marginal'; perDollar: number }>
  | Readonly<{ kind: 'target_cost_per_response'; cents: number }>
  | Readonly<{ kind: 'target_return'; returnOnSpend: number; valuePerResponseCents: number }>;

/** A budget to split. `spend: 'exactly'` (the default) places every cent; `'at_most'` may leave some. */
export type AllocationRequest = Readonly<{
  budgetCents?: Cents | undefined;
  goal: AllocationGoal;
  lines: readonly AllocationLine[];
  groups?: readonly AllocationGroup[] | undefined;
  spend?: 'exactly' | 'at_most' | undefined;
}>;

export type AllocationState = 'at_minimum' | 'at_maximum' | 'interior' | 'off';

/** What one line gets and why. `marginalPerDollar` is the response of one more dollar on it. */
export type LineAllocation = Readonly<{
  id: string;
  cents: Cents;
  response: number;
  marginalPerDollar: number;
  state: AllocationState;
}>;

/** `optimal`: no other split in whole cents is better. `bounded`: none is better by more than `gap` (a fraction of the response). */
export type AllocationProof = Readonly<{
  status: 'optimal' | 'bounded';
  upperBound: number;
  gap: number;
  nodes: number;
}>;

export type AllocationAnswer = Readonly<{
  allocations: readonly LineAllocation[];
  totalCents: Cents;
  response: number;
  shadowPricePerDollar: number;
  proof: AllocationProof;
}>;

/** The least change of one constraint that would make room: at `path`, by `byCents`. */
export type Relaxation = Readonly<{ path: string; constraint: string; byCents: Cents; message: string }>;

export type AllocationResult =
  | Readonly<{ kind: 'allocated' } & AllocationAnswer>
  | Readonly<{ kind: 'infeasible'; issues: readonly Issue[]; relaxation: readonly Relaxation[] }>;

export type AllocationOptions = Readonly<{
  /** A clock in milliseconds, given by the caller; without it only the node limit stops a search. */
  now?: (() => number) | undefined;
  timeLimitMs?: number | undefined;
  nodeLimit?: number | undefined;
}>;

/** What a goal without a budget may spend at most: $10 billion. */
export const UNLIMITED_CENTS = 1_000_000_000_000;
