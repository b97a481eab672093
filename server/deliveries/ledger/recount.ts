import type { Clock } from '../../clock.ts';
import type { FactsModel } from '../facts.model.ts';
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
  async function* countedDays(sourceId: string | null): AsyncGenerator<{ state: DayState; facts: number }> {
    const totals = input.facts.totalsInOrder(sourceId)[Symbol.asyncIterator]();
    const parts = input.facts.partsInOrder(sourceId)[Symbol.asyncIterator]();
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

  /** Closes the difference of one day. The stored day is read before its facts, so a fact that comes in between is not lost. */
  const repair = async (dayId: string): Promise<boolean> => {
    const [stored] = await input.days.findByIds([dayId]);
    const before = stored ?? emptyDay(identityOf(dayId));
    const range = { from: `${dayId}|`, to: `${dayId}}` };
    const totals = await input.facts.listRange('total', range, Number.MAX_SAFE_INTEGER);
    const parts = await input.facts.sumParts(await input.facts.partsOfDay(dayId));
    const counted = parts.reduce(replaceDeltaPart, totals.reduce(foldTotal, { ...before, grains: [], deltas: [] }));
    const after = closeDay(before, counted, ['recount'], input.clock.now());
    if (!after) return false;
    if (stored) return input.days.replaceAtRev([{ before: stored, after }]);
    return (await input.days.insertNew([after])).length === 0;
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
      for (const dayId of suspects) if (await repair(dayId)) repaired += 1;
      suspects = [];
    };
    for await (const counted of countedDays(sourceId)) {
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
