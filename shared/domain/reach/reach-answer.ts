import type { Issue } from '../issue.ts';

/** The models, by the name shown on screen. */
export type ReachModel = 'random_duplication' | 'binomial' | 'beta_binomial' | 'nbd' | 'combined';

/**
 * What a schedule reaches. `reach` is a share of the population (0–1), `frequency` the average exposures of those reached,
 * `distribution[k]` the share exposed exactly k times (the last entry: that many or more).
 */
export type ReachAnswer = Readonly<{
  model: ReachModel;
  reach: number;
  frequency: number;
  distribution: readonly number[];
  /** What a person should know about this number: the model's limits, a band, a doubt. */
  issues: readonly Issue[];
}>;

/** An answer, or why the model doesn't fit what was sent. */
export type ReachResult =
  Readonly<{ kind: 'reached' } & ReachAnswer> | Readonly<{ kind: 'refused'; issues: readonly Issue[] }>;

/** Makes an answer from a distribution and the mean number of exposures a person. Reach is 1 − the share never exposed. */
export function answerFrom(
  model: ReachModel,
  distribution: readonly number[],
  meanExposures: number,
  issues: readonly Issue[] = [],
): ReachResult {
  const reach = Math.min(1, Math.max(0, 1 - distribution[0]!));
  const frequency = reach > 0 ? meanExposures / reach : 0;
  return { kind: 'reached', model, reach, frequency, distribution, issues };
}
