import type { CheckpointsModel } from '../../deliveries/checkpoints.model.ts';
import type { Clock } from '../../clock.ts';
import type { Attempt, AttemptsModel } from '../attempts/attempts.model.ts';
import type { Source as KnownSource, SourcesModel } from '../sources/sources.model.ts';
import type { Intake } from './intake.ts';

const MOST_AT_ONCE = 200;
const MOST_BYTES_AT_ONCE = 4_000_000;
/** Posts are kept moments after they are received, so a promise stays this far behind what was seen. */
const MARGIN_MS = 5_000;
/** Clocks are set back now and then; what comes later than this is not of the crash, and is not run after. */
const MOST_AHEAD_MS = 60_000;

type Source = Pick<KnownSource, 'id' | 'dialect' | 'timeZone'>;
type Cut = Readonly<{ attempt: Attempt; source: Source }>;

/**
 * Makes good what a crash cut short: every attempt taken since a process last promised to be done is applied again. That
 * changes nothing where all was done, so processes that are alive and well are not disturbed. It goes on in the order of
 * time and notes how far it is, so that a crash in the middle of it does not start it over.
 */
export function createRecovery(input: {
  checkpoints: CheckpointsModel;
  sources: Pick<SourcesModel, 'listAll'>;
  attempts: AttemptsModel;
  intake: Pick<Intake, 'reapply'>;
  clock: Clock;
  processId: string;
}) {
  return async (): Promise<{ attempts: number }> => {
    const others = (await input.checkpoints.list()).filter(({ processId }) => processId !== input.processId);
    if (others.length === 0) return { attempts: 0 };
    const processIds = others.map(({ processId }) => processId);
    const since = Math.min(...others.map(({ pendingSince }) => pendingSince));
    const until = input.clock.now() + MOST_AHEAD_MS;
    const sources = await input.sources.listAll();
    const lists = sources.map((source) =>
      cutShort(source, input.attempts.inOrder({ sourceId: source.id, since, until })),
    );
    let attempts = 0;
    for await (const some of inBatches(byTime(lists))) {
      await Promise.all(
        some.map(({ attempt, source }) => input.intake.reapply(attempt, source.dialect, source.timeZone)),
      );
      attempts += some.length;
      const done = (some.at(-1)?.attempt.receivedAt ?? since) - MARGIN_MS;
      await input.checkpoints.advance(processIds, done);
    }
    await input.checkpoints.remove(processIds);
    return { attempts };
  };
}

/** Attempts that were accepted; refused ones are only records. */
async function* cutShort(source: Source, attempts: AsyncIterable<Attempt>): AsyncGenerator<Cut> {
  for await (const attempt of attempts) {
    if (attempt.eventId !== null && !attempt.id.startsWith(`${source.id}.~`)) yield { attempt, source };
  }
}

/** Lists that are each in the order of time, as one. */
async function* byTime(lists: readonly AsyncGenerator<Cut>[]): AsyncGenerator<Cut> {
  const heads = await Promise.all(lists.map(async (list) => ({ list, head: await list.next() })));
  for (;;) {
    let first: (typeof heads)[number] | undefined;
    for (const one of heads) {
      if (one.head.done) continue;
      if (!first || first.head.done || one.head.value.attempt.receivedAt < first.head.value.attempt.receivedAt)
        first = one;
    }
    if (!first || first.head.done) return;
    yield first.head.value;
    first.head = await first.list.next();
  }
}

async function* inBatches(cuts: AsyncIterable<Cut>): AsyncGenerator<readonly Cut[]> {
  let batch: Cut[] = [];
  let bytes = 0;
  for await (const cut of cuts) {
    batch.push(cut);
    bytes += cut.attempt.byteCount;
    if (batch.length < MOST_AT_ONCE && bytes < MOST_BYTES_AT_ONCE) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}
