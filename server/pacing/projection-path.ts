import type { Day } from '../../shared/domain/calendar/day.ts';
import type { Instant } from '../../shared/domain/calendar/zone.ts';
import { multiplyRatio, sumCents, type Cents } from '../../shared/domain/money.ts';
import {
  combineProjections,
  projectFinal,
  settledProjection,
  type Projection,
} from '../../shared/domain/pacing/projection.ts';
import { plannedCentsAt, type PlanCurve } from '../../shared/domain/plan-curve.ts';

export type PathInput = Readonly<{
  curve: PlanCurve;
  hardStop: boolean;
  /** False while paused, canceled or without a plan: then what is delivered is what it stays. */
  goesOn: boolean;
  deliveredByDay: ReadonlyMap<Day, Cents>;
  dataThrough: Instant | null;
}>;

/**
 * The forecast at the end of each day that is still to come: the projection of the flight's end, asked for an earlier day
 * by leaving out the plan after it. The last day's is the flight's own projection.
 */
export function projectionPath(input: PathInput): ReadonlyMap<Day, Projection> {
  const { curve, deliveredByDay } = input;
  const deliveredCents = sumCents(deliveredByDay.values());
  const through = input.dataThrough ?? curve.days[0]?.startsAt ?? 0;
  const open = curve.days.filter(({ endsAt }) => endsAt > through);
  const active = curve.days.filter(({ cents }) => cents > 0).length;
  const typicalDayCents = active === 0 ? 0 : multiplyRatio(curve.totalCents, 1, active);
  const days = curve.days
    .filter(({ endsAt }) => endsAt <= through)
    .map(({ day, cents }) => ({ plannedCents: cents, deliveredCents: deliveredByDay.get(day) ?? 0 }));
  const restOfFirst =
    curve.totalCents - plannedCentsAt(curve, through) - sumCents(open.slice(1).map(({ cents }) => cents));
  const remaining = open.map(({ cents }, index) => (index === 0 ? restOfFirst : cents));
  const capCents = input.hardStop ? curve.totalCents : null;
  const at = (count: number): Projection =>
    input.goesOn
      ? projectFinal({ days, deliveredCents, remainingPlan: remaining.slice(0, count), typicalDayCents, capCents })
      : settledProjection(deliveredCents);
  return new Map(open.map(({ day }, index) => [day, at(index + 1)]));
}

export type SumPathsInput = Readonly<{
  days: readonly Day[];
  paths: readonly Readonly<{ path: ReadonlyMap<Day, Projection>; delivered: Cents; lastDay: Day | null }>[];
}>;

/** Several flights' forecasts as one, day by day; a flight that is over, or not yet there, stands where it is. */
export function sumPaths({ days, paths }: SumPathsInput): ReadonlyMap<Day, Projection> {
  const sums = new Map<Day, Projection>();
  for (const day of days) {
    const parts = paths.map(({ path, delivered, lastDay }) => {
      const last = lastDay !== null && day > lastDay ? path.get(lastDay) : undefined;
      return path.get(day) ?? last ?? settledProjection(delivered);
    });
    if (parts.length > 0) sums.set(day, combineProjections(parts));
  }
  return sums;
}
