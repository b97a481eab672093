import type { Flight } from './flight.ts';
import { sumCents, type Cents } from './money.ts';
import { costOfUnits, rateOnBasis, spotCostCents, type LengthFactor, type Rate } from './rates.ts';
import { nextStatus, type Transition, type TransitionTable } from './transitions.ts';

export const PLAN_STATUSES = ['draft', 'in_review', 'approved', 'superseded'] as const;
export type PlanStatus = (typeof PLAN_STATUSES)[number];

export const CHANNELS = [
  'linear_tv',
  'ctv',
  'olv',
  'display',
  'social',
  'search',
  'radio',
  'streaming_audio',
  'ooh',
] as const;
export type Channel = (typeof CHANNELS)[number];
export type ChannelGroup = 'tv' | 'digital' | 'audio' | 'outdoor';

const CHANNEL_GROUPS: Readonly<Record<Channel, ChannelGroup>> = {
  linear_tv: 'tv',
  ctv: 'digital',
  olv: 'digital',
  display: 'digital',
  social: 'digital',
  search: 'digital',
  radio: 'audio',
  streaming_audio: 'digital',
  ooh: 'outdoor',
};

/** The group a channel is summed in. Example: `channelGroup('ctv')` = 'digital'. */
export function channelGroup(channel: Channel): ChannelGroup {
  return CHANNEL_GROUPS[channel];
}

/**
 * What a TV line buys: one spot's station, daypart (by id), rating and length. `weekdays` are ISO, 1 = Monday; none = all.
 * `twoSpotReachHundredths` is the measured reach of two spots (8.0 is 800), where somebody measured it.
 */
export type TvDetails = Readonly<{
  station: string;
  daypart: string;
  /** The program bought, when the line buys one by name. */
  program?: string | undefined;
  ratingHundredths: number;
  twoSpotReachHundredths?: number | undefined;
  lengthSeconds: number;
  spotsPerWeek?: number | undefined;
  weekdays?: readonly number[] | undefined;
  lengthFactors?: readonly LengthFactor[] | undefined;
}>;

/** One row of the plan. Its gross budget is the sum of its flights. `curve` is kept as given; allocation reads it. */
export type Line = Readonly<{
  id: string;
  name: string;
  channel: Channel;
  vendor: string;
  rate: Rate;
  demo?: string | undefined;
  tv?: TvDetails | undefined;
  curve?: unknown;
  minCents?: Cents | undefined;
  maxCents?: Cents | undefined;
  locked: boolean;
  flights: readonly Flight[];
}>;

/** A version of how the budget is meant to be spent; once approved it never changes and carries its hash. */
export type Plan = Readonly<{
  id: string;
  campaignId: string;
  number: number;
  version: string;
  status: PlanStatus;
  lines: readonly Line[];
  hash?: string | undefined;
}>;

export const PLAN_ACTIONS = ['submit', 'return', 'approve', 'supersede'] as const;
export type PlanAction = (typeof PLAN_ACTIONS)[number];

export const PLAN_TRANSITIONS: TransitionTable<PlanStatus, PlanAction> = {
  draft: { submit: 'in_review' },
  in_review: { approve: 'approved', return: 'draft' },
  approved: { supersede: 'superseded' },
  superseded: {},
};

/** The plan's next status, or why not. Example: `planStep('in_review', 'approve')` gives 'approved'. */
export function planStep(status: PlanStatus, action: PlanAction): Transition<PlanStatus> {
  return nextStatus({ noun: 'plan', table: PLAN_TRANSITIONS, status, action });
}

/** True while the lines may change; in review and after approval they may not. */
export function isPlanEditable(plan: Pick<Plan, 'status'>): boolean {
  return plan.status === 'draft';
}

/** A line's gross budget in cents: the sum of its flights that are not canceled. */
export function lineBudgetCents(line: Pick<Line, 'flights'>): Cents {
  return sumCents(line.flights.filter(({ status }) => status !== 'canceled').map(({ budgetCents }) => budgetCents));
}

/** A plan's gross budget in cents: the sum of its lines. */
export function planBudgetCents(plan: Pick<Plan, 'lines'>): Cents {
  return sumCents(plan.lines.map(lineBudgetCents));
}

/**
 * Gross cost in cents of one spot of a TV line bought by CPP or at a flat price a spot; undefined for other lines.
 * Example: an 8.0 rating at a $50.00 gross CPP, :30, costs $400.00.
 */
export function lineSpotCostCents(line: Pick<Line, 'rate' | 'tv'>, commissionBasisPoints: number): Cents | undefined {
  if (!line.tv) return undefined;
  const gross = rateOnBasis(line.rate, 'gross', commissionBasisPoints);
  if (gross.kind === 'flat') return costOfUnits(gross, 1);
  if (gross.kind !== 'cpp') return undefined;
  const { ratingHundredths, lengthSeconds, lengthFactors } = line.tv;
  return spotCostCents({ ratingHundredths, cppMicros: gross.amountMicros, lengthSeconds, lengthFactors });
}

/** The version after this one. Example: `nextVersion('1.9')` = '1.10'. */
export function nextVersion(version: string): string {
  const match = /^(\d+)\.(\d+)$/.exec(version);
  if (!match) throw new RangeError(`A plan version is written like 1.0, got ${JSON.stringify(version)}.`);
  return `${match[1]}.${Number(match[2]) + 1}`;
}

/**
 * The text whose hash seals an approved plan: its content as JSON with sorted keys, without status and hash, so equal
 * plans give equal text whatever order their fields were written in.
 */
export function planSealText(plan: Plan): string {
  const { status: _status, hash: _hash, ...content } = plan;
  const lines = content.lines.map((line) => ({
    ...line,
    flights: line.flights.map(({ status: _flightStatus, ...flight }) => flight),
  }));
  return JSON.stringify(sortKeys({ ...content, lines }));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sortKeys(part)]));
}
