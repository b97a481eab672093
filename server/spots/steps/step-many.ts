import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import { noteAsAired, stepByHand, type HandStep } from '../../../shared/domain/spot/steps-by-hand.ts';
import type { EditContext } from '../../campaigns/campaigns.service.ts';
import { notFound } from '../../refusal.ts';
import type { SpotFilter } from '../spot-filter.ts';
import type { SpotsServiceInput } from '../spots-input.ts';
import type { SpotSave } from '../spots.model.ts';
import type { DecideSpot } from './change-spot.ts';

export type BulkStep = Extract<HandStep, 'order' | 'confirm' | 'preempt' | 'cancel'> | 'as_aired';

export type StepManyInput = Pick<SpotsServiceInput, 'model' | 'clock' | 'audit' | 'transaction'> &
  Readonly<{ publish(spots: readonly SpotRecord[]): Promise<void> }>;

/** The same step for many spots of a campaign in one round trip, with one audit entry for all. */
export function createStepMany(input: StepManyInput) {
  const { model, clock, audit, publish } = input;
  type Context = Omit<EditContext, 'rev'>;

  const noteMany = (campaignId: string, action: string, spots: number | string[], context: Context) =>
    audit({ ...context, action, noun: 'spots', targetId: campaignId, campaignId, before: {}, after: { spots } });

  return {
    /** For all that a filter names; spots that can't take the step are left alone. Gives how many took it. */
    async stepMany(
      campaignId: string,
      filter: SpotFilter,
      { action, note }: Readonly<{ action: HandStep; note?: string | undefined }>,
      context: Context,
    ): Promise<number> {
      const by = context.actor.name;
      let count = 0;
      for (;;) {
        const saves = (await model.listByCampaign(campaignId, filter)).flatMap((spot) => {
          const decided = stepByHand(spot, { action, at: clock.now(), by, note });
          return decided.kind === 'ok' && decided.spot.status !== spot.status
            ? [{ id: spot.id, rev: spot.rev, next: decided.spot }]
            : [];
        });
        if (saves.length === 0) break;
        const matched = await model.saveManyAtRev(saves);
        count += matched;
        await publish(saves.map(({ next }) => next));
        if (matched === saves.length) break;
      }
      if (count > 0) await noteMany(campaignId, action, count, context);
      return count;
    },

    /** For spots named by their ids; each is taken or refused by itself. */
    async bulk(
      campaignId: string,
      request: Readonly<{ spotIds: readonly string[]; step: BulkStep; note?: string | undefined }>,
      context: Context,
    ) {
      const { step, note } = request;
      const by = context.actor.name;
      const decide: DecideSpot = (spot) =>
        step === 'as_aired'
          ? noteAsAired(spot, { at: clock.now(), by, note })
          : stepByHand(spot, { action: step, at: clock.now(), by, note });
      const changed: SpotRecord[] = [];
      const refused: { id: string; code: string; message: string }[] = [];
      let left = [...new Set(request.spotIds)];
      while (left.length > 0) {
        const found = new Map((await model.findByIds(left)).map((spot) => [spot.id, spot]));
        const saves: SpotSave[] = [];
        for (const id of left) {
          const spot = found.get(id);
          const decided = spot?.campaignId === campaignId ? decide(spot) : null;
          if (spot && decided?.kind === 'ok') saves.push({ id, rev: spot.rev, next: decided.spot });
          const issue = decided?.kind === 'refused' ? decided.issue : notFound('spot', id).issues[0];
          if (decided?.kind !== 'ok' && issue) refused.push({ id, code: issue.code, message: issue.message });
        }
        // In one transaction it is all of them or, when somebody was faster with one, none: then each is decided again.
        const isSaved = await input
          .transaction(
            async () => (await model.saveManyAtRev(saves)) === saves.length || Promise.reject(new Overtaken()),
          )
          .catch(isOvertaken);
        if (isSaved) changed.push(...saves.map(({ next }) => next));
        left = isSaved ? [] : saves.map(({ id }) => id);
      }
      if (changed.length > 0) {
        const ids = changed.map(({ id }) => id);
        await noteMany(campaignId, step, ids, context);
        await publish(changed);
      }
      return { changed, refused };
    },
  };
}

class Overtaken extends Error {}
function isOvertaken(error: unknown): false {
  if (error instanceof Overtaken) return false;
  throw error;
}
