import { ZERO_METRICS, addMetrics } from '../../shared/domain/delivery/metrics.ts';
import type { DaysModel } from './days.model.ts';
import { emptyDay, foldTotal, leastMature, type Adjustment, type DayState } from './ledger/day-state.ts';
import type { ReportedFacts } from './reported-facts.ts';

const ADJUSTMENTS_AT_ONCE = 5_000;
const FACTS_AT_ONCE = 1_000;

/** Days as they stood at `at`: what changed since is taken back, days nobody had reported by then are left out. */
export type DaysAsKnown = (states: readonly DayState[], at: number) => Promise<readonly DayState[]>;

/**
 * Goes back in time by the ledger's own record: totals are the sum of a day's adjustments up to the moment, the share of each
 * measurement window is folded again from the totals received by then. A day that did not change since is taken as it is, so
 * the cost is that of what was restated.
 * Example: $3.00 reported on the 5th, restated to $2.50 on the 9th: as known on the 6th $3.00, on the 4th no day at all.
 */
export function createDaysAsKnown(input: {
  days: Pick<DaysModel, 'listAdjustments'>;
  facts: ReportedFacts;
}): DaysAsKnown {
  /** Every adjustment of a day; the newest is in the day itself, and a copy of it may be kept already. */
  const adjustmentsOf = async ({ id, rev, last }: DayState): Promise<readonly Adjustment[]> => {
    const older: (Adjustment & { id: string })[] = [];
    for (let from = `${id}|`; rev > 1;) {
      const page = await input.days.listAdjustments(from, `${id}}`, ADJUSTMENTS_AT_ONCE);
      older.push(...page.filter(({ number }) => number < rev));
      if (page.length < ADJUSTMENTS_AT_ONCE) break;
      from = `${page.at(-1)?.id ?? ''}~`;
    }
    return last ? [...older, last] : older;
  };

  const grainsAt = async (state: DayState, at: number): Promise<DayState['grains']> => {
    let folded = emptyDay({ ...state, dayId: state.id });
    // From the day itself: the totals that stand are inside it, the others follow it.
    const range = { from: state.id, to: `${state.id}}` };
    for (let after: string | undefined; ;) {
      const page = await input.facts.listRange('total', { ...range, after }, FACTS_AT_ONCE);
      for (const fact of page) if (fact.at <= at) folded = foldTotal(folded, fact);
      if (page.length < FACTS_AT_ONCE) return folded.grains;
      after = page.at(-1)?.id;
    }
  };

  const dayAt = async (state: DayState, at: number): Promise<readonly DayState[]> => {
    if (state.updatedAt <= at) return [state];
    const known = (await adjustmentsOf(state)).filter((adjustment) => adjustment.at <= at);
    const newest = known.at(-1);
    if (!newest) return [];
    const totals = known.reduce((sum, { measures }) => addMetrics(sum, measures), ZERO_METRICS);
    const grains = await grainsAt(state, at);
    const then = { totals, grains, deltas: [], window: leastMature(grains), facts: known.length };
    return [{ ...state, ...then, rev: newest.number, last: newest, updatedAt: newest.at }];
  };

  return async (states, at) => (await Promise.all(states.map((state) => dayAt(state, at)))).flat();
}
