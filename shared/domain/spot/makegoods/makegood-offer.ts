import type { Day } from '../../calendar/day.ts';
import type { Instant } from '../../calendar/zone.ts';
import type { Daypart } from '../../daypart.ts';
import type { OfferStatus } from '../../makegood/makegood.ts';
import { formatCents, type Cents } from '../../money.ts';
import { spotJobs } from '../spot-jobs.ts';
import { newSpotFields, type SpotRecord } from '../spot-record.ts';
import type { MakegoodTime } from './makegood-times.ts';

/** A time proposed for a dropped spot, with what was lost and what it would deliver. Money is gross cents. */
export type OfferRecord = Readonly<{
  id: string;
  campaignId: string;
  spotId: string;
  status: OfferStatus;
  rev: number;
  tier: MakegoodTime['tier'];
  station: string;
  daypart: string;
  /** What is on air around it, when the station told us. */
  program?: string | undefined;
  airDay: Day;
  minute: number;
  scheduledAt: Instant;
  lengthSeconds: number;
  ratingHundredths: number;
  lostRatingHundredths: number;
  costCents: Cents;
  lostCents: Cents;
  reasons: readonly string[];
  expiresAt: Instant;
  replacementId: string | null;
  createdAt: Instant;
}>;

const OFFER_STANDS_MS = 3 * 24 * 3_600_000;
/** An offer is answered at the latest this long before it would air. */
const ANSWER_BEFORE_MS = 3_600_000;

/**
 * The offer of an open time for a dropped spot, with the reasons for it in words. It stands for three days, and not into the
 * last hour before it would air.
 * Example: a spot lost at $450.00 and 3.00 points, offered one at $400.00 → "Costs $50.00 less than was lost."
 */
export function newOffer(
  spot: SpotRecord,
  time: MakegoodTime,
  made: Readonly<{ id: string; now: Instant }>,
): OfferRecord {
  const { cell, daypart, tier } = time;
  const saved = spot.costCents - time.costCents;
  return {
    id: made.id,
    campaignId: spot.campaignId,
    spotId: spot.id,
    status: 'offered',
    rev: 1,
    tier,
    station: spot.station,
    daypart: daypart.id,
    program: time.program,
    airDay: cell.airDay,
    minute: cell.minute,
    scheduledAt: cell.scheduledAt,
    lengthSeconds: spot.lengthSeconds,
    ratingHundredths: time.ratingHundredths,
    lostRatingHundredths: spot.ratingHundredths,
    costCents: time.costCents,
    lostCents: spot.costCents,
    reasons: [
      tier === 'same_program'
        ? `The same program, ${time.program}.`
        : tier === 'other_daypart'
          ? `Another daypart of the station: ${daypart.name}.`
          : `The same daypart, ${daypart.name}.`,
      `Delivers ${(time.ratingHundredths / 100).toFixed(2)} points for ${(spot.ratingHundredths / 100).toFixed(2)} lost.`,
      saved > 0 ? `Costs ${formatCents(saved)} less than was lost.` : 'Costs what was lost.',
    ],
    expiresAt: Math.min(made.now + OFFER_STANDS_MS, cell.scheduledAt - ANSWER_BEFORE_MS),
    replacementId: null,
    createdAt: made.now,
  };
}

/**
 * The spot that stands in: confirmed with the station, linked to what it replaces, already paid for by it. `window` is the
 * daypart it is offered in; the lost spot's own window where that is no longer known.
 */
export function replacementFor(
  spot: SpotRecord,
  offer: OfferRecord,
  window: Daypart | undefined,
  made: Readonly<{ id: string; at: Instant; by: string }>,
): SpotRecord {
  const { airDay, minute, scheduledAt } = offer;
  const note = `Makes good ${spot.id}.`;
  return {
    ...spot,
    ...newSpotFields(made.at),
    id: made.id,
    slotKey: `${spot.flightId}#makegood-${spot.id}`,
    makegoodFor: spot.id,
    daypart: offer.daypart,
    program: offer.program,
    airDay,
    minute,
    scheduledAt,
    windowStartMinute: window?.startMinute ?? spot.windowStartMinute,
    windowEndMinute: window?.endMinute ?? spot.windowEndMinute,
    ratingHundredths: offer.ratingHundredths,
    costCents: offer.costCents,
    status: 'confirmed',
    history: [
      { at: made.at, from: 'planned', to: 'ordered', action: 'order', by: made.by, note },
      { at: made.at, from: 'ordered', to: 'confirmed', action: 'confirm', by: made.by, note },
    ],
    rev: 3,
    actions: spotJobs({ airDay, scheduledAt, timeZone: spot.timeZone, madeAt: made.at }),
  };
}
