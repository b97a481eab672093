import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { ResponseUnit } from '../../../shared/domain/allocation/forecast/cold-start.ts';
import type { AllocationGoal } from '../../../shared/domain/allocation/request.ts';
import type { Aim, GoalSearch } from './goal-search.ts';

/** What the split is for: what is counted and what is wanted of it. */
export type SplitGoal = Readonly<{ unit: ResponseUnit; aim: Aim; target: number; value: number }>;

/** The plan as it stands, by the curves of the unit: where a target starts when nobody named one. */
export type Standing = Readonly<{ response: number; cents: number; marginalPerDollar: number }>;

type UnitWords = Readonly<{ plural: string; one: string; perCost: number; short: string }>;

/** How each unit is said; `perCost` responses make one `one` when a cost is given for it. */
export const UNITS: Readonly<Record<ResponseUnit, UnitWords>> = {
  reach: { plural: 'people reached', one: 'person reached', perCost: 1, short: 'Reach' },
  impressions: { plural: 'impressions', one: '1,000 impressions', perCost: 1_000, short: 'Impressions' },
  grps: { plural: 'rating points', one: 'rating point', perCost: 1, short: 'GRPs' },
  conversions: { plural: 'conversions', one: 'conversion', perCost: 1, short: 'Conversions' },
  donations: { plural: 'donations', one: 'donation', perCost: 1, short: 'Donations' },
};

const CAMPAIGN_UNITS: Readonly<Record<CampaignResponse['goal']['kind'], ResponseUnit | null>> = {
  reach: 'reach',
  impressions: 'impressions',
  rating_points: 'grps',
  clicks: null,
  completed_views: null,
  conversions: 'conversions',
  donations: 'donations',
};

/** What the curves kept in a campaign's plan count; null for clicks and views, which no benchmark counts. */
export function unitOfPlan(campaign: Pick<CampaignResponse, 'goal'>): ResponseUnit | null {
  return CAMPAIGN_UNITS[campaign.goal.kind];
}

/** What a response is worth when nobody said: $25.00. */
const USUAL_VALUE = 25;

/** The goal the address names. A target left out is where the plan stands now, so that the first answer does at least as well. */
export function goalOf(search: GoalSearch, campaign: Pick<CampaignResponse, 'goal'>, standing: Standing): SplitGoal {
  const unit = search.unit ?? unitOfPlan(campaign) ?? 'impressions';
  const aim = search.aim === 'return' && !hasValue(unit) ? 'most' : (search.aim ?? 'most');
  const value = search.value ?? USUAL_VALUE;
  return { unit, aim, value, target: search.want ?? usualTarget({ unit, aim, value }, standing) };
}

/** True for units that can be worth money. */
export function hasValue(unit: ResponseUnit): boolean {
  return unit === 'conversions' || unit === 'donations';
}

function usualTarget({ unit, aim, value }: Pick<SplitGoal, 'unit' | 'aim' | 'value'>, now: Standing): number {
  const dollars = now.cents / 100;
  switch (aim) {
    case 'most':
      return 0;
    case 'least_cost':
      return roundTo(now.response);
    case 'next_dollar':
      return roundTo(100 * now.marginalPerDollar);
    case 'cost_per':
      return roundTo(now.response > 0 ? (dollars * UNITS[unit].perCost) / now.response : 1);
    case 'return':
      return roundTo(dollars > 0 ? (now.response * value) / dollars : 1);
  }
}

/** Three figures are enough to start from. */
const roundTo = (value: number) => Math.max(Number(value.toPrecision(3)), 1e-6);

/** The goal as the split takes it. Example: cost_per $12.50 a donation → at most 1,250 cents a response on average. */
export function allocationGoal({ unit, aim, target, value }: SplitGoal): AllocationGoal {
  switch (aim) {
    case 'most':
      return { kind: 'maximize_response' };
    case 'least_cost':
      return { kind: 'target_response', response: target };
    case 'next_dollar':
      return { kind: 'target_marginal', perDollar: target / 100 };
    case 'cost_per':
      return { kind: 'target_cost_per_response', cents: (100 * target) / UNITS[unit].perCost };
    case 'return':
      return { kind: 'target_return', returnOnSpend: target, valuePerResponseCents: 100 * value };
  }
}

/** Each aim as a choice, as the label of its target, and in a sentence. */
export function aimWords(aim: Aim, unit: ResponseUnit): Readonly<{ choice: string; label: string; sentence: string }> {
  const { plural, one } = UNITS[unit];
  const cap = 'The budget is a ceiling; what is not needed stays unspent.';
  switch (aim) {
    case 'most':
      return {
        choice: 'Most for the budget',
        label: '',
        sentence: `Every cent of the budget goes where it brings most ${plural}.`,
      };
    case 'least_cost':
      return {
        choice: 'A number at least cost',
        label: `${upper(plural)} wanted`,
        sentence: `The smallest total, to the cent, that still brings this many ${plural}. ${cap}`,
      };
    case 'next_dollar':
      return {
        choice: 'As long as the next $100 pays',
        label: `${upper(plural)} for the next $100`,
        sentence: `Each line is bought until its next $100 would bring fewer ${plural} than this. ${cap}`,
      };
    case 'cost_per':
      return {
        choice: 'At a cost per result',
        label: `Most a ${one} may cost, $`,
        sentence: `The largest total whose ${plural} still cost this much on average. ${cap}`,
      };
    case 'return':
      return {
        choice: 'At a return on spend',
        label: 'Return on each $1, at least',
        sentence: `The largest total that still returns this many times the money on average. ${cap}`,
      };
  }
}

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** On what an estimate of each unit rests, in words. */
export const UNIT_BASIS: Readonly<Record<ResponseUnit, string>> = {
  reach:
    'People reached at least once. A dollar buys exposures at the line’s rate; people met again don’t count (negative binomial with κ = 1) up to the share of the market that the channel can reach. Lines are added, so whoever sees two of them counts twice here; the Reach page counts people once.',
  impressions:
    'Impressions at the line’s rate: money ÷ CPM, rating points × people, clicks and views by the channel’s usual rates. They are worth less as the people of the channel pass its useful frequency.',
  grps: 'Rating points: money ÷ CPP on TV, impressions ÷ people in the market elsewhere. They are worth less as the people of the channel pass its useful frequency.',
  conversions:
    'Conversions: people reached × the channel’s usual conversions of 1,000 reached (benchmark low, middle, high), not yet measured here.',
  donations:
    'Donations: people reached × the channel’s usual responses of 1,000 reached (benchmark low, middle, high), not yet measured here.',
};
