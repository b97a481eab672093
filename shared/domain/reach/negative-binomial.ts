import { errorIssue, infoIssue, type Issue } from '../issue.ts';
import { answerFrom, type ReachModel, type ReachResult } from './reach-answer.ts';

/** Dispersion when none is measured: published TV schedules fit κ of about .5 to .6. */
export const USUAL_DISPERSION = 0.55;
/** The dispersion of published schedules, from most to least habitual viewing. */
export const PUBLISHED_DISPERSION = [0.5, 0.6] as const;
const [LOW_DISPERSION, HIGH_DISPERSION] = PUBLISHED_DISPERSION;
const MOST_DISPERSION = 100;
const SHOWN = 20;

/** 1 − (1 + m/κ)^−κ: reach of m exposures a person on average when people differ by a gamma distribution of shape κ. */
export function nbdReachShare(meanExposures: number, dispersion: number): number {
  return -Math.expm1(-dispersion * Math.log1p(meanExposures / dispersion));
}

/**
 * The dispersion at which m exposures a person on average reach a share: reach grows with it, up to 1 − e^−m for chance alone.
 * Never above 100. Example: 2 exposures and a reach of .5699 → .55.
 */
export function dispersionOf(meanExposures: number, reach: number): number {
  let [low, high] = [1e-6, MOST_DISPERSION];
  if (nbdReachShare(meanExposures, high) <= reach) return high;
  for (let round = 0; round < 100; round += 1) {
    const middle = Math.sqrt(low * high);
    if (nbdReachShare(meanExposures, middle) < reach) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Reach of rating points across vehicles by the negative binomial distribution (Ehrenberg's NBD), with its published band.
 * Example: 100 GRP → 42–45 %, 300 GRP → 62–66 %.
 */
export function nbdReach(grps: number, dispersion = USUAL_DISPERSION, model: ReachModel = 'nbd'): ReachResult {
  const issues: Issue[] = [];
  if (!(grps >= 0 && grps <= 1e6))
    issues.push(errorIssue('grps_out_of_range', `Rating points go from 0 to 1,000,000; ${grps} was sent.`, 'grps'));
  if (!(dispersion > 0 && dispersion <= MOST_DISPERSION)) {
    issues.push(
      errorIssue(
        'dispersion_out_of_range',
        `Dispersion lies above 0 and up to 100, usually .5 to .6; ${dispersion} was sent.`,
        'dispersion',
      ),
    );
  }
  if (issues.length > 0) return { kind: 'refused', issues };
  const mean = grps / 100;
  const distribution = [1 - nbdReachShare(mean, dispersion)];
  const odds = mean / (mean + dispersion);
  for (let k = 1; k < SHOWN; k += 1) distribution.push((distribution[k - 1]! * odds * (dispersion + k - 1)) / k);
  distribution.push(Math.max(0, 1 - distribution.reduce((sum, share) => sum + share, 0)));
  const percent = (kappa: number) => `${(100 * nbdReachShare(mean, kappa)).toFixed(0)} %`;
  const band = infoIssue(
    'nbd_band',
    `Published schedules put ${grps} rating points between ${percent(LOW_DISPERSION)} and ${percent(HIGH_DISPERSION)} reach.`,
  );
  return answerFrom(model, distribution, mean, [band]);
}
