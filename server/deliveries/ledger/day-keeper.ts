import type { Clock } from '../../clock.ts';
import { createRecentMap } from '../../recent-map.ts';
import type { DaysModel } from '../days.model.ts';
import type { FactsModel } from '../facts.model.ts';
import { closeDay, emptyDay, type DayState } from './day-state.ts';
import type { Fact, StoredFact } from './fact.ts';

const MOST_DAYS_REMEMBERED = 10_000;
const MOST_ROUNDS_OF_A_RACE = 50;

/** What a day becomes, the standing facts it no longer holds, and the attempts that did it. */
export type Folded = Readonly<{
  state: DayState;
  superseded: readonly StoredFact[];
  attemptIds: readonly string[];
}>;

/** How a day is to change. `fold` runs again on what the store has by then when somebody else was faster. */
export type DayChange = Readonly<{
  day: Pick<Fact, 'dayId' | 'sourceId' | 'placement' | 'day'>;
  fold(before: DayState): Folded;
}>;

type BeforeRound = (dayIds: readonly string[], round: number) => Promise<void>;

/**
 * Changes day documents by compare-and-set, so that two writers, a repeat after a crash, or any order end in the same day.
 * A fact that stops standing is copied out before its day is replaced; a copy made twice is the same document.
 */
export function createDayKeeper(input: {
  facts: Pick<FactsModel, 'insert'>;
  days: DaysModel;
  clock: Clock;
  onChanged(states: readonly DayState[]): void;
}) {
  const remembered = createRecentMap<string, DayState>(MOST_DAYS_REMEMBERED);

  const remember = (states: readonly DayState[]) => {
    for (const state of states) {
      if (state.rev === 1 || (remembered.get(state.id)?.rev ?? 0) <= state.rev) remembered.set(state.id, state);
    }
  };

  const copyOut = async (superseded: readonly StoredFact[]): Promise<void> => {
    if (superseded.length === 0) return;
    const failed = (await input.facts.insert('total', superseded)).find(({ kind }) => kind === 'failed');
    if (failed?.kind === 'failed') throw new Error(`A superseded fact could not be kept: ${failed.message}`);
  };

  /** One round: what is not remembered is taken for new, since most days are and looking costs more than trying. */
  const tryAll = async (changes: readonly DayChange[]): Promise<readonly DayChange[]> => {
    const fresh: { change: DayChange; after: DayState }[] = [];
    const known: { change: DayChange; before: DayState; after: DayState }[] = [];
    const superseded: StoredFact[] = [];
    for (const change of changes) {
      const before = remembered.get(change.day.dayId) ?? emptyDay(change.day);
      const folded = change.fold(before);
      const after = closeDay(before, folded.state, folded.attemptIds, input.clock.now());
      if (!after) continue;
      if (folded.superseded.length > 0) superseded.push(...folded.superseded);
      if (before.rev === 0) fresh.push({ change, after });
      else known.push({ change, before, after });
    }
    for (const { before } of known) remembered.delete(before.id);
    await copyOut(superseded);
    const [taken, isEachReplaced] = await Promise.all([
      input.days.insertNew(fresh.map(({ after }) => after)),
      input.days.replaceAtRev(known),
    ]);
    const lost = new Set(taken);
    const written = [...fresh.filter(({ after }) => !lost.has(after.id)), ...(isEachReplaced ? known : [])];
    const states = written.map(({ after }) => after);
    remember(states);
    if (states.length > 0) input.onChanged(states);
    return [...fresh.filter(({ after }) => lost.has(after.id)), ...(isEachReplaced ? [] : known)].map(
      ({ change }) => change,
    );
  };

  return {
    /**
     * Makes every change, resolving when the days are written. `beforeRound` runs once the days are read and before they
     * are folded, for whoever folds in something that must be at least as new as the day.
     * @throws whatever the store throws; what was not written then may be tried again as a whole.
     */
    async change(changes: readonly DayChange[], beforeRound: BeforeRound = async () => {}): Promise<void> {
      let todo = changes;
      for (let round = 0; todo.length > 0; round += 1) {
        if (round === MOST_ROUNDS_OF_A_RACE) throw new Error(`Days were contended for ${round} rounds.`);
        const dayIds = todo.map(({ day }) => day.dayId);
        if (round > 0) remember(await input.days.findByIds(dayIds));
        await beforeRound(dayIds, round);
        try {
          todo = await tryAll(todo);
        } catch (error) {
          remembered.clear();
          throw error;
        }
      }
    },
    /** Takes days as they were just read, to spare looking. */
    recall: remember,
    /** Drops what is remembered of days, after somebody else repaired them. */
    forget: () => remembered.clear(),
  };
}
export type DayKeeper = ReturnType<typeof createDayKeeper>;
