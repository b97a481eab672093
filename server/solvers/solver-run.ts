import type { Highs } from 'highs';

/** What a solver run may use: time left, a seed and somewhere to report. */
export type SolverRun = Readonly<{
  highs: Highs;
  seed: number;
  remainingMs: () => number;
  timeLimitMs: number;
  report: (value: number, bound: number) => void;
}>;
