import type { z } from 'zod';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { LineResponse, PlanEdit, PlanResponse } from '../../../shared/contracts/plans.ts';
import type { ScenarioResponse, whatIfSchema } from '../../../shared/contracts/scenarios.ts';
import type { ResponseUnit } from '../../../shared/domain/allocation/forecast/cold-start.ts';
import { plannedLine } from '../../../shared/domain/allocation/scenarios/planned-line.ts';
import { addDays } from '../../../shared/domain/calendar/day.ts';
import type { Line } from '../../../shared/domain/plan.ts';
import { channelWord, day, money, percent } from '../../words/format.ts';
import { UNITS } from '../goals/split-goal.ts';
import { splitEdits, type GroupId, type Wish, type Wishes } from '../split-model.ts';

export type Change = z.infer<typeof whatIfSchema>;
export type ChangeOf<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>;

/** The most scenarios side by side, and the letters they are known by in tables and charts. */
export const LETTERS = ['A', 'B', 'C', 'D'] as const;

/** A plan's line by week, as scenarios keep it. */
export function plannedOf(line: LineResponse): ScenarioResponse['inputs']['lines'][number] {
  const planned = plannedLine(line as unknown as Line);
  return { ...planned, weeks: [...planned.weeks] };
}

const signed = (basisPoints: number) =>
  `${basisPoints > 0 ? '+' : basisPoints < 0 ? '−' : ''}${percent(Math.abs(basisPoints) / 10_000, 2)}`;

/** A what-if in words. Example: price of ctv +1,000 basis points → "Connected TV +10%". */
export function sayChange(change: Change, lines: readonly Readonly<{ id: string; name: string }>[]): string {
  switch (change.kind) {
    case 'budget':
      return `Budget ${money(change.cents)}`;
    case 'budget_change':
      return `Budget ${signed(change.basisPoints)}`;
    case 'price': {
      const named = [
        ...(change.channels ?? []).map(channelWord),
        ...(change.lineIds ?? []).map((id) => lines.find((line) => line.id === id)?.name ?? 'a line'),
      ];
      return `${named.length > 0 ? named.join(', ') : 'All prices'} ${signed(change.basisPoints)}`;
    }
    case 'lost_week':
      return `Week of ${day(change.weekStart)} lost`;
    case 'opponent': {
      const times = change.changeBasisPoints ? ` ${signed(change.changeBasisPoints)}` : '';
      return `${change.spend ? 'Opponent’s spend as entered' : 'Opponent’s imported spend'}${times}`;
    }
  }
}

/** Takes the changes of one kind out and puts others in their place. */
export function withChanges(
  changes: readonly Change[],
  kind: Change['kind'],
  next: readonly Change[],
): readonly Change[] {
  return [...changes.filter((change) => change.kind !== kind), ...next];
}

/**
 * Edits that put a scenario into the plan: one list, one undo. Where weeks are part of its answer each week is set, else each line.
 * Lines the plan no longer has are left out.
 */
export function scenarioEdits(
  scenario: ScenarioResponse,
  lines: readonly LineResponse[],
  campaign: Pick<CampaignResponse, 'startDay' | 'endDay'>,
): readonly PlanEdit[] {
  const { allocations, byWeek } = scenario.answer;
  const found = new Map(allocations.map((one) => [one.id, one]));
  const isByWeek = (id: string) => byWeek && (found.get(id)?.weeks.length ?? 0) > 0;
  const totals = new Map(allocations.filter(({ id }) => !isByWeek(id)).map(({ id, cents }) => [id, cents]));
  const weekly = lines.flatMap((line): PlanEdit[] => {
    const one = found.get(line.id);
    if (!one || !isByWeek(line.id)) return [];
    const now = new Map(plannedOf(line).weeks.map(({ weekStart, cents }) => [weekStart, cents]));
    const then = new Map(one.weeks.map(({ weekStart, cents }) => [weekStart, cents]));
    return [...new Set([...now.keys(), ...then.keys()])].toSorted().flatMap((startDay): PlanEdit[] => {
      const cents = then.get(startDay) ?? 0;
      if (cents === (now.get(startDay) ?? 0)) return [];
      return [{ kind: 'set_cell', lineId: line.id, startDay, endDay: addDays(startDay, 7), cents }];
    });
  });
  return [...splitEdits(lines, totals, campaign), ...weekly];
}

/** The desk's wishes that show a scenario: its budget, limits and shares, each line pinned to what it gets. */
export function wishesOf({ inputs, answer }: ScenarioResponse): Wishes {
  const { request } = inputs;
  const asPercent = (basisPoints: number | undefined) => (basisPoints === undefined ? null : basisPoints / 100);
  const groups: Wishes['groups'] = Object.fromEntries(
    (request.groups ?? []).map(({ id, minShareBasisPoints, maxShareBasisPoints }) => [
      id as GroupId,
      { minShare: asPercent(minShareBasisPoints), maxShare: asPercent(maxShareBasisPoints) },
    ]),
  );
  const limits = new Map(request.lines.map((line) => [line.id, line]));
  const lines = Object.fromEntries(
    answer.allocations.map(({ id, cents }): [string, Wish] => {
      const { minCents = null, maxCents = null } = limits.get(id) ?? {};
      const isPin = minCents !== null && minCents === maxCents;
      return [id, { pinnedCents: cents, minCents: isPin ? null : minCents, maxCents: isPin ? null : maxCents }];
    }),
  );
  return { budgetCents: answer.totalCents + answer.heldCents, groups, lines };
}

/** A scenario's response in words of its own unit. */
export function wordOf(unit: ResponseUnit | null, otherwise: string): string {
  return unit === null ? otherwise : UNITS[unit].plural;
}

/** True when the plan may take a scenario's money: only drafts change. */
export function takesEdits(plan: Pick<PlanResponse, 'status'>): boolean {
  return plan.status === 'draft';
}
