import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import type { SpotStepped } from '../../../shared/domain/spot/spot-steps.ts';
import type { EditContext } from '../../campaigns/campaigns.service.ts';
import { notFound, Refusal, stale } from '../../refusal.ts';
import type { SpotsServiceInput } from '../spots-input.ts';

/** What becomes of a spot, decided on whatever it is by then. */
export type DecideSpot = (spot: SpotRecord) => SpotStepped;

/** More spots than this are told to screens as their campaign, once for each. */
const MOST_TOLD_ONE_BY_ONE = 20;

/** Changing one spot, and telling that spots changed; everything that changes spots goes through here. */
export function createChangeSpot(input: Pick<SpotsServiceInput, 'model' | 'audit' | 'announce' | 'afterChange'>) {
  const { model, audit, announce } = input;

  const get = async (id: string): Promise<SpotRecord> => {
    const spot = await model.findById(id);
    if (!spot) throw notFound('spot', id);
    return spot;
  };

  /** Tells screens and whoever follows spots (jobs, delivery, make-goods) that these were saved. */
  const publish = async (spots: readonly SpotRecord[]): Promise<void> => {
    for (const { campaignId, id } of spots)
      announce({ kind: 'spot', campaignId, id: spots.length > MOST_TOLD_ONE_BY_ONE ? campaignId : id });
    for (const listener of input.afterChange) await listener(spots);
  };

  /**
   * Load, decide, save, tell. Without a named revision it is decided again on whatever the spot has become.
   * @throws Refusal when the spot is unknown, at another revision than named, or the step is refused.
   */
  const change = async (id: string, action: string, decide: DecideSpot, context: EditContext): Promise<SpotRecord> => {
    for (;;) {
      const before = await get(id);
      if (context.rev !== null && context.rev !== before.rev) throw stale('spot', context.rev, before.rev);
      const decided = decide(before);
      if (decided.kind === 'refused') throw new Refusal('conflict', [decided.issue]);
      const after = decided.spot;
      if (!(await model.saveAtRev({ id, rev: before.rev, next: after }))) {
        if (context.rev !== null) throw stale('spot', context.rev, (await get(id)).rev);
        continue;
      }
      const { actor, requestId } = context;
      const { campaignId } = after;
      await audit({ actor, action, noun: 'spot', targetId: id, campaignId, before, after, requestId });
      await publish([after]);
      return after;
    }
  };

  return { get, change, publish };
}
