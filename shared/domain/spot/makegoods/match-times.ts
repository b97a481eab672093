import type { Day } from '../../calendar/day.ts';
import type { MakegoodAnswer, MakegoodInput, OpenAvail } from '../../makegood/makegood.ts';
import type { MakegoodTime } from './makegood-times.ts';
import { missedSpotOf } from './missed-spot.ts';
import { trueMinute } from '../schedule/schedule-cells.ts';
import type { SpotRecord } from '../spot-record.ts';

/** A dropped spot and the open times that may stand in for it, best first. */
export type TimesOfSpot = Readonly<{ spot: SpotRecord; times: readonly MakegoodTime[] }>;

function availId({ spot }: TimesOfSpot, { cell, ratingHundredths, costCents }: MakegoodTime): string {
  return [spot.station, cell.key, spot.daypart, spot.lengthSeconds, ratingHundredths, costCents].join(' ');
}

/**
 * Several dropped spots and their open times as one matching: each time serves one spot.
 * Example: two spots lost on Tuesday that could both go to Wednesday 20:00 are two missed spots and one avail.
 */
export function makegoodProblem(
  lost: readonly TimesOfSpot[],
  terms: Readonly<{ fromDay: Day; toDay: Day }>,
): MakegoodInput {
  const avails = new Map<string, OpenAvail>();
  for (const one of lost) {
    for (const time of one.times) {
      const id = availId(one, time);
      avails.set(id, {
        id,
        station: one.spot.station,
        daypart: one.spot.daypart,
        airDay: time.cell.airDay,
        lengthSeconds: one.spot.lengthSeconds,
        impressions: time.ratingHundredths,
        costCents: time.costCents,
        ...(time.program === undefined ? {} : { program: time.program }),
      });
    }
  }
  const missed = lost.map(({ spot }) => missedSpotOf(spot));
  return { missed, avails: [...avails.values()], terms };
}

/**
 * What to offer for each spot by its id: the time the matching gave it first, then its other times that no spot was given and
 * that stand apart from those, up to `limit`.
 */
export function offersOfMatch(
  lost: readonly TimesOfSpot[],
  answer: Pick<MakegoodAnswer, 'offers'>,
  options: Readonly<{ limit: number; separationMinutes: number }>,
): ReadonlyMap<string, readonly MakegoodTime[]> {
  const matched = new Map(answer.offers.map(({ missedId, availId: id }) => [missedId, id]));
  const taken: number[] = [];
  const isFree = (time: MakegoodTime) =>
    taken.every((at) => Math.abs(at - trueMinute(time.cell.scheduledAt)) >= options.separationMinutes);
  const offers = new Map<string, MakegoodTime[]>();
  const give = (one: TimesOfSpot, time: MakegoodTime | undefined) => {
    if (!time || !isFree(time)) return;
    taken.push(trueMinute(time.cell.scheduledAt));
    offers.set(one.spot.id, [...(offers.get(one.spot.id) ?? []), time]);
  };
  for (const one of lost) {
    give(
      one,
      one.times.find((time) => availId(one, time) === matched.get(one.spot.id)),
    );
  }
  for (let round = 0; round < options.limit; round += 1) {
    for (const one of lost) {
      if ((offers.get(one.spot.id)?.length ?? 0) > round) continue;
      give(one, one.times.find(isFree));
    }
  }
  return offers;
}
