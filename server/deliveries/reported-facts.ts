import type { DaysModel } from './days.model.ts';
import type { FactsModel } from './facts.model.ts';
import { standingFact } from './ledger/day-state.ts';
import { dayIdWithin, type StoredFact } from './ledger/fact.ts';

/**
 * Every reported fact, read in order of its id: totals that stand are inside their days, superseded and late ones and all
 * deltas beside them. A fact that was copied out while its day was being replaced is given once.
 */
export function createReportedFacts(input: { facts: FactsModel; days: Pick<DaysModel, 'listRange'> }) {
  const listTotals = async (
    range: { from: string; to: string; after?: string | undefined },
    limit: number,
  ): Promise<readonly StoredFact[]> => {
    const kept = await input.facts.listRange('total', range, limit);
    const standing = new Map<string, StoredFact>();
    let from = range.after === undefined ? range.from : dayIdWithin(range.after);
    while (standing.size < limit) {
      const days = await input.days.listRange({ from, to: range.to }, limit);
      for (const day of days) {
        for (const entry of day.grains) {
          const fact = standingFact(day, entry);
          if (range.after === undefined || fact.id > range.after) standing.set(fact.id, fact);
        }
      }
      const last = days.at(-1);
      if (!last || days.length < limit) break;
      from = `${last.id}|`;
    }
    for (const fact of kept) standing.set(fact.id, fact);
    return [...standing.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit);
  };

  return {
    /** Facts of one day id, or of the days [from, to) of a placement, after an id if one is given. */
    listRange(
      kind: StoredFact['kind'],
      range: { from: string; to: string; after?: string | undefined },
      limit: number,
    ): Promise<readonly StoredFact[]> {
      return kind === 'total' ? listTotals(range, limit) : input.facts.listRange('delta', range, limit);
    },
  };
}
export type ReportedFacts = ReturnType<typeof createReportedFacts>;
