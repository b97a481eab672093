import type { Day } from '../calendar/day.ts';

/** A confirmed spot that did not air: what it was to deliver and what it cost. */
export type MissedSpot = Readonly<{
  id: string;
  station: string;
  program?: string;
  daypart: string;
  airDay: Day;
  lengthSeconds: number;
  impressions: number;
  costCents: number;
}>;

/** Unsold time that could stand in for a missed spot. */
export type OpenAvail = Readonly<{
  id: string;
  station: string;
  program?: string;
  daypart: string;
  airDay: Day;
  lengthSeconds: number;
  impressions: number;
  costCents: number;
}>;

/** What was agreed for make-goods: air days from `fromDay` up to, not including, `toDay`. */
export type MakegoodTerms = Readonly<{ fromDay: Day; toDay: Day }>;

export type MakegoodInput = Readonly<{
  missed: readonly MissedSpot[];
  avails: readonly OpenAvail[];
  terms: MakegoodTerms;
}>;

/** Same program first, then same daypart; anything else is a credit. */
export type MakegoodTier = 'same_program' | 'same_daypart';

/** What becomes of an offer: the buyer takes it or does not, or nobody answers in time. */
export const OFFER_STATUSES = ['offered', 'accepted', 'declined', 'expired'] as const;
export type OfferStatus = (typeof OFFER_STATUSES)[number];

/** A proposal the buyer has to approve. Surplus impressions and saved cents are never below zero. */
export type MakegoodOffer = Readonly<{
  missedId: string;
  availId: string;
  tier: MakegoodTier;
  surplusImpressions: number;
  savedCents: number;
}>;

/** Why an avail can't stand in for a missed spot, or was given to another. */
export type MakegoodRefusal =
  | 'other_station'
  | 'outside_agreed_weeks'
  | 'other_daypart'
  | 'other_length'
  | 'delivers_less'
  | 'costs_more'
  | 'taken';

/** Money back, with how many avails fell out for each reason. */
export type MakegoodCredit = Readonly<{
  missedId: string;
  creditCents: number;
  refusals: Readonly<Partial<Record<MakegoodRefusal, number>>>;
}>;

export type MakegoodAnswer = Readonly<{
  offers: readonly MakegoodOffer[];
  credits: readonly MakegoodCredit[];
  cost: number;
  bound: number;
  status: 'optimal' | 'best_found';
}>;
