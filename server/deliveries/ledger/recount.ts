import type { Clock } from '../../clock.ts';
import type { FactsModel, IdRange } from '../facts.model.ts';
import type { DaysModel } from '../days.model.ts';
import {
  closeDay,
  emptyDay,
  foldTotal,
  replaceDeltaPart,
  standingFact,
  standingFor,
  type DayState,
  type DeltaPart,
} from './day-state.ts';
import { createDayKeeper, type DayChange, type Folded } from './day-keeper.ts';
import { dayIdWithin, placementOfKey, type StoredFact } from './fact.ts';
import { ZERO_METRICS, addMetrics, sameMetrics } from '../../../shared/domain/delivery/metrics.ts';

export type Recount = Readonly<{ days: number; facts: number; repaired: number; adjustmentMismatches: number }>;
const REPAIRS_AT_ONCE = 500;

/** A day as its facts alone make it, beside what is stored. */
type Counted = Readonly<{ state: DayState; stored: DayState | null; facts: number }>;
type Kept = Readonly<{ fact: StoredFact; older: number }>;

/**
 * Computes every day again from its facts alone (those that stand in it, those kept beside it, the deltas), compares with
 * what is stored, and repairs differences as ordinary adjustments. Facts and days are read side by side in the order of
 * their ids, so memory stays flat at any size.
 */
export function createRecount(input: { facts: FactsModel; days: DaysModel; clock: Clock }) {
  async function* countedDays(range: IdRange | null): AsyncGenerator<Counted> {
    const days = await peeking(input.days.inOrder(range));
    const kept = await peeking(input.facts.newestTotals(range));
    const parts = await peeking(input.facts.partsInOrder(range));
    for (;;) {
      const ids = [days.head()?.id, kept.head()?.fact.dayId, parts.head() && dayIdWithin(parts.head()?.part ?? '')];
      const id = ids.filter((one) => one !== undefined).toSorted((a, b) => (a < b ? -1 : 1))[0];
      if (id === undefined) return;
      const ofDay: { stored: DayState | null; kept: Kept[]; parts: DeltaPart[] } = {
        stored: null,
        kept: [],
        parts: [],
      };
      if (days.head()?.id === id) ofDay.stored = await days.take();
      while (kept.head()?.fact.dayId === id) ofDay.kept.push(await kept.take());
      while (dayIdWithin(parts.head()?.part ?? '') === id) ofDay.parts.push(await parts.take());
      yield count(id, ofDay);
    }
  }

  const adjustmentsHold = async (stored: DayState): Promise<boolean> => {
    const older = stored.rev > 1 ? await input.days.listAdjustments(`${stored.id}|`, `${stored.id}}`, 100_000) : [];
    const before = older.filter(({ number }) => number < stored.rev);
    const sum = [...before, ...(stored.last ? [stored.last] : [])].reduce(
      (total, { measures }) => addMetrics(total, measures),
      ZERO_METRICS,
    );
    return before.length === stored.rev - 1 && sameMetrics(sum, stored.totals);
  };

  const isWrong = ({ state, stored }: Counted): boolean => {
    const before = stored ?? emptyDay({ ...state, dayId: state.id });
    return closeDay(before, { ...before, grains: state.grains, deltas: state.deltas }, [], 0) !== null;
  };

  /**
   * Closes the differences of days as ordinary changes. A day that somebody changed since it was counted is counted again,
   * once it is read, so that nothing new is lost.
   */
  const repair = async (wrong: readonly Counted[]): Promise<number> => {
    const keeper = createDayKeeper({ ...input, onChanged: () => {} });
    keeper.recall(wrong.flatMap(({ stored }) => stored ?? []));
    const counted = new Map(wrong.map(({ state }) => [state.id, state]));
    const changes = [...counted.values()].map((state): DayChange => ({
      day: { ...state, dayId: state.id },
      fold: (before) => foldCounted(before, counted.get(state.id) ?? state),
    }));
    await keeper.change(changes, async (dayIds, round) => {
      if (round === 0) return;
      for (const id of dayIds)
        for await (const { state } of countedDays({ from: id, to: `${id}}` })) counted.set(id, state);
    });
    return wrong.length;
  };

  return async (sourceId: string | null = null): Promise<Recount> => {
    const recount = { days: 0, facts: 0, repaired: 0, adjustmentMismatches: 0 };
    let suspects: Counted[] = [];
    const settleSuspects = async () => {
      recount.repaired += await repair(suspects);
      suspects = [];
    };
    const range = sourceId === null ? null : { from: `${sourceId}|`, to: `${sourceId}}` };
    for await (const counted of countedDays(range)) {
      recount.days += 1;
      recount.facts += counted.facts;
      if (isWrong(counted)) suspects.push(counted);
      if (counted.stored && !(await adjustmentsHold(counted.stored))) recount.adjustmentMismatches += 1;
      if (suspects.length >= REPAIRS_AT_ONCE) await settleSuspects();
    }
    await settleSuspects();
    return recount;
  };
}

function count(
  id: string,
  from: { stored: DayState | null; kept: readonly Kept[]; parts: readonly DeltaPart[] },
): Counted {
  let state = emptyDay(identityOf(id));
  let facts = 0;
  for (const { fact, older } of from.kept) {
    state = foldTotal(state, fact);
    facts += 1 + older;
  }
  for (const entry of from.stored?.grains ?? []) {
    // A fact may be both in its day and beside it when a crash came between the two writes.
    const isAlsoKept = standingFor(state, entry)?.revision === entry.revision;
    if (!isAlsoKept) facts += 1;
    state = foldTotal(state, standingFact(state, entry));
  }
  for (const part of from.parts) {
    state = replaceDeltaPart(state, part);
    facts += part.count;
  }
  return { state, stored: from.stored, facts };
}

function foldCounted(before: DayState, counted: DayState): Folded {
  const superseded: StoredFact[] = [];
  let state = { ...before, deltas: counted.deltas };
  for (const entry of counted.grains) {
    const standing = standingFor(state, entry);
    if (standing && standing.revision < entry.revision) superseded.push(standingFact(state, standing));
    state = foldTotal(state, entry);
  }
  return { state, superseded, attemptIds: ['recount'] };
}

/** An ordered stream that shows what comes next. */
async function peeking<T>(source: AsyncGenerator<T>) {
  let next = await source.next();
  return {
    head: (): T | undefined => (next.done ? undefined : next.value),
    async take(): Promise<T> {
      if (next.done) throw new Error('The stream is at its end.');
      const { value } = next;
      next = await source.next();
      return value;
    },
  };
}

function identityOf(dayId: string) {
  const [source = '', escaped = '', day = ''] = dayId.split('|');
  return { dayId, day, ...placementOfKey(`${source}|${escaped}`) };
}
