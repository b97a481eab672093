import { daysBetween, addDays, eachDay, mondayOf, type Day } from '../../calendar/day.ts';
import type { Instant } from '../../calendar/zone.ts';
import { findDaypart, type Daypart } from '../../daypart.ts';
import { makegoodFit } from '../../makegood/makegood-fit.ts';
import { isSameProgram, programAt, type StationProgram } from '../../station.ts';
import { scheduleCells, trueMinute, type ScheduleCell } from '../schedule/schedule-cells.ts';
import type { SpotRecord } from '../spot-record.ts';
import { missedSpotOf } from './missed-spot.ts';

export type MakegoodSearch = Readonly<{
  spot: SpotRecord;
  /** Our own spots and open offers on the station, which a make-good keeps apart from. */
  taken: readonly Instant[];
  dayparts: readonly Daypart[];
  separationMinutes: number;
  /** Air days from `fromDay` up to, not including, `toDay`. */
  fromDay: Day;
  toDay: Day;
  notBefore: Instant;
  otherDayparts: boolean;
  /** What a spot costs and is rated in another daypart, where the plan buys it too. */
  priceIn(daypart: string): Readonly<{ ratingHundredths: number; costCents: number }> | undefined;
  limit: number;
  /** The station's program guide, when it told us one. */
  programs?: readonly StationProgram[];
}>;

export type MakegoodTime = Readonly<{
  cell: ScheduleCell;
  daypart: Daypart;
  tier: 'same_program' | 'same_daypart' | 'other_daypart';
  ratingHundredths: number;
  costCents: number;
  program: string | undefined;
}>;

/**
 * Open times of the same station that may stand in for a dropped spot, best first: same program, then same daypart, then
 * others; near days before far ones; one a day and tier. Each delivers at least the lost rating and costs no more than the lost dollars.
 * Example: a prime spot lost on Tuesday → Wednesday 20:00 in prime, if none of ours airs near it.
 */
export function makegoodTimes(search: MakegoodSearch): readonly MakegoodTime[] {
  const { spot, dayparts } = search;
  const own = findDaypart(dayparts, spot.daypart);
  const others = search.otherDayparts ? dayparts.filter(({ id }) => id !== spot.daypart) : [];
  const candidates = [...(own ? [own] : []), ...others];
  return candidates
    .flatMap((daypart) => timesIn(search, daypart))
    .sort((a, b) => rank(search, a) - rank(search, b) || a.cell.scheduledAt - b.cell.scheduledAt)
    .slice(0, search.limit);
}

function timesIn(search: MakegoodSearch, daypart: Daypart): readonly MakegoodTime[] {
  const { spot, fromDay, toDay } = search;
  const isSame = daypart.id === spot.daypart;
  const price = isSame ? spot : search.priceIn(daypart.id);
  if (!price) return [];
  const { ratingHundredths, costCents } = price;
  const lost = missedSpotOf(spot);
  return eachDay(fromDay, toDay).flatMap((airDay) => {
    const { cell, program } = openCell(search, daypart, airDay);
    if (!cell) return [];
    // In another daypart the value guard is the same; only the daypart itself is waived.
    const avail = {
      id: cell.key,
      station: spot.station,
      daypart: spot.daypart,
      airDay,
      lengthSeconds: spot.lengthSeconds,
      impressions: ratingHundredths,
      costCents,
      ...(program === undefined ? {} : { program }),
    };
    const fit = makegoodFit(lost, avail, { fromDay, toDay });
    if (fit.kind === 'refused') return [];
    const tier = isSame || fit.tier === 'same_program' ? fit.tier : 'other_daypart';
    return [{ cell, daypart, tier, ratingHundredths, costCents, program }];
  });
}

type OpenCell = Readonly<{ cell: ScheduleCell | undefined; program: string | undefined }>;

/** The open half hour of a day in the lost spot's program, where it airs that day; else the one nearest to the lost one. */
function openCell(search: MakegoodSearch, daypart: Daypart, airDay: Day): OpenCell {
  const { spot, taken, separationMinutes, notBefore, programs = [] } = search;
  const cells = scheduleCells({
    weekStart: mondayOf(airDay),
    startDay: airDay,
    endDay: addDays(airDay, 1),
    daypart,
    station: spot.station,
    timeZone: spot.timeZone,
    soldOut: [],
    notBefore,
  });
  const isApart = (cell: ScheduleCell) =>
    cell.scheduledAt !== spot.scheduledAt &&
    taken.every((at) => Math.abs(trueMinute(at) - trueMinute(cell.scheduledAt)) >= separationMinutes);
  const programOf = (cell: ScheduleCell) => programAt(programs, cell.airDay, cell.minute);
  const strangeness = (cell: ScheduleCell) => (isSameProgram(spot.program, programOf(cell)) ? 0 : 1);
  const [cell] = [...cells]
    .filter(isApart)
    .sort(
      (a, b) => strangeness(a) - strangeness(b) || Math.abs(a.minute - spot.minute) - Math.abs(b.minute - spot.minute),
    );
  return { cell, program: cell && programOf(cell) };
}

const TIER_RANK = { same_program: 0, same_daypart: 1_000, other_daypart: 2_000 } as const;

function rank({ spot }: MakegoodSearch, { tier, cell }: MakegoodTime): number {
  return TIER_RANK[tier] + Math.abs(daysBetween(spot.airDay, cell.airDay));
}
