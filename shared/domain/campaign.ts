import { isDay, type Day } from './calendar/day.ts';
import { isZone } from './calendar/zone.ts';
import { errorIssue, type Issue } from './issue.ts';
import type { Cents } from './money.ts';
import { nextStatus, type Transition, type TransitionTable } from './transitions.ts';

export const CAMPAIGN_STATUSES = ['draft', 'active', 'paused', 'completed', 'canceled'] as const;
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number];

export const GOAL_KINDS = [
  'reach',
  'impressions',
  'rating_points',
  'clicks',
  'completed_views',
  'conversions',
  'donations',
] as const;
export type GoalKind = (typeof GOAL_KINDS)[number];
/** What the campaign is for; `target` in the kind's own unit (people, impressions, hundredths of points, …). */
export type CampaignGoal = Readonly<{ kind: GoalKind; target?: number | undefined }>;

/** The place bought. `dmaCode` is Nielsen's number as text: '504' is Philadelphia. */
export type Market = Readonly<{ name: string; dmaCode: string }>;

/** One advertiser's effort. `budgetCents` is gross; `endDay` is exclusive; days are read in `timeZone`. */
export type Campaign = Readonly<{
  id: string;
  name: string;
  advertiser: string;
  market: Market;
  timeZone: string;
  currency: string;
  budgetCents: Cents;
  commissionBasisPoints: number;
  startDay: Day;
  endDay: Day;
  goal: CampaignGoal;
  /** People in the market, where somebody set them; otherwise `marketPeople` of the DMA counts. */
  peopleInMarket?: number | null | undefined;
  status: CampaignStatus;
}>;

export const CAMPAIGN_ACTIONS = ['activate', 'pause', 'resume', 'complete', 'cancel'] as const;
export type CampaignAction = (typeof CAMPAIGN_ACTIONS)[number];

export const CAMPAIGN_TRANSITIONS: TransitionTable<CampaignStatus, CampaignAction> = {
  draft: { activate: 'active', cancel: 'canceled' },
  active: { pause: 'paused', complete: 'completed', cancel: 'canceled' },
  paused: { resume: 'active', complete: 'completed', cancel: 'canceled' },
  completed: {},
  canceled: {},
};

/** The campaign's next status, or why not. Example: `campaignStep('draft', 'activate')` gives 'active'. */
export function campaignStep(status: CampaignStatus, action: CampaignAction): Transition<CampaignStatus> {
  return nextStatus({ noun: 'campaign', table: CAMPAIGN_TRANSITIONS, status, action });
}

/** Everything wrong with a campaign's own fields: budget, dates, zone, currency, commission. */
export function checkCampaign(campaign: Omit<Campaign, 'id' | 'status'>): readonly Issue[] {
  return [...checkCampaignMoney(campaign), ...checkCampaignDates(campaign)];
}

type MoneyFields = Pick<Campaign, 'budgetCents' | 'currency' | 'commissionBasisPoints'>;

function checkCampaignMoney({ budgetCents, currency, commissionBasisPoints }: MoneyFields): readonly Issue[] {
  const issues: Issue[] = [];
  if (!Number.isSafeInteger(budgetCents) || budgetCents <= 0) {
    const message = `The budget is ${budgetCents} cents: give a whole number above zero, $50,000.00 is 5000000.`;
    issues.push(errorIssue('budget_not_positive', message, 'budgetCents'));
  }
  if (!/^[A-Z]{3}$/.test(currency)) {
    const message = `The currency is ${JSON.stringify(currency)}: give three capital letters such as USD.`;
    issues.push(errorIssue('unknown_currency', message, 'currency'));
  }
  if (!Number.isInteger(commissionBasisPoints) || commissionBasisPoints < 0 || commissionBasisPoints > 9_999) {
    const message = `The commission is ${commissionBasisPoints} basis points: give 0 to 9999, 15 % is 1500.`;
    issues.push(errorIssue('commission_out_of_range', message, 'commissionBasisPoints'));
  }
  return issues;
}

type DateFields = Pick<Campaign, 'timeZone' | 'startDay' | 'endDay'>;

function checkCampaignDates({ timeZone, startDay, endDay }: DateFields): readonly Issue[] {
  const issues: Issue[] = [];
  if (!isZone(timeZone)) {
    const message = `The time zone is ${JSON.stringify(timeZone)}: give an IANA name such as America/New_York.`;
    issues.push(errorIssue('unknown_zone', message, 'timeZone'));
  }
  for (const [name, day] of [
    ['startDay', startDay],
    ['endDay', endDay],
  ] as const) {
    if (isDay(day)) continue;
    issues.push(errorIssue('not_a_day', `${name} is ${JSON.stringify(day)}: give a day such as 2026-11-01.`, name));
  }
  if (issues.every(({ code }) => code !== 'not_a_day') && endDay <= startDay) {
    const message = `The campaign ends on ${endDay}, not after its start on ${startDay}: endDay is the first day without it.`;
    issues.push(errorIssue('ends_before_start', message, 'endDay'));
  }
  return issues;
}
