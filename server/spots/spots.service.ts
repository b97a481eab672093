import { whyNotEligible } from '../../shared/domain/creative/eligible-creatives.ts';
import { errorIssue } from '../../shared/domain/issue.ts';
import { formatCents, multiplyRatio } from '../../shared/domain/money.ts';
import type { SpotAction } from '../../shared/domain/spot.ts';
import type { SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import { assignCreative, stepSpot, verifyAiring, type SpotStepped } from '../../shared/domain/spot/spot-steps.ts';
import type { EditContext } from '../campaigns/campaigns.service.ts';
import { pageOfRows, type Page } from '../db/pages.ts';
import { notFound, Refusal, stale } from '../refusal.ts';
import { createAddSpot } from './edit/add-spot.ts';
import { createFillSpots } from './edit/fill-spots.ts';
import { createMoveSpot } from './edit/move-spot.ts';
import type { SpotsServiceInput } from './spots-input.ts';
import type { CreativeNames } from './spot-view.ts';
import type { SpotFilter, SpotSave } from './spots.model.ts';

/** Least true time between two of our spots on a station, unless a schedule says otherwise. */
export const SEPARATION_MINUTES = 15;
/** The steps people take by name; the others are taken by orders, make-goods and jobs. */
export type PlainStep = Extract<
  SpotAction,
  'order' | 'decline' | 'confirm' | 'traffic' | 'reinstate' | 'cancel' | 'miss' | 'preempt'
>;
export type BulkStep = 'order' | 'confirm' | 'as_aired' | 'preempt' | 'cancel';
type Change = (spot: SpotRecord) => SpotStepped;

/** Spots: read, step through their life, move, give copy. Scheduling, traffic and make-goods build on it. */
export function createSpotsService(input: SpotsServiceInput) {
  const { model, campaigns, clock, audit, announce } = input;

  const get = async (id: string): Promise<SpotRecord> => {
    const spot = await model.findById(id);
    if (!spot) throw notFound('spot', id);
    return spot;
  };

  const publish = async (spots: readonly SpotRecord[]): Promise<void> => {
    for (const { campaignId, id } of spots)
      announce({ kind: 'spot', campaignId, id: spots.length > 20 ? campaignId : id });
    for (const listener of input.afterChange) await listener(spots);
  };

  /** Load, decide, save, tell. Without a named revision it is decided again on whatever the spot has become. */
  const change = async (id: string, action: string, decide: Change, context: EditContext): Promise<SpotRecord> => {
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
      await audit({
        actor,
        action,
        noun: 'spot',
        targetId: id,
        campaignId: after.campaignId,
        before,
        after,
        requestId,
      });
      await publish([after]);
      return after;
    }
  };

  const plainStep =
    (action: PlainStep, note: string | undefined, by: string): Change =>
    (spot) => {
      if (spot.verified && (action === 'preempt' || action === 'miss'))
        return refused(
          'verified',
          `This spot aired: a row of the station's as-run stands behind it. Undo the match first.`,
        );
      if (action === 'traffic' && spot.creativeId === undefined)
        return refused('no_creative', 'This spot has no creative to instruct. Give it one first.');
      return stepSpot(spot, { action, at: clock.now(), by, note });
    };

  const asAired =
    (airedAt: number | undefined, note: string | undefined, by: string): Change =>
    (spot) => {
      const at = clock.now();
      if (spot.scheduledAt > at)
        return refused('not_aired_yet', 'This spot is still to air. Move it first if it ran early.');
      if (spot.status === 'aired') return { kind: 'ok', spot: verifyAiring(spot, airedAt ?? spot.airedAt, { at }) };
      return stepSpot(spot, {
        action: 'air',
        at,
        by,
        note,
        verified: true,
        ...(airedAt === undefined ? {} : { airedAt }),
      });
    };

  const moving = createMoveSpot({ ...input, separationMinutes: SEPARATION_MINUTES, get, change });

  return {
    get,
    change,
    publish,
    /** Names of a campaign's creatives, for views. */
    async names(campaignId: string): Promise<CreativeNames> {
      const { stored } = await input.creatives.forCampaign(campaignId);
      return new Map(stored.map(({ id, adId, title }) => [id, { id, adId, title }]));
    },
    async page(
      campaignId: string,
      filter: SpotFilter,
      paging: { cursor?: string; limit: number },
    ): Promise<Page<SpotRecord>> {
      await campaigns.get(campaignId);
      const rows = await model.page(campaignId, filter, paging.cursor, paging.limit + 1);
      return pageOfRows(
        rows,
        paging.limit,
        (row) => [row.scheduledAt, row.id],
        (row) => row,
      );
    },
    listByCampaign: model.listByCampaign,

    step: (id: string, action: PlainStep, note: string | undefined, context: EditContext) =>
      change(id, action, plainStep(action, note, context.actor.name), context),

    asAired: (id: string, fields: Readonly<{ airedAt?: number; note?: string | undefined }>, context: EditContext) =>
      change(id, 'as_aired', asAired(fields.airedAt, fields.note, context.actor.name), context),

    credit: (id: string, fields: Readonly<{ reason: string; basisPoints: number }>, context: EditContext) =>
      change(
        id,
        'credited',
        (spot) => {
          const creditCents = multiplyRatio(spot.costCents, fields.basisPoints, 10_000);
          const note = `${fields.reason} Credit ${formatCents(creditCents)}.`;
          const stepped = stepSpot(spot, { action: 'credit', at: clock.now(), by: context.actor.name, note });
          return stepped.kind === 'ok' ? { kind: 'ok', spot: { ...stepped.spot, creditCents } } : stepped;
        },
        context,
      ),

    move: moving.move,
    checkMove: moving.check,

    async assign(id: string, creativeId: string | null, context: EditContext): Promise<SpotRecord> {
      const spot = await get(id);
      if (creativeId !== null) {
        const { creatives, rules } = await input.creatives.forCampaign(spot.campaignId);
        const creative = creatives.find((one) => one.id === creativeId);
        if (!creative) throw notFound('creative', creativeId);
        const reasons = whyNotEligible(creative, spot, rules);
        if (reasons.length > 0) throw new Refusal('conflict', reasons);
      }
      const by = context.actor.name;
      const decide: Change = (now) => assignCreative(now, creativeId ?? undefined, { at: clock.now(), by });
      return change(id, 'assigned', decide, context);
    },

    add: createAddSpot({ ...input, separationMinutes: SEPARATION_MINUTES, publish }),
    fill: createFillSpots({ ...input, separationMinutes: SEPARATION_MINUTES, publish }),

    /** The same step for many spots in one round trip; spots that can't take it are left alone. One audit entry for all. */
    async stepMany(
      campaignId: string,
      filter: SpotFilter,
      step: Readonly<{ action: PlainStep; note?: string | undefined }>,
      context: Omit<EditContext, 'rev'>,
    ): Promise<number> {
      const decide = plainStep(step.action, step.note, context.actor.name);
      let count = 0;
      for (;;) {
        const saves = (await model.listByCampaign(campaignId, filter)).flatMap((spot) => {
          const decided = decide(spot);
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
      if (count > 0)
        await audit({
          ...context,
          action: step.action,
          noun: 'spots',
          targetId: campaignId,
          campaignId,
          before: {},
          after: { spots: count },
        });
      return count;
    },

    /** One step for many of a campaign; each is taken or refused by itself. */
    async bulk(
      campaignId: string,
      request: Readonly<{ spotIds: readonly string[]; step: BulkStep; note?: string | undefined }>,
      context: Omit<EditContext, 'rev'>,
    ) {
      const { step, note } = request;
      const by = context.actor.name;
      const decide = step === 'as_aired' ? asAired(undefined, note, by) : plainStep(step, note, by);
      const changed: SpotRecord[] = [];
      const refusals: { id: string; code: string; message: string }[] = [];
      let left = [...new Set(request.spotIds)];
      while (left.length > 0) {
        const found = new Map((await model.findByIds(left)).map((spot) => [spot.id, spot]));
        const saves: SpotSave[] = [];
        for (const id of left) {
          const spot = found.get(id);
          const decided = spot?.campaignId === campaignId ? decide(spot) : null;
          if (spot && decided?.kind === 'ok') saves.push({ id, rev: spot.rev, next: decided.spot });
          const issue = decided?.kind === 'refused' ? decided.issue : notFound('spot', id).issues[0];
          if (decided?.kind !== 'ok' && issue) refusals.push({ id, code: issue.code, message: issue.message });
        }
        // In one transaction it is all of them or, when somebody was faster with one, none: then each is decided again.
        const isSaved = await input
          .transaction(
            async () => (await model.saveManyAtRev(saves)) === saves.length || Promise.reject(new Overtaken()),
          )
          .catch(isOvertaken);
        if (!isSaved) {
          left = saves.map(({ id }) => id);
          continue;
        }
        changed.push(...saves.map(({ next }) => next));
        left = [];
      }
      if (changed.length > 0) {
        await audit({
          ...context,
          action: step,
          noun: 'spots',
          targetId: campaignId,
          campaignId,
          before: {},
          after: { spots: changed.map(({ id }) => id) },
        });
        await publish(changed);
      }
      return { changed, refused: refusals };
    },
  };
}
export type SpotsService = ReturnType<typeof createSpotsService>;

class Overtaken extends Error {}
function isOvertaken(error: unknown): false {
  if (error instanceof Overtaken) return false;
  throw error;
}

function refused(code: string, message: string): SpotStepped {
  return { kind: 'refused', issue: errorIssue(code, message) };
}
