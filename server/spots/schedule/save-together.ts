import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import { isDuplicateKey } from '../../db/errors.ts';
import { refuse } from '../../refusal.ts';
import type { SpotSave, SpotsModel } from '../spots.model.ts';

export type SaveTogetherInput = Readonly<{
  model: Pick<SpotsModel, 'insertMany' | 'saveManyAtRev'>;
  transaction: <T>(work: () => Promise<T>) => Promise<T>;
}>;

/** Documents written in one go: more would keep the server from answering meanwhile. */
const WRITE_AT_ONCE = 250;
const MOST_TRIES = 3;

class ChangedMeanwhile extends Error {}

/** Saves new and changed spots, all of them or none: one that somebody changed meanwhile keeps every other from being saved. */
export function createSaveTogether({ model, transaction }: SaveTogetherInput) {
  return (added: readonly SpotRecord[], changed: readonly SpotSave[]): Promise<void> =>
    transaction(async () => {
      for (const part of inParts(added)) await model.insertMany(part);
      let matched = 0;
      for (const part of inParts(changed)) matched += await model.saveManyAtRev(part);
      if (matched < changed.length) throw new ChangedMeanwhile();
    });
}

/**
 * Does the work again from the start when somebody saved the same spots meanwhile, three times at most.
 * @throws Refusal `conflict` with this code and message after that.
 */
export async function untilNobodyElseSaves<T>(
  work: () => Promise<T>,
  refusal: Readonly<{ code: string; message: string }>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile) && !isDuplicateKey(error)) throw error;
      if (tries === MOST_TRIES) throw refuse('conflict', refusal.code, refusal.message);
    }
  }
}

function inParts<T>(all: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(all.length / WRITE_AT_ONCE);
  return Array.from({ length: count }, (_, at) => all.slice(at * WRITE_AT_ONCE, (at + 1) * WRITE_AT_ONCE));
}
