import type { Attempt, AttemptsModel } from '../attempts/attempts.model.ts';

const MOST_WAITING = 2_000;
const MOST_PER_SECOND_AND_SOURCE = 50;
const FLUSH_MS = 100;

/**
 * Keeps refused and repeated posts for the sender's developer to see, beside the main path: gathered, never waited for,
 * and at most 50 a second and source, so that a flood of forged posts costs almost nothing.
 */
export function createRefusedPosts(input: {
  model: AttemptsModel;
  onKept(sourceId: string): void;
  onError(error: unknown): void;
}) {
  let waiting: Attempt[] = [];
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  let second = 0;
  const ofSecond = new Map<string, number>();

  const flush = async () => {
    timer = null;
    const batch = waiting;
    waiting = [];
    await input.model.insert(batch);
    for (const sourceId of new Set(batch.map((attempt) => attempt.sourceId))) input.onKept(sourceId);
  };

  return {
    keep(sourceId: string, make: () => Attempt): void {
      const now = Math.floor(performance.now() / 1_000);
      if (now !== second) {
        second = now;
        ofSecond.clear();
      }
      const count = (ofSecond.get(sourceId) ?? 0) + 1;
      ofSecond.set(sourceId, count);
      if (count > MOST_PER_SECOND_AND_SOURCE || waiting.length >= MOST_WAITING) return;
      waiting.push(make());
      timer ??= setTimeout(() => {
        writing = writing.then(flush).catch(input.onError);
      }, FLUSH_MS);
    },
    async settle(): Promise<void> {
      if (timer) clearTimeout(timer);
      if (waiting.length > 0) writing = writing.then(flush).catch(input.onError);
      await writing;
    },
  };
}
