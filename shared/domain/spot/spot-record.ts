import type { Occurrence } from '../calendar/broadcast-clock.ts';
import type { Day } from '../calendar/day.ts';
import type { Instant } from '../calendar/zone.ts';
import type { Cents } from '../money.ts';
import type { Spot, SpotJobKind } from '../spot.ts';

/** One run of a job for a spot: when it should have run, when it did, and what came of it. */
export type SpotJobRun = Readonly<{
  action: SpotJobKind;
  scheduledFor: Instant;
  startedAt: Instant;
  lateMs: number;
  attempt: number;
  outcome: 'done' | 'late' | 'missed' | 'failed';
  worker: string;
}>;

/**
 * What a spot has delivered by one revision of it: its cost and rating once it aired, nothing again when that turns out
 * wrong. The highest revision counts, so telling it twice or out of order ends in the same total.
 */
export type SpotDelivery = Readonly<{
  rowId: string;
  spotId: string;
  campaignId: string;
  flightId: string;
  day: Day;
  at: Instant;
  revision: number;
  spots: 0 | 1;
  spendCents: Cents;
  ratingHundredths: number;
}>;

/**
 * A spot with everything the desk knows of it. `verified`: an as-run row stands behind the airing. `slotKey` is its place
 * in what the flight buys ('flt_1#0007'), so a schedule made twice makes nothing twice. `outbox` is delivery still to be told.
 */
export type SpotRecord = Spot &
  Readonly<{
    planId: string;
    lineName: string;
    vendor: string;
    timeZone: string;
    occurrence: Occurrence | null;
    slotKey: string;
    /** The program around it, when the line or the station's guide names one. */
    program?: string | undefined;
    airedAt: Instant | null;
    verified: boolean;
    deliveredHundredths: number | null;
    invoicedCents: Cents | null;
    creditCents: Cents;
    makegoodId: string | null;
    jobHistory: readonly SpotJobRun[];
    outbox: readonly SpotDelivery[];
    createdAt: Instant;
    updatedAt: Instant;
  }>;

/** The fields every new spot starts with. */
export function newSpotFields(now: number) {
  return {
    status: 'planned' as const,
    rev: 1,
    occurrence: null,
    airedAt: null,
    verified: false,
    deliveredHundredths: null,
    invoicedCents: null,
    creditCents: 0,
    makegoodId: null,
    history: [],
    jobHistory: [],
    outbox: [],
    createdAt: now,
    updatedAt: now,
  };
}
