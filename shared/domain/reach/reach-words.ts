import { infoIssue, warningIssue, type Issue } from '../issue.ts';
import { PUBLISHED_DISPERSION } from './negative-binomial.ts';
import type { ReachModel } from './reach-answer.ts';

/** Each model as people read it: a name, and in a sentence what it takes people to do. */
export const REACH_MODEL_WORDS: Readonly<Record<ReachModel, Readonly<{ name: string; sentence: string }>>> = {
  nbd: {
    name: 'NBD',
    sentence:
      'Negative binomial: people differ in how much they watch, so the same people come back and reach grows slower than by chance.',
  },
  combined: {
    name: 'NBD across vehicles',
    sentence:
      'Rating points of all vehicles add up, and the negative binomial turns the sum into reach, so heavy viewers are counted once.',
  },
  beta_binomial: {
    name: 'Beta-binomial',
    sentence: 'Fitted to the measured reach of one and of two spots, so it knows how loyal this audience is.',
  },
  binomial: { name: 'Binomial', sentence: 'Everybody sees each insertion with the same chance; it overstates reach.' },
  random_duplication: {
    name: 'Random duplication',
    sentence: 'Vehicles overlap by chance alone; across stations it overstates reach and is never the headline.',
  },
};

type AssumptionInput = Readonly<{
  lines: readonly Readonly<{ demo: string | null; twoSpotReachHundredths: number | null }>[];
  people: number;
  peopleBasis: string;
  dispersion: number;
}>;

/** What a schedule's reach rests on, most important first. */
export function reachAssumptions({ lines, people, peopleBasis, dispersion }: AssumptionInput): readonly Issue[] {
  const demos = [...new Set(lines.flatMap(({ demo }) => demo ?? []))].sort();
  const measured = lines.filter(({ twoSpotReachHundredths }) => twoSpotReachHundredths !== null).length;
  const [least, most] = PUBLISHED_DISPERSION;
  return [
    infoIssue(
      'people',
      `Shares are of ${people.toLocaleString('en-US')} people in the market. ${peopleBasis}`.trim(),
      'people',
    ),
    infoIssue(
      'model',
      `${REACH_MODEL_WORDS.combined.name}: reach = 1 − (1 + m ÷ κ)^−κ with m = points ÷ 100 and κ = ${dispersion}. Published TV schedules fit κ of about ${least} to ${most}; the band shows both.`,
      'dispersion',
    ),
    infoIssue(
      'beta_binomial',
      measured === 0
        ? 'No line has a measured reach of two spots, so none is beta-binomial; give it in the line to have its own model.'
        : `${measured} of ${lines.length} lines are beta-binomial, fitted to their measured reach of one and two spots.`,
    ),
    infoIssue('digital_population', 'Digital impressions count as if all of them fell on people of this market.'),
    ...(demos.length > 1
      ? [
          warningIssue(
            'demos_mixed',
            `Ratings are of different people (${demos.join(', ')}); they are added as if of the same.`,
          ),
        ]
      : demos.map((demo) =>
          infoIssue('demo', `Ratings are of ${demo} and are read as shares of all people in the market.`),
        )),
  ];
}
