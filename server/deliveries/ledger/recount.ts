import type { Clock } from '../../clock.ts';
import type { FactsModel, IdRange } from '../facts.model.ts';
import type { DaysModel } from '../days.model.ts';
import { closeDay, emptyDay, foldTotal, replaceDeltaPart, type DayState } from './day-state.ts';
import { dayIdWithin, placementOfKey } from './fact.ts';
import { ZERO_METRICS, addMetrics, sameMetrics } from '../../../shared/domain/delivery/metrics.ts';

export type Recount = Readonly<{ days: number; facts: number; repaired: number; adjustmentMismatches: number }>;
const REPAIRS_AT_ONCE = 500;

/**
 * Computes every day again from the raw facts alone, compares with what is stored, and repairs differences as ordinary
 * adjustments. Facts and days are read side by side in the order of their ids, so memory stays flat at any size.
 */
export function createRecount(input: { facts: FactsModel; days: DaysModel; clock: Clock }) {
  async function* countedDays(range: IdRange | null): AsyncGenerator<{ state: DayState; facts: number }> {
    const totals = input.facts.totalsInOrder(range)[Symbol.asyncIterator]();
    const parts = input.facts.partsInOrder(range)[Symbol.asyncIterator]();
    let total = await totals.next();
    let part = await parts.next();
    while (!total.done || !part.done) {
      const totalDay = total.done ? null : total.value.dayId;
      const partDay = part.done ? null : dayIdWithin(part.value.part);
      const id =
        totalDay !== null && (partDay === null || `${totalDay}|` <= `${partDay}|`) ? totalDay : (partDay ?? '');
      let state = emptyDay(identityOf(id));
      let facts = 0;
      for (; !total.done && total.value.dayId === id; total = await totals.next()) {
        state = foldTotal(state, total.value);
        facts += 1;
      }
      for (; !part.done && dayIdWithin(part.value.part) === id; part = await parts.next()) {
        state = replaceDeltaPart(state, part.value);
        facts += part.value.count;
      }
      yield { state, facts };
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

  /** Closes the differences of days. Stored days are read before their facts, so a fact that comes in between is not lost. */
  const repair = async (dayIds: readonly string[]): Promise<number> => {
    const [first, last] = [dayIds[0], dayIds.at(-1)];
    if (first === undefined || last === undefined) return 0;
    const stored = new Map((await input.days.findByIds(dayIds)).map((state) => [state.id, state]));
    const wanted = new Set(dayIds);
    const changes: { before: DayState; after: DayState }[] = [];
    for await (const { state } of countedDays({ from: `${first}|`, to: `${last}}` })) {
      if (!wanted.has(state.id)) continue;
      const before = stored.get(state.id) ?? emptyDay(identityOf(state.id));
      const after = closeDay(
        before,
        { ...before, grains: state.grains, deltas: state.deltas },
        ['recount'],
        input.clock.now(),
      );
      if (after) changes.push({ before, after });
    }
    const fresh = changes.filter(({ before }) => before.rev === 0).map(({ after }) => after);
    const taken = await input.days.insertNew(fresh);
    await input.days.replaceAtRev(changes.filter(({ before }) => before.rev > 0));
    return changes.length - taken.length;
  };

  return async (sourceId: string | null = null): Promise<Recount> => {
    const stored = input.days.inOrder(sourceId)[Symbol.asyncIterator]();
    let known = await stored.next();
    let days = 0;
    let facts = 0;
    let adjustmentMismatches = 0;
    let repaired = 0;
    let suspects: string[] = [];
    const settleSuspects = async () => {
      repaired += await repair(suspects);
      suspects = [];
    };
    const range = sourceId === null ? null : { from: `${sourceId}|`, to: `${sourceId}}` };
    for await (const counted of countedDays(range)) {
      days += 1;
      facts += counted.facts;
      while (!known.done && `${known.value.id}|` < `${counted.state.id}|`) known = await stored.next();
      const same = !known.done && known.value.id === counted.state.id ? known.value : null;
      if (!same || closeDay(same, { ...same, grains: counted.state.grains, deltas: counted.state.deltas }, [], 0))
        suspects.push(counted.state.id);
      if (same && !(await adjustmentsHold(same))) adjustmentMismatches += 1;
      if (suspects.length >= REPAIRS_AT_ONCE) await settleSuspects();
    }
    await settleSuspects();
    return { days, facts, repaired, adjustmentMismatches };
  };
}

function identityOf(dayId: string) {
  const [source = '', escaped = '', day = ''] = dayId.split('|');
  return { dayId, day, ...placementOfKey(`${source}|${escaped}`) };
}
