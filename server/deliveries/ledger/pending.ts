import type { Clock } from '../../clock.ts';
import type { CheckpointsModel } from '../checkpoints.model.ts';

const SAVE_EVERY_MS = 1_000;
/** Clocks are set back now and then; what is promised stays this far behind. */
const MARGIN_MS = 5_000;

export type Pending = Readonly<{
  begin(attemptId: string, receivedAt: number): void;
  end(attemptId: string): void;
  has(attemptId: string): boolean;
  /** Must have finished before the first attempt is taken: from then on a crash can be made good. */
  start(): Promise<void>;
  stop(): Promise<void>;
}>;

/**
 * Knows which attempts are between the door and the day totals, and keeps the oldest moment of them in the database.
 * That moment only moves on after everything before it is done, so after a crash all that was cut short lies after it.
 */
export function createPending(input: {
  model: CheckpointsModel;
  clock: Clock;
  processId: string;
  onError(error: unknown): void;
}): Pending {
  const pending = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  let saving: Promise<void> = Promise.resolve();

  const oldest = () => {
    let least = input.clock.now();
    for (const at of pending.values()) least = Math.min(least, at);
    return least - MARGIN_MS;
  };
  const save = () =>
    input.model.save({ processId: input.processId, pendingSince: oldest(), heartbeatAt: input.clock.now() });

  return {
    begin: (attemptId, receivedAt) => void pending.set(attemptId, receivedAt),
    end: (attemptId) => void pending.delete(attemptId),
    has: (attemptId) => pending.has(attemptId),
    async start() {
      await save();
      timer = setInterval(() => {
        saving = saving.then(save).catch(input.onError);
      }, SAVE_EVERY_MS);
      timer.unref();
    },
    async stop() {
      if (timer) clearInterval(timer);
      timer = null;
      await saving;
      if (pending.size === 0) await input.model.remove([input.processId]);
    },
  };
}
