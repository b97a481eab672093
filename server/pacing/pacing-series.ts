import type { PacingSeriesResponse } from '../../shared/contracts/pacing.ts';
import { addDays, eachDay } from '../../shared/domain/calendar/day.ts';
import { mergeDayCents } from '../../shared/domain/plan-curve.ts';
import type { CampaignFigures } from './campaign-figures.ts';
import type { FlightFigures, Measured } from './flight-figures.ts';
import { projectionPath, sumPaths } from './projection-path.ts';

/** The chart of some flights together: plan, delivery and forecast at the end of each day, summed up. */
export function seriesOf(
  all: CampaignFigures,
  chosen: readonly FlightFigures[],
  metric: 'spend' | 'impressions',
): Omit<PacingSeriesResponse, 'lineId' | 'flightId'> {
  const everyFlight = chosen.map((one) => ({ one, of: one[metric] }));
  // As in the figures: where some flights have a plan in this measure, the others are no part of the comparison.
  const withPlan = everyFlight.filter(({ of }) => of.curve.totalCents > 0);
  const measured = withPlan.length > 0 ? withPlan : everyFlight;
  const planDays = new Map(
    mergeDayCents(measured.map(({ of }) => of.curve.days.map(({ day, cents }) => ({ day, cents })))).map(
      ({ day, cents }) => [day, cents],
    ),
  );
  const deliveredDays = new Map<string, number>();
  for (const { of } of measured)
    for (const [day, value] of of.byDay) deliveredDays.set(day, (deliveredDays.get(day) ?? 0) + value);
  const through = [...deliveredDays.keys()].sort().at(-1) ?? null;
  const spanned = [...planDays.keys(), ...deliveredDays.keys()].sort();
  const [first, last] = [spanned[0], spanned.at(-1)];
  const days = first === undefined || last === undefined ? [] : eachDay(first, addDays(last, 1));
  // The running day is reported in part: what is known of it stands beside where it is expected to end.
  const isPartial = through !== null && through === all.today;
  const forecast = sumPaths({
    days: days.filter((day) => through === null || day > through || (isPartial && day === through)),
    paths: measured.map(({ one, of }) => pathOf(one, of)),
  });
  const budget = measured.reduce((sum, { of }) => sum + of.curve.totalCents, 0);
  let planned = 0;
  let delivered = 0;
  const points = days.map((day) => {
    planned += planDays.get(day) ?? 0;
    delivered += deliveredDays.get(day) ?? 0;
    const isKnown = through !== null && day <= through;
    const anchorDay = isPartial ? addDays(through, -1) : through;
    const projection =
      day === anchorDay ? { valueCents: delivered, lowCents: delivered, highCents: delivered } : forecast.get(day);
    return {
      day,
      planned: budget > 0 ? planned : null,
      plannedOfDay: budget > 0 ? (planDays.get(day) ?? 0) : null,
      delivered: isKnown ? delivered : null,
      deliveredOfDay: isKnown ? (deliveredDays.get(day) ?? 0) : null,
      projected: budget > 0 ? (projection?.valueCents ?? null) : null,
      low: budget > 0 ? (projection?.lowCents ?? null) : null,
      high: budget > 0 ? (projection?.highCents ?? null) : null,
    };
  });
  const unit = metric === 'spend' ? 'cents' : 'impressions';
  return {
    campaignId: all.campaign.id,
    metric,
    unit,
    budget: budget > 0 ? budget : null,
    today: all.today,
    dataThrough: through,
    points,
  };
}

function pathOf(one: FlightFigures, of: Measured) {
  const { status, hardStop } = one.flight;
  const goesOn = status !== 'paused' && status !== 'canceled' && status !== 'completed' && of.curve.totalCents > 0;
  const path = projectionPath({
    curve: of.curve,
    hardStop,
    goesOn,
    deliveredByDay: of.byDay,
    dataThrough: one.dataThrough,
  });
  return {
    path,
    delivered: [...of.byDay.values()].reduce((sum, value) => sum + value, 0),
    lastDay: of.curve.days.at(-1)?.day ?? null,
  };
}
