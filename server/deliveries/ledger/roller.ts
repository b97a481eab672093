import type { FactsModel } from '../facts.model.ts';
import type { Touch } from './accept.ts';
import type { DayChange, DayKeeper } from './day-keeper.ts';
import { replaceDeltaPart, type DeltaPart } from './day-state.ts';

const MOST_TOUCHES_AT_ONCE = 2_000;
const RETRY_MS = 250;
const GATHER_MS = 25;

export type Roller = Readonly<{
  /** Adds touched parts up into their days soon; resolves when screens can see them. */
  roll(touches: readonly Touch[]): Promise<void>;
  /** Touches waiting: when there are too many, the door asks senders to come back later. */
  backlog(): number;
  /** Resolves when nothing waits. */
  settle(): Promise<void>;
}>;

type Waiting = Readonly<{ touches: readonly Touch[]; resolve(): void }>;

/**
 * Brings the deltas of days up to their facts: every touched part is added up again from its facts and replaced in its day,
 * so a repeat after a crash or any order ends in the same totals. Trouble with the store is retried until it works.
 */
export function createRoller(input: { facts: FactsModel; keeper: DayKeeper; onError(error: unknown): void }): Roller {
  let waiting: Waiting[] = [];
  let waitingTouches = 0;
  let running: Promise<void> | null = null;

  const rollOnce = async (touches: readonly Touch[]): Promise<void> => {
    const parts = [...new Set(touches.map(({ part }) => part))];
    let sums = new Map<string, DeltaPart>();
    const changes = [...groupByDay(touches).values()].flatMap((ofDay): DayChange[] => {
      const first = ofDay[0];
      if (!first) return [];
      const attemptIds = ofDay.map(({ attemptId }) => attemptId);
      return [
        {
          day: first.fact,
          fold(before) {
            const state = ofDay.reduce((day, { part }) => {
              const sum = sums.get(part);
              return sum ? replaceDeltaPart(day, sum) : day;
            }, before);
            return { state, superseded: [], attemptIds };
          },
        },
      ];
    });
    // Read after the days, so that what is written is never older than what it replaces.
    await input.keeper.change(changes, async () => {
      sums = new Map((await input.facts.sumParts(parts)).map((sum) => [sum.part, sum]));
    });
  };

  const rollAll = async (touches: readonly Touch[]): Promise<void> => {
    for (;;) {
      try {
        return await rollOnce(touches);
      } catch (error) {
        input.onError(error);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
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
      if (touches.length === 0) return Promise.resolve();
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
