import type { SpotResponse } from '../../shared/contracts/spots.ts';
import { formatClock } from '../../shared/domain/calendar/broadcast-clock.ts';
import { wallTimeOf } from '../../shared/domain/calendar/zone.ts';
import { allowedActions } from '../../shared/domain/transitions.ts';
import { SPOT_TRANSITIONS } from '../../shared/domain/spot.ts';
import type { SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import { wireInstant, wireInstantOrNull } from '../http/wire-instant.ts';

/** What is said of a creative beside a spot. */
export type CreativeName = Readonly<{ id: string; adId: string; title: string }>;
export type CreativeNames = ReadonlyMap<string, CreativeName>;

/** Wall clock time as people write it. Example: minute 90 is '01:30'. */
function wallClock(minuteOfDay: number): string {
  return `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`;
}

/** A spot as the wire shows it: the instant, the broadcast clock and the wall clock side by side. */
export function toSpotResponse(spot: SpotRecord, names: CreativeNames): SpotResponse {
  const wall = wallTimeOf(spot.scheduledAt, spot.timeZone);
  const creative = spot.creativeId === undefined ? undefined : names.get(spot.creativeId);
  return {
    id: spot.id,
    campaignId: spot.campaignId,
    planId: spot.planId,
    lineId: spot.lineId,
    flightId: spot.flightId,
    lineName: spot.lineName,
    vendor: spot.vendor,
    station: spot.station,
    daypart: spot.daypart,
    program: spot.program ?? null,
    airDay: spot.airDay,
    clock: formatClock(spot.minute),
    occurrence: spot.occurrence,
    windowStart: formatClock(spot.windowStartMinute),
    windowEnd: formatClock(spot.windowEndMinute),
    scheduledAt: wireInstant(spot.scheduledAt),
    local: {
      day: wall.day,
      time: wallClock(wall.minuteOfDay),
      offsetMinutes: wall.offsetMinutes,
      timeZone: spot.timeZone,
    },
    lengthSeconds: spot.lengthSeconds,
    creative: creative ?? null,
    costCents: spot.costCents,
    ratingHundredths: spot.ratingHundredths,
    status: spot.status,
    rev: spot.rev,
    makegoodForId: spot.makegoodFor ?? null,
    makegoodId: spot.makegoodId,
    airedAt: wireInstantOrNull(spot.airedAt),
    verified: spot.verified,
    possibleSteps: [...allowedActions(SPOT_TRANSITIONS, spot.status)],
    actions: spot.actions.map((job) => ({
      ...job,
      dueAt: wireInstant(job.dueAt),
      missedAfter: wireInstant(job.missedAfter),
    })),
    history: spot.history.map(({ at, note, ...event }) => ({ ...event, at: wireInstant(at), note: note ?? null })),
    jobHistory: spot.jobHistory.map((run) => ({
      ...run,
      scheduledFor: wireInstant(run.scheduledFor),
      startedAt: wireInstant(run.startedAt),
    })),
    createdAt: wireInstant(spot.createdAt),
    updatedAt: wireInstant(spot.updatedAt),
  };
}

/** A spot as an answer, with its creative's name and its revision as ETag. */
export async function spotAnswer(
  spots: Readonly<{ names(campaignId: string): Promise<CreativeNames> }>,
  spot: SpotRecord,
) {
  return { body: toSpotResponse(spot, await spots.names(spot.campaignId)), rev: spot.rev };
}
