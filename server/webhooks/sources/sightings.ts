import type { Sighting } from '../door/intake.ts';
import type { SourcesModel } from './sources.model.ts';

const SAVE_EVERY_MS = 500;

/** Notes when each source last reported: gathered, so that a thousand posts cost its document two writes a second. */
export function createSightings(input: {
  model: Pick<SourcesModel, 'seen'>;
  /** `isNumbered`: its reports carry sequence numbers, so that a gap may have shown. */
  onSaved(sourceId: string, isNumbered: boolean): void;
  onError(error: unknown): void;
}) {
  const waiting = new Map<string, { at: number; nextExpectedAt: number | null; sequences: number[] }>();
  let timer: NodeJS.Timeout | null = null;
  let saving: Promise<void> = Promise.resolve();

  const save = async () => {
    timer = null;
    const batch = [...waiting];
    waiting.clear();
    for (const [sourceId, sighting] of batch) {
      await input.model.seen(sourceId, sighting);
      input.onSaved(sourceId, sighting.sequences.length > 0);
    }
  };

  return {
    see({ sourceId, at, nextExpectedAt, sequenceNumber }: Sighting): void {
      const known = waiting.get(sourceId);
      waiting.set(sourceId, {
        at: Math.max(known?.at ?? 0, at),
        nextExpectedAt: nextExpectedAt ?? known?.nextExpectedAt ?? null,
        sequences: [...(known?.sequences ?? []), ...(sequenceNumber === null ? [] : [sequenceNumber])],
      });
      timer ??= setTimeout(() => {
        saving = saving.then(save).catch(input.onError);
      }, SAVE_EVERY_MS);
      timer.unref();
    },
    async settle(): Promise<void> {
      if (timer) clearTimeout(timer);
      if (waiting.size > 0) saving = saving.then(save).catch(input.onError);
      await saving;
    },
  };
}
