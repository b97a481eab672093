import { betaBinomialReach } from './beta-binomial.ts';
import { binomialReach } from './binomial.ts';
import { combinedReach, type Vehicle } from './combined-reach.ts';
import { nbdReach } from './negative-binomial.ts';
import { randomDuplication } from './random-duplication.ts';
import type { ReachResult } from './reach-answer.ts';

/** What `POST /api/v1/calculations/reach` takes: a model and its own fields. Shares 0–1, audiences and population in people. */
export type ReachRequest =
  | Readonly<{ model: 'random_duplication'; reaches: readonly number[] }>
  | Readonly<{ model: 'binomial'; reachOne: number; insertions: number }>
  | Readonly<{ model: 'beta_binomial'; reachOne: number; reachTwo: number; insertions: number }>
  | Readonly<{
      model: 'beta_binomial';
      audienceOne: number;
      audienceTwo: number;
      population: number;
      insertions: number;
    }>
  | Readonly<{ model: 'nbd'; grps: number; dispersion?: number | undefined }>
  | Readonly<{ model: 'combined'; vehicles: readonly Vehicle[]; dispersion?: number | undefined }>;

/** Reach, frequency and distribution by the model named. Example: `{model: 'random_duplication', reaches: [.3, .4, .2]}` → .664. */
export function calculateReach(request: ReachRequest): ReachResult {
  switch (request.model) {
    case 'random_duplication':
      return randomDuplication(request.reaches);
    case 'binomial':
      return binomialReach(request.insertions, request.reachOne);
    case 'beta_binomial': {
      if ('reachOne' in request) return betaBinomialReach(request);
      const { audienceOne, audienceTwo, population, insertions } = request;
      return betaBinomialReach({ reachOne: audienceOne / population, reachTwo: audienceTwo / population, insertions });
    }
    case 'nbd':
      return nbdReach(request.grps, request.dispersion);
    case 'combined':
      return combinedReach(request.vehicles, request.dispersion);
  }
}
