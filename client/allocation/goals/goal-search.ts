import type { ResponseUnit } from '../../../shared/domain/allocation/forecast/cold-start.ts';

export const GOAL_UNITS = [
  'reach',
  'impressions',
  'grps',
  'conversions',
  'donations',
] as const satisfies readonly ResponseUnit[];
/** Most for the budget; a wanted response at least cost; a floor for the next dollar; a ceiling for the average cost; a floor for the return. */
export const AIMS = ['most', 'least_cost', 'next_dollar', 'cost_per', 'return'] as const;
export type Aim = (typeof AIMS)[number];

/** What the address keeps: `want` in the aim's own words (responses, responses for $100, dollars, times), `value` dollars a response. */
export type GoalSearch = Readonly<{
  unit?: ResponseUnit | undefined;
  aim?: Aim | undefined;
  want?: number | undefined;
  value?: number | undefined;
}>;
