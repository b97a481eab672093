import type { CheckpointsModel } from '../../deliveries/checkpoints.model.ts';
import type { AttemptsModel } from '../attempts/attempts.model.ts';
import type { Intake } from './intake.ts';
import type { SourcesModel } from '../sources/sources.model.ts';

/**
 * Makes good what a crash cut short: every attempt taken since a process last promised to be done is applied again. That
 * changes nothing where all was done, so processes that are alive and well are not disturbed.
 */
export function createRecovery(input: {
  checkpoints: CheckpointsModel;
  sources: Pick<SourcesModel, 'listAll'>;
  attempts: AttemptsModel;
  intake: Intake;
  processId: string;
}) {
  return async (): Promise<{ attempts: number }> => {
    const others = (await input.checkpoints.list()).filter(({ processId }) => processId !== input.processId);
    if (others.length === 0) return { attempts: 0 };
    const since = Math.min(...others.map(({ pendingSince }) => pendingSince));
    let attempts = 0;
    for (const source of await input.sources.listAll()) {
      for await (const attempt of input.attempts.inOrder({ sourceId: source.id, since })) {
        if (attempt.eventId === null || attempt.id.startsWith(`${source.id}.~`)) continue;
        await input.intake.reapply(attempt, source.dialect, source.timeZone);
        attempts += 1;
      }
    }
    for (const { processId } of others) await input.checkpoints.remove(processId);
    return { attempts };
  };
}
