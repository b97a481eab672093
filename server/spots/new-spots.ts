import type { Daypart } from '../../shared/domain/daypart.ts';
import type { Cents } from '../../shared/domain/money.ts';
import type { Line, TvDetails } from '../../shared/domain/plan.ts';
import type { AiringTime } from '../../shared/domain/spot/spot-steps.ts';
import { programAt, type StationProgram } from '../../shared/domain/station.ts';
import type { NewAiring, ScheduleFlight } from '../../shared/domain/spot/schedule/schedule.ts';
import { spotJobs } from '../../shared/domain/spot/spot-jobs.ts';
import { newSpotFields, type SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import type { NewId } from '../ids.ts';
import type { StoredPlan } from '../plans/plans.model.ts';

export type NewSpotsContext = Readonly<{
  plan: StoredPlan;
  timeZone: string;
  flights: readonly ScheduleFlight[];
  existing: readonly SpotRecord[];
  now: number;
  newId: NewId;
  includePast: boolean;
}>;

/** Spots for the times a schedule found, each with its exact cost and its place in what the flight buys. */
export function newSpots(add: readonly NewAiring[], context: NewSpotsContext): readonly SpotRecord[] {
  const { plan, timeZone, existing, now, newId } = context;
  const flights = new Map(context.flights.map((flight) => [flight.flightId, flight]));
  const vendors = new Map(plan.lines.map(({ id, vendor }) => [id, vendor]));
  const made = new Map<string, number>();
  const own = new Map<string, SpotRecord[]>();
  for (const spot of existing) {
    const siblings = own.get(spot.flightId);
    if (siblings) siblings.push(spot);
    else own.set(spot.flightId, [spot]);
  }
  const next = new Map(context.flights.map(({ flightId }) => [flightId, highestSlot(own.get(flightId) ?? [])]));
  const inOrder = [...add].sort((a, b) => a.cell.scheduledAt - b.cell.scheduledAt);
  return inOrder.flatMap((airing) => {
    const flight = flights.get(airing.flightId);
    if (!flight) return [];
    const ahead = (made.get(flight.flightId) ?? 0) + 1;
    made.set(flight.flightId, ahead);
    const { airDay, minute, scheduledAt, isRepeated } = airing.cell;
    const spot: SpotRecord = {
      ...newSpotFields(now),
      id: newId('spt'),
      campaignId: plan.campaignId,
      planId: plan.id,
      lineId: flight.lineId,
      lineName: flight.lineName,
      flightId: flight.flightId,
      vendor: vendors.get(flight.lineId) ?? flight.station,
      timeZone,
      slotKey: slotKeyOf(flight.flightId, (next.get(flight.flightId) ?? 0) + ahead),
      station: flight.station,
      daypart: flight.daypart,
      program: flight.program,
      airDay,
      minute,
      scheduledAt,
      occurrence: isRepeated ? 'first' : null,
      windowStartMinute: airing.windowStartMinute,
      windowEndMinute: airing.windowEndMinute,
      lengthSeconds: flight.lengthSeconds,
      ratingHundredths: flight.ratingHundredths,
      costCents: flight.spotCostCents,
      actions: spotJobs({ airDay, scheduledAt, timeZone, ...(context.includePast ? {} : { madeAt: now }) }),
    };
    return [spot];
  });
}

/** A spot placed by a person in a flight of a line, at a time already judged: one more slot of its flight. */
export function spotByHand(made: {
  id: string;
  now: number;
  campaign: Readonly<{ id: string; timeZone: string }>;
  planId: string;
  line: Line;
  tv: TvDetails;
  flightId: string;
  ofFlight: readonly SpotRecord[];
  daypart: Daypart;
  time: AiringTime;
  costCents: Cents;
  guide: readonly StationProgram[];
}): SpotRecord {
  const { now, campaign, line, tv, flightId, daypart, time } = made;
  return {
    ...newSpotFields(now),
    ...time,
    id: made.id,
    campaignId: campaign.id,
    planId: made.planId,
    lineId: line.id,
    lineName: line.name,
    flightId,
    vendor: line.vendor,
    timeZone: campaign.timeZone,
    slotKey: nextSlotKey(flightId, made.ofFlight),
    station: tv.station,
    daypart: tv.daypart,
    program: tv.program ?? programAt(made.guide, time.airDay, time.minute),
    windowStartMinute: daypart.startMinute,
    windowEndMinute: daypart.endMinute,
    lengthSeconds: tv.lengthSeconds,
    ratingHundredths: tv.ratingHundredths,
    costCents: made.costCents,
    actions: spotJobs({ ...time, timeZone: campaign.timeZone, madeAt: now }),
  };
}

/** The next free place in what a flight buys. Example: after 'flt_1#0007' comes 'flt_1#0008'. */
function nextSlotKey(flightId: string, existing: readonly Pick<SpotRecord, 'slotKey'>[]): string {
  return slotKeyOf(flightId, highestSlot(existing) + 1);
}

function slotKeyOf(flightId: string, number: number): string {
  return `${flightId}#${String(number).padStart(4, '0')}`;
}

function highestSlot(spots: readonly Pick<SpotRecord, 'slotKey'>[]): number {
  const numbers = spots.map(({ slotKey }) => Number(slotKey.split('#')[1] ?? 0)).filter(Number.isFinite);
  return numbers.reduce((highest, number) => Math.max(highest, number), 0);
}
