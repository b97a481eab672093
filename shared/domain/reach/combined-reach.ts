import { errorIssue, infoIssue, type Issue } from '../issue.ts';
import { nbdReach, nbdReachShare, USUAL_DISPERSION } from './negative-binomial.ts';
import type { ReachResult } from './reach-answer.ts';

/** One vehicle or channel: what it delivers as rating points of the common population. */
export type Vehicle = Readonly<{ label: string; grps: number }>;

/**
 * Reach of TV, digital and other vehicles together: their rating points add up and the NBD turns the sum into reach, so duplication
 * follows people's habits. The answer also names the hard limits: no less than the best vehicle, no more than all of them apart.
 * Example: TV 100 + CTV 100 → the same as 200 GRP of one kind.
 */
export function combinedReach(vehicles: readonly Vehicle[], dispersion = USUAL_DISPERSION): ReachResult {
  const issues: Issue[] = [];
  if (vehicles.length === 0)
    issues.push(errorIssue('no_vehicles', 'Send at least one vehicle with its rating points.', 'vehicles'));
  vehicles.forEach(({ label, grps }, i) => {
    if (grps >= 0 && grps <= 1e6) return;
    issues.push(
      errorIssue(
        'grps_out_of_range',
        `Rating points of "${label}" go from 0 to 1,000,000; ${grps} was sent.`,
        `vehicles.${i}.grps`,
      ),
    );
  });
  if (issues.length > 0) return { kind: 'refused', issues };
  const total = vehicles.reduce((sum, { grps }) => sum + grps, 0);
  const result = nbdReach(total, dispersion, 'combined');
  if (result.kind === 'refused') return result;
  const alone = vehicles.map(({ grps }) => nbdReachShare(grps / 100, dispersion));
  const most = Math.min(
    1,
    alone.reduce((sum, reach) => sum + reach, 0),
  );
  const least = Math.max(...alone);
  const chance = 1 - alone.reduce((miss, reach) => miss * (1 - reach), 1);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const limits = infoIssue(
    'combined_limits',
    `Full overlap would give ${percent(least)}, none ${percent(most)}; overlap by chance alone ${percent(chance)}.`,
  );
  return { ...result, issues: [...result.issues, limits] };
}

/** Rating points of impressions: 100 × impressions ÷ population. Example: 500,000 on 1,000,000 people → 50. */
export function grpsOfImpressions(impressions: number, population: number): number {
  if (!(population > 0)) throw new RangeError(`The population must be above zero, got ${population}.`);
  return (100 * impressions) / population;
}
