import type { FactsModel } from '../facts.model.ts';
import { coalesce } from './coalesce.ts';
import type { DayChange, DayKeeper, Folded } from './day-keeper.ts';
import { foldTotal, standingFact, standingFor, type DayState } from './day-state.ts';
import type { StoredFact } from './fact.ts';
import { settle, settleAgainst, type Settled } from './settle.ts';

/** Small enough that the store writes some while the next are read, large enough that commands do not count. */
const MOST_FACTS_AT_ONCE = 250;

/** A total on its way into its day. */
type Entry = { fact: StoredFact; settled: Settled | null };

/**
 * Books totals. The newest revision of each grain and window stands inside its day's document, so a new day costs one
 * write that makes it durable and visible at once; what is superseded, or comes late, is kept beside it.
 * Posts that arrive together are booked together. Resolves with one outcome per fact, in their order.
 */
export function createTotalsBook(input: { facts: FactsModel; keeper: DayKeeper }) {
  /** Facts older than what stands change no total: they are only kept, once by their id. */
  const keepOlder = async (entries: readonly Entry[]): Promise<void> => {
    const older = entries.filter(({ settled }) => settled === null);
    if (older.length === 0) return;
    const facts = older.map(({ fact }) => fact);
    const outcomes = await input.facts.insert('total', facts);
    const taken = facts.filter((_, index) => outcomes[index]?.kind === 'duplicate').map(({ id }) => id);
    const known = new Map(
      (taken.length > 0 ? await input.facts.findByIds('total', taken) : []).map((fact) => [fact.id, fact]),
    );
    for (const [index, entry] of older.entries())
      entry.settled = settle(entry.fact, outcomes[index], known.get(entry.fact.id));
  };

  return coalesce<readonly StoredFact[], readonly Settled[]>({
    maxSize: MOST_FACTS_AT_ONCE,
    sizeOf: (facts) => facts.length,
    parallel: 2,
    async run(lists) {
      const entries = lists.map((facts) => facts.map((fact): Entry => ({ fact, settled: null })));
      const all = entries.flat();
      await input.keeper.change(changesOf(all));
      await keepOlder(all);
      return entries.map((list) =>
        list.map(({ fact, settled }) => {
          if (!settled) throw new Error(`The fact ${fact.id} was not booked.`);
          return settled;
        }),
      );
    },
  });
}
export type TotalsBook = ReturnType<typeof createTotalsBook>;

function changesOf(entries: readonly Entry[]): readonly DayChange[] {
  const byDay = new Map<string, Entry[]>();
  for (const entry of entries) {
    const known = byDay.get(entry.fact.dayId);
    if (known) known.push(entry);
    else byDay.set(entry.fact.dayId, [entry]);
  }
  return [...byDay.values()].flatMap((ofDay) => {
    const first = ofDay[0];
    // The newest revision first: then no fact of these supersedes another that never stood.
    const newestFirst = ofDay.length === 1 ? ofDay : ofDay.toSorted((a, b) => b.fact.revision - a.fact.revision);
    return first ? [{ day: first.fact, fold: (before: DayState) => foldEntries(before, newestFirst) }] : [];
  });
}

/** Folds in what is newer than what stands and settles every entry but the older ones, which are left null. */
function foldEntries(before: DayState, entries: readonly Entry[]): Folded {
  let state = before;
  const superseded: StoredFact[] = [];
  const attemptIds: string[] = [];
  for (const entry of entries) {
    const { fact } = entry;
    const standing = standingFor(state, fact);
    if (standing && standing.revision > fact.revision) entry.settled = null;
    else if (standing && standing.revision === fact.revision)
      entry.settled = settleAgainst(fact, standingFact(state, standing));
    else {
      if (standing) superseded.push(standingFact(state, standing));
      state = foldTotal(state, fact);
      attemptIds.push(fact.attemptId);
      entry.settled = { kind: 'stored', fact };
    }
  }
  return { state, superseded, attemptIds };
}
