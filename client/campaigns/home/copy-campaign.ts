import type { CampaignResponse, CreateCampaignRequest } from '../../../shared/contracts/campaigns.ts';
import type { CreatePlanRequest, PlanResponse } from '../../../shared/contracts/plans.ts';
import { addDays, daysBetween, type Day } from '../../../shared/domain/calendar/day.ts';

/**
 * What to send for a campaign like another one: its terms and the lines of a plan, every day moved by as much as the first.
 * Spots, orders, creatives and deliveries are its own and stay where they are.
 * Example: a copy of Nov 9 – Dec 13 that starts on Jan 4 moves every flight by 56 days.
 */
export function copyOfCampaign(
  { name, startDay }: Readonly<{ name: string; startDay: Day }>,
  campaign: CampaignResponse,
  plan: PlanResponse | null,
): Readonly<{ campaign: CreateCampaignRequest; plan: CreatePlanRequest | null }> {
  const shift = daysBetween(campaign.startDay, startDay);
  const moved = (day: Day) => addDays(day, shift);
  const { advertiser, market, timeZone, currency, budgetCents, commissionBasisPoints, goal, peopleInMarket } = campaign;
  return {
    campaign: {
      ...{ name, advertiser, market, timeZone, currency, budgetCents, commissionBasisPoints, goal, peopleInMarket },
      ...{ startDay, endDay: moved(campaign.endDay) },
    },
    plan: plan && {
      name: plan.name,
      lines: plan.lines.map(({ id: _id, budgetCents: _budget, units: _units, unit: _unit, flights, ...line }) => ({
        ...line,
        flights: flights
          .filter(({ status }) => status !== 'canceled')
          .map((flight) => ({
            ...{ startDay: moved(flight.startDay), endDay: moved(flight.endDay) },
            ...{ budgetCents: flight.budgetCents, pattern: flight.pattern, hardStop: flight.hardStop },
          })),
      })),
    },
  };
}
