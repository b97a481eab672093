import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { LineResponse, PlanResponse } from '../../../shared/contracts/plans.ts';
import { allocationGoal, goalOf, UNITS, unitOfPlan } from '../goals/split-goal.ts';
import {
  allocationBody,
  firstWishes,
  hasNoCurves,
  splitEdits,
  splitLines,
  standingOf,
  wishOf,
  type BandLevel,
  type Wish,
  type Wishes,
} from '../split-model.ts';
import { allocationQuery, curvesQuery } from '../split-queries.ts';
import { useBandAnswers } from '../why/band-table.tsx';

const SETTLE_MS = 120;

type SplitInput = Readonly<{
  campaign: CampaignResponse;
  plan: PlanResponse;
  /** The plan's lines as edited so far. */
  lines: readonly LineResponse[];
  /** Wishes to begin with; null begins without any. */
  kept: Wishes | null;
}>;

export type Split = ReturnType<typeof useSplit>;

/** What is asked of the split, and all that follows from it: the lines with their curves, the engine's answer, the edits it means. */
export function useSplit({ campaign, plan, lines, kept }: SplitInput) {
  const search = useSearch({ from: '/signed-in/campaigns/$campaignId/split' });
  const [population, setPopulation] = useState(campaign.peopleInMarket);
  const [level, setLevel] = useState<BandLevel>('middle');
  const [wishes, setWishes] = useState(() => kept ?? firstWishes(plan.lines, campaign.budgetCents));
  const [isEstimating, setEstimating] = useState(() => hasNoCurves(plan.lines));
  const planUnit = unitOfPlan(campaign);
  const unit = search.unit ?? planUnit ?? 'impressions';
  const { commissionBasisPoints } = campaign;
  const learned = useQuery(curvesQuery(campaign.id, plan.id, { unit, people: population, isEstimating })).data;
  const split = useMemo(
    () => splitLines(lines, { unit, planUnit, population, isEstimating, commissionBasisPoints, learned }),
    [lines, unit, planUnit, population, isEstimating, commissionBasisPoints, learned],
  );
  const standing = useMemo(() => standingOf(split, level), [split, level]);
  const goal = useMemo(() => goalOf(search, campaign, standing), [search, campaign, standing]);
  const asked = useMemo((): Wishes => ({ ...wishes, goal: allocationGoal(goal) }), [wishes, goal]);
  const [settled] = useDebouncedValue(asked, SETTLE_MS);
  const body = useMemo(() => allocationBody(split, settled, level), [split, settled, level]);
  const answer = useQuery(allocationQuery(body));
  const bands = useBandAnswers(split, settled);
  const allocations = new Map(answer.data?.allocations.map((one) => [one.id, one]));
  const proposed = new Map(
    split.lines.map(({ line }) => [
      line.id,
      wishOf(wishes, line.id).pinnedCents ?? allocations.get(line.id)?.cents ?? line.budgetCents,
    ]),
  );
  const hasBenchmarks = split.lines.some((one) => one.source === 'benchmark');
  return {
    ...{ population, setPopulation, level, setLevel, wishes, setWishes, isEstimating, setEstimating },
    ...{ planUnit, unit, split, standing, goal, body, answer, bands, proposed, hasBenchmarks },
    /** The unit as it is counted: `donations`. */
    word: UNITS[unit].plural,
    edits: splitEdits(lines, proposed, campaign),
    /** True when the answer is for what is asked now. */
    isSettled: settled === asked && !answer.isFetching,
    /** True when some curve is not sure, so that there are low and high ones beside it. */
    hasBands: hasBenchmarks || split.lines.some(({ forecast }) => forecast !== undefined),
    setWish: (id: string, change: Partial<Wish>) =>
      setWishes((before) => ({ ...before, lines: { ...before.lines, [id]: { ...wishOf(before, id), ...change } } })),
  };
}
