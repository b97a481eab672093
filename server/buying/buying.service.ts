import type { z } from 'zod';
import type { PlanBuyResponse, planBuyRequestSchema } from '../../shared/contracts/buying.ts';
import { boughtFlights, planBuy, type PlanBuyLine } from '../../shared/domain/buying/plan-buy.ts';
import type { BuyAnswer, BuyInput } from '../../shared/domain/buying/buying.ts';
import { broadcastDayOf } from '../../shared/domain/calendar/broadcast-day.ts';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { hasErrors } from '../../shared/domain/issue.ts';
import { sumCents } from '../../shared/domain/money.ts';
import type { CampaignsService } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import type { PlansService } from '../plans/plans.service.ts';
import { Refusal, refuse } from '../refusal.ts';
import type { SolverPool } from '../solvers/solver-pool.ts';
import type { SolverProgress } from '../solvers/solver-jobs.ts';

export type BuyingServiceInput = Readonly<{
  plans: Pick<PlansService, 'get'>;
  campaigns: Pick<CampaignsService, 'get'>;
  solvers: Pick<SolverPool, 'buy'>;
  clock: Clock;
}>;
type Terms = z.infer<typeof planBuyRequestSchema>;
export type BuyOptions = Readonly<{ signal?: AbortSignal; onProgress?: (progress: SolverProgress) => void }>;

const USUAL_TIME_LIMIT_MS = 15_000;

/** Buying: how many spots of each TV line and week are worth most within the rules. Changes nothing; the plan's edit does. */
export function createBuyingService(input: BuyingServiceInput) {
  return {
    /**
     * The best buy found with its proved bound.
     * @throws Refusal `infeasible` naming each rule that can't hold and the least change that would do.
     */
    async buy(planId: string, terms: Terms, options: BuyOptions = {}): Promise<PlanBuyResponse> {
      const plan = await input.plans.get(planId);
      const campaign = await input.campaigns.get(plan.campaignId);
      refuseUnknown(
        terms,
        plan.lines.map(({ id }) => id),
      );
      const {
        lines,
        issues,
        input: problem,
      } = planBuy(plan.lines, campaign.commissionBasisPoints, {
        ...terms,
        fromDay: terms.fromDay ?? addDays(broadcastDayOf(input.clock.now(), campaign.timeZone), 1),
      });
      if (lines.length === 0) {
        const message = 'The plan has no TV line bought by the spot. Add one with a station, a rating and a CPP first.';
        throw refuse('conflict', 'nothing_to_buy', message, 'lines');
      }
      if (hasErrors(issues)) {
        throw new Refusal(
          'infeasible',
          issues.filter(({ severity }) => severity === 'error'),
        );
      }
      const { signal, onProgress } = options;
      const solved = await input.solvers.buy(problem, {
        timeLimitMs: terms.timeLimitMs ?? USUAL_TIME_LIMIT_MS,
        ...(signal ? { signal } : {}),
        ...(onProgress ? { onProgress } : {}),
      });
      if (solved.kind === 'refused') throw new Refusal('infeasible', solved.issues);
      const { answer } = solved;
      return {
        planId,
        planRev: plan.rev,
        ...summaryOf(problem, answer),
        ...tablesOf(lines, answer),
        flights: boughtFlights(plan.lines, lines, answer).map((flight) => ({
          ...flight,
          pattern: flight.pattern as PlanBuyResponse['flights'][number]['pattern'],
        })),
        issues: [...issues],
      };
    },
  };
}
export type BuyingService = ReturnType<typeof createBuyingService>;

function refuseUnknown(terms: Terms, lineIds: readonly string[]): void {
  const at = terms.lines?.findIndex(({ lineId }) => !lineIds.includes(lineId)) ?? -1;
  if (at < 0) return;
  const message = `The plan has no line ${terms.lines?.[at]?.lineId}. Read the plan again and use its line ids.`;
  throw refuse('invalid', 'unknown_line', message, `lines.${at}.lineId`);
}

function summaryOf(problem: BuyInput, answer: BuyAnswer) {
  const { status, value, bound, gap, totalCents, ratingHundredths, reach } = answer;
  return {
    ...{ status, value, bound, gap, totalCents, ratingHundredths },
    budgetCents: problem.budgetCents,
    reach: reach ?? null,
  };
}

function tablesOf(lines: readonly PlanBuyLine[], answer: BuyAnswer) {
  const bought = new Map(answer.spots.map(({ lineId, spots }) => [lineId, spots]));
  const rows = lines.map((line) => {
    const spots = bought.get(line.id) ?? 0;
    const { lineId, flightId, station, daypart, week, lengthSeconds, avails } = line;
    return {
      ...{ lineId, flightId, station, daypart, week, lengthSeconds, avails, spots },
      program: line.program ?? null,
      isLocked: line.lockedSpots !== undefined,
      costCents: line.costCents * spots,
      ratingHundredths: line.ratingHundredths * spots,
    };
  });
  type Row = (typeof rows)[number];
  const sums = (own: readonly Row[]) => ({
    spots: sumCents(own.map(({ spots }) => spots)),
    costCents: sumCents(own.map(({ costCents }) => costCents)),
    ratingHundredths: sumCents(own.map(({ ratingHundredths }) => ratingHundredths)),
  });
  const groups = (keyOf: (row: Row) => string) => {
    const keys = [...new Set(rows.map(keyOf))].sort();
    return keys.map((key) => ({ key, ...sums(rows.filter((row) => keyOf(row) === key)) }));
  };
  const share = (cents: number) => (answer.totalCents > 0 ? Math.round((10_000 * cents) / answer.totalCents) : 0);
  return {
    rows,
    weeks: groups(({ week }) => week).map(({ key, ...own }) => ({ week: key, ...own })),
    stations: groups(({ station }) => station).map(({ key, ...own }) => ({
      station: key,
      shareBasisPoints: share(own.costCents),
      ...own,
    })),
    dayparts: groups(({ daypart }) => daypart).map(({ key, ...own }) => ({
      daypart: key,
      shareBasisPoints: share(own.costCents),
      ...own,
    })),
  };
}
