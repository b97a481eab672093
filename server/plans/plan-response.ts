import type { LineResponse, PlanResponse } from '../../shared/contracts/plans.ts';
import { addDays } from '../../shared/domain/calendar/day.ts';
import type { FlightStatus } from '../../shared/domain/flight.ts';
import type { Issue } from '../../shared/domain/issue.ts';
import { sumCents } from '../../shared/domain/money.ts';
import {
  channelGroup,
  lineBudgetCents,
  lineSpotCostCents,
  planBudgetCents,
  type Line,
} from '../../shared/domain/plan.ts';
import { grossToNet, rateOnBasis, unitsForCost } from '../../shared/domain/rates.ts';
import type { StoredCampaign } from '../campaigns/campaigns.model.ts';
import type { StoredPlan } from './plans.model.ts';

type Units = Pick<LineResponse, 'units' | 'unit'>;

/** What a line's budget buys at its rate; TV and radio in whole spots. */
function lineUnits(line: Line, commissionBasisPoints: number): Units {
  const budgetCents = lineBudgetCents(line);
  const spotCostCents = lineSpotCostCents(line, commissionBasisPoints);
  if (spotCostCents !== undefined)
    return { unit: 'spots', units: spotCostCents === 0 ? 0 : wholeSpots(line, spotCostCents) };
  const gross = rateOnBasis(line.rate, 'gross', commissionBasisPoints);
  switch (gross.kind) {
    case 'cpm':
      return { unit: 'impressions', units: unitsForCost(gross, budgetCents) };
    case 'cpc':
      return { unit: 'clicks', units: unitsForCost(gross, budgetCents) };
    case 'cpcv':
      return { unit: 'completed_views', units: unitsForCost(gross, budgetCents) };
    case 'cpp':
      return { unit: 'rating_points', units: unitsForCost(gross, budgetCents) / 100 };
    case 'flat':
      return { unit: 'none', units: null };
  }
}

function wholeSpots(line: Line, spotCostCents: number): number {
  return line.flights
    .filter(({ status }) => status !== 'canceled')
    .reduce((spots, flight) => spots + Math.floor(flight.budgetCents / spotCostCents), 0);
}

function toLineResponse(
  line: Line,
  commissionBasisPoints: number,
  statuses: ReadonlyMap<string, FlightStatus>,
): LineResponse {
  const { flights, curve, ...rest } = line;
  return {
    ...rest,
    tv: rest.tv as LineResponse['tv'],
    ...(curve === undefined ? {} : { curve: curve as Record<string, unknown> }),
    budgetCents: lineBudgetCents(line),
    ...lineUnits(line, commissionBasisPoints),
    flights: flights.map((flight) => ({
      ...flight,
      pattern: flight.pattern as LineResponse['flights'][number]['pattern'],
      lastDay: addDays(flight.endDay, -1),
      status: statuses.get(flight.id) ?? flight.status,
    })),
  };
}

function totalsOf(plan: StoredPlan, campaign: StoredCampaign, lines: readonly LineResponse[]): PlanResponse['totals'] {
  const inGroup = (group: 'tv' | 'digital') =>
    sumCents(plan.lines.filter((line) => channelGroup(line.channel) === group).map(lineBudgetCents));
  const grossCents = planBudgetCents(plan);
  const tvLines = plan.lines.map((line, index) => ({
    line,
    spots: lines[index]?.unit === 'spots' ? (lines[index]?.units ?? 0) : 0,
  }));
  return {
    grossCents,
    netCents: grossToNet(grossCents, campaign.commissionBasisPoints),
    digitalCents: inGroup('digital'),
    tvCents: inGroup('tv'),
    remainingCents: campaign.budgetCents - grossCents,
    spots: tvLines.reduce((sum, { spots }) => sum + spots, 0),
    grpHundredths: tvLines.reduce((sum, { line, spots }) => sum + spots * (line.tv?.ratingHundredths ?? 0), 0),
    impressions: lines.reduce((sum, line) => sum + (line.unit === 'impressions' ? (line.units ?? 0) : 0), 0),
  };
}

export type PlanResponseInput = Readonly<{
  plan: StoredPlan;
  campaign: StoredCampaign;
  issues: readonly Issue[];
  /** Where running flights stand now; others show the status the plan gave them. */
  statuses: ReadonlyMap<string, FlightStatus>;
}>;

/** A plan as the wire shows it, with totals and issues. */
export function toPlanResponse({ plan, campaign, issues, statuses }: PlanResponseInput): PlanResponse {
  const lines = plan.lines.map((line) => toLineResponse(line, campaign.commissionBasisPoints, statuses));
  const { id, campaignId, name, number, version, status, rev, basedOnPlanId, submittedBy, approvedBy } = plan;
  return {
    ...{ id, campaignId, name, number, version, status, rev, basedOnPlanId, submittedBy, approvedBy },
    hash: plan.hash ?? null,
    approvedAt: plan.approvedAt === null ? null : new Date(plan.approvedAt).toISOString(),
    lines,
    totals: totalsOf(plan, campaign, lines),
    issues: [...issues],
    createdAt: new Date(plan.createdAt).toISOString(),
    updatedAt: new Date(plan.updatedAt).toISOString(),
  };
}
