import type { ScheduleSpotsRequest, ScheduleSpotsResponse } from '../../../shared/contracts/spot-schedule.ts';
import { parseClock } from '../../../shared/domain/calendar/broadcast-clock.ts';
import type { Issue } from '../../../shared/domain/issue.ts';
import { sumCents } from '../../../shared/domain/money.ts';
import { lineSpotCostCents, type Line } from '../../../shared/domain/plan.ts';
import type { RotatedStation } from '../../../shared/domain/spot/schedule/rotate-spots.ts';
import type { SoldOut } from '../../../shared/domain/spot/schedule/schedule-cells.ts';
import type { ScheduleAnswer, ScheduleFlight } from '../../../shared/domain/spot/schedule/schedule.ts';
import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import { assignCreative } from '../../../shared/domain/spot/spot-steps.ts';
import { refuse } from '../../refusal.ts';
import type { SpotSave } from '../spots.model.ts';

/** The TV flights of a line that buy spots, with the gross price of one; none where the line is not bought by the spot. */
export function flightsOf(line: Line, commissionBasisPoints: number): readonly ScheduleFlight[] {
  const { tv } = line;
  const spotCostCents = lineSpotCostCents(line, commissionBasisPoints);
  if (line.channel !== 'linear_tv' || !tv || spotCostCents === undefined) return [];
  return line.flights
    .filter(({ status }) => status !== 'canceled')
    .map(({ id, startDay, endDay, budgetCents, pattern }) => ({
      flightId: id,
      lineId: line.id,
      lineName: line.name,
      station: tv.station,
      daypart: tv.daypart,
      lengthSeconds: tv.lengthSeconds,
      ratingHundredths: tv.ratingHundredths,
      weekdays: tv.weekdays,
      startDay,
      endDay,
      budgetCents,
      spotCostCents,
      pattern,
      program: tv.program,
    }));
}

/** Sold-out times as minutes of the broadcast clock. @throws Refusal naming the first that is no span. */
export function soldOutOf(request: ScheduleSpotsRequest): readonly SoldOut[] {
  return (request.soldOut ?? []).map(({ station, airDay, start, end }, at) => {
    const [startMinute, endMinute] = [parseClock(start), end === '29:00' ? 1_740 : parseClock(end)];
    if (startMinute === undefined || endMinute === undefined || endMinute <= startMinute) {
      throw refuse(
        'invalid',
        'bad_sold_out',
        `${start} to ${end} is no span of the broadcast clock; give 05:00 up to 29:00, the end after the start.`,
        `soldOut.${at}`,
      );
    }
    return { station, airDay, startMinute, endMinute };
  });
}

/** Only copy that changes; a spot that may not change any more keeps its own. */
export function assignments(
  spots: readonly SpotRecord[],
  assign: ReadonlyMap<string, string | undefined>,
  change: Readonly<{ at: number; by: string }>,
): readonly SpotSave[] {
  return spots.flatMap((spot) => {
    if (!assign.has(spot.id)) return [];
    const stepped = assignCreative(spot, assign.get(spot.id), change);
    return stepped.kind === 'ok' ? [{ id: spot.id, rev: spot.rev, next: stepped.spot }] : [];
  });
}

/** A schedule as the wire shows it: sums, each flight, each week and rotation with its bound. */
export function scheduleResponse(
  made: Readonly<{
    planId: string;
    flights: readonly ScheduleFlight[];
    answer: ScheduleAnswer;
    stations: readonly RotatedStation[];
    issues: readonly Issue[];
    canceled: number;
  }>,
): ScheduleSpotsResponse {
  const { flights, answer } = made;
  const known = new Map(flights.map((flight) => [flight.flightId, flight]));
  const rows = answer.flights.flatMap((row) => {
    const flight = known.get(row.flightId);
    if (!flight) return [];
    const { lineId, station, daypart, budgetCents } = flight;
    return [{ ...row, lineId, station, daypart, budgetCents, leftoverCents: Math.max(0, row.leftoverCents) }];
  });
  return {
    planId: made.planId,
    created: answer.add.length,
    kept: answer.kept,
    canceled: made.canceled,
    spots: sumCents(rows.map(({ spots }) => spots)),
    costCents: sumCents(rows.map(({ costCents }) => costCents)),
    leftoverCents: sumCents(rows.map(({ leftoverCents }) => leftoverCents)),
    flights: rows,
    weeks: [...answer.weeks],
    rotations: [...made.stations],
    issues: [...made.issues],
  };
}
