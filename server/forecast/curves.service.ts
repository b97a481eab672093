import { curveSchema } from '../../shared/contracts/allocation.ts';
import type { Curve } from '../../shared/domain/allocation/curves/curve.ts';
import type { ResponseUnit } from '../../shared/domain/allocation/forecast/cold-start.ts';
import {
  planCurves,
  unitOfGoal,
  type PlanCurves,
  type PlanLine,
} from '../../shared/domain/allocation/forecast/plan-curves.ts';
import type { Day } from '../../shared/domain/calendar/day.ts';
import { todayIn, type Instant } from '../../shared/domain/calendar/zone.ts';
import { peopleOfCampaign, type MarketPeople } from '../../shared/domain/market-people.ts';
import type { Line } from '../../shared/domain/plan.ts';
import type { StoredCampaign } from '../campaigns/campaigns.model.ts';
import type { Clock } from '../clock.ts';
import type { StoredPlan } from '../plans/plans.model.ts';
import { closedDaysOfLine, type DeliveredByDay, type ReadDeliveredDays } from './delivered-days.ts';

export type CurvesServiceInput = Readonly<{
  campaigns: Readonly<{ get(id: string): Promise<StoredCampaign> }>;
  plans: Readonly<{ get(id: string): Promise<StoredPlan> }>;
  deliveredDays: ReadDeliveredDays;
  clock: Clock;
}>;

export type CurvesQuery = Readonly<{
  /** What is counted; the campaign's goal when left out. */
  unit?: ResponseUnit | undefined;
  people?: number | undefined;
  isEstimating?: boolean | undefined;
  asOf?: Instant | undefined;
}>;

/** A plan's curves with what they were learned from. */
export type PlanForecast = Readonly<{
  campaign: StoredCampaign;
  plan: StoredPlan;
  first: StoredPlan;
  unit: ResponseUnit;
  market: MarketPeople;
  isEstimating: boolean;
  today: Day;
  dataThrough: Day | null;
  delivered: ReadonlyMap<string, DeliveredByDay>;
  curves: PlanCurves;
}>;

/** Response curves of a plan's lines: their own or a benchmark's, updated by what the lines' flights delivered. */
export function createCurvesService(input: CurvesServiceInput) {
  /** The plan this one's versions began with: it says what the first idea was, whatever was revised since. */
  const firstOf = async (plan: StoredPlan): Promise<StoredPlan> => {
    let first = plan;
    while (first.basedOnPlanId !== null) first = await input.plans.get(first.basedOnPlanId);
    return first;
  };

  return {
    async read(planId: string, query: CurvesQuery = {}): Promise<PlanForecast> {
      const plan = await input.plans.get(planId);
      const [campaign, first] = await Promise.all([input.campaigns.get(plan.campaignId), firstOf(plan)]);
      const delivered = await input.deliveredDays(plan.lines.flatMap((line) => line.flights.map(({ id }) => id)));
      const today = todayIn(query.asOf ?? input.clock.now(), campaign.timeZone);
      const market = query.people === undefined ? peopleOfCampaign(campaign) : asked(query.people);
      const lines = plan.lines.map(withCurve);
      const goalUnit = unitOfGoal(campaign.goal.kind);
      const unit = query.unit ?? goalUnit ?? 'impressions';
      const isEstimating = query.isEstimating ?? lines.every(({ curve }) => curve === undefined);
      const closed = new Map(
        lines.map((line) => {
          const flightIds = line.flights.map(({ id }) => id);
          return [line.id, closedDaysOfLine(flightIds, delivered, today)] as const;
        }),
      );
      const curves = planCurves({
        lines,
        firstLines: first.lines.map(withCurve),
        unit,
        ownCount: unit === goalUnit,
        population: market.people,
        commissionBasisPoints: campaign.commissionBasisPoints,
        isEstimating,
        delivered: closed,
      });
      const days = [...closed.values()].flatMap((byDay) => [...byDay.keys()]).sort();
      const dataThrough = days.at(-1) ?? null;
      return { campaign, plan, first, unit, market, isEstimating, today, dataThrough, delivered, curves };
    },
  };
}
export type CurvesService = ReturnType<typeof createCurvesService>;

const asked = (people: number): MarketPeople => ({ people, basis: 'Asked for, to see what if.' });

/** A line with its own curve read; one that is not a curve we know counts as none. */
function withCurve({ curve, ...line }: Line): PlanLine {
  const parsed = curveSchema.safeParse(curve);
  return parsed.success ? { ...line, curve: parsed.data as Curve } : line;
}
