import type { Clock } from '../../clock.ts';
import type { DaysModel } from '../days.model.ts';
import type { FactsModel } from '../facts.model.ts';
import type { Touch } from './accept.ts';
import { closeDay, emptyDay, foldTotal, replaceDeltaPart, type DayState } from './day-state.ts';

const MOST_TOUCHES_AT_ONCE = 2_000;
const MOST_DAYS_REMEMBERED = 20_000;
const RETRY_MS = 250;
const GATHER_MS = 25;
const MOST_TRIES_OF_A_RACE = 50;

export type Roller = Readonly<{
  /** Rolls touches into the day totals soon; resolves when screens can see them. */
  roll(touches: readonly Touch[]): Promise<void>;
  /** Touches waiting: when there are too many, the door asks senders to come back later. */
  backlog(): number;
  /** Resolves when nothing waits. */
  settle(): Promise<void>;
  /** Drops what is remembered of days, after somebody else repaired them. */
  forget(): void;
}>;

type Waiting = Readonly<{ touches: readonly Touch[]; resolve(): void }>;

/**
 * Brings day totals up to the facts. It folds what it is told into what the store has and writes with a compare-and-set, so
 * two rollers, a repeat after a crash, or any order end in the same totals. Trouble with the store is retried until it works.
 */
export function createRoller(input: {
  facts: FactsModel;
  days: DaysModel;
  clock: Clock;
  onChanged(states: readonly DayState[]): void;
  onError(error: unknown): void;
}): Roller {
  const remembered = new Map<string, DayState>();
  let waiting: Waiting[] = [];
  let waitingTouches = 0;
  let running: Promise<void> | null = null;

  const remember = (states: readonly DayState[]) => {
    for (const state of states) {
      remembered.delete(state.id);
      remembered.set(state.id, state);
    }
    for (const id of remembered.keys()) {
      if (remembered.size <= MOST_DAYS_REMEMBERED) break;
      remembered.delete(id);
    }
  };

  const load = async (ids: readonly string[]): Promise<void> => {
    const missing = ids.filter((id) => !remembered.has(id));
    if (missing.length > 0) remember(await input.days.findByIds(missing));
  };

  /**
   * A day that is not remembered is taken for new, since most are and looking costs more than trying; those that turn out
   * to exist are returned, to be read before the next round.
   */
  const rollOnce = async (touches: readonly Touch[], existing: ReadonlySet<string>): Promise<readonly string[]> => {
    const byDay = groupByDay(touches);
    await load([...byDay.keys()].filter((id) => existing.has(id)));
    const parts = [...new Set(touches.flatMap(({ part }) => part ?? []))];
    const sums = new Map((parts.length > 0 ? await input.facts.sumParts(parts) : []).map((sum) => [sum.part, sum]));
    const changes: { before: DayState; after: DayState }[] = [];
    for (const [dayId, ofDay] of byDay) {
      const first = ofDay[0];
      if (!first) continue;
      const before = remembered.get(dayId) ?? emptyDay(first.fact);
      const folded = ofDay.reduce((state, { fact, part }) => {
        if (part === null) return foldTotal(state, fact);
        const sum = sums.get(part);
        return sum ? replaceDeltaPart(state, sum) : state;
      }, before);
      const after = closeDay(
        before,
        folded,
        ofDay.map(({ attemptId }) => attemptId),
        input.clock.now(),
      );
      if (after) changes.push({ before, after });
    }
    return write(changes);
  };

  const write = async (changes: readonly { before: DayState; after: DayState }[]): Promise<readonly string[]> => {
    if (changes.length === 0) return [];
    const fresh = changes.filter(({ before }) => before.rev === 0);
    const known = changes.filter(({ before }) => before.rev > 0);
    for (const { after } of changes) remembered.delete(after.id);
    const [taken, allReplaced] = await Promise.all([
      fresh.length > 0 ? input.days.insertNew(fresh.map(({ after }) => after)) : [],
      input.days.replaceAtRev(known),
    ]);
    const lost = new Set(taken);
    const written = [...fresh.filter(({ after }) => !lost.has(after.id)), ...(allReplaced ? known : [])].map(
      ({ after }) => after,
    );
    remember(written);
    input.onChanged(written);
    return [...taken, ...(allReplaced ? [] : known.map(({ after }) => after.id))];
  };

  const rollAll = async (touches: readonly Touch[]): Promise<void> => {
    const existing = new Set<string>();
    for (let tries = 0; tries < MOST_TRIES_OF_A_RACE;) {
      try {
        const lost = await rollOnce(touches, existing);
        if (lost.length === 0) return;
        for (const id of lost) existing.add(id);
        tries += 1;
      } catch (error) {
        remembered.clear();
        input.onError(error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    input.onError(
      new Error(`Day totals were contended for ${MOST_TRIES_OF_A_RACE} rounds; a recount will settle them.`),
    );
  };

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      // Gathering costs 25 ms until a day is seen and saves the store most of its commits: the door needs them more.
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
      let size = 0;
      const batch = waiting.filter(
        ({ touches }, index) => (size += touches.length) <= MOST_TOUCHES_AT_ONCE || index === 0,
      );
      waiting = waiting.slice(batch.length);
      await rollAll(batch.flatMap(({ touches }) => touches));
      for (const { touches, resolve } of batch) {
        waitingTouches -= touches.length;
        resolve();
      }
    }
    running = null;
  };

  return {
    roll(touches) {
      return new Promise((resolve) => {
        waiting.push({ touches, resolve });
        waitingTouches += touches.length;
        running ??= run();
      });
    },
    backlog: () => waitingTouches,
    async settle() {
      while (running) await running;
    },
    forget: () => remembered.clear(),
  };
}

function groupByDay(touches: readonly Touch[]): ReadonlyMap<string, readonly Touch[]> {
  const byDay = new Map<string, Touch[]>();
  for (const touch of touches) {
    const known = byDay.get(touch.fact.dayId);
    if (known) known.push(touch);
    else byDay.set(touch.fact.dayId, [touch]);
  }
  return byDay;
}
