import type { RecordAudit } from '../audit/audit.service.ts';
import type { EditContext } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../db/errors.ts';
import type { Announce } from '../live/live.ts';
import { notFound, refuse, stale, type Refusal } from '../refusal.ts';
import type { CreativeView, CreativeViews } from './creative-view.ts';
import type { CreativeChange, CreativesModel, StoredCreative } from './creatives.model.ts';

/** Told after a creative changed, so that rotations and flights can follow. */
export type CreativeListener = (campaignId: string) => Promise<void>;

export type CreativeEditsInput = Readonly<{
  model: Pick<CreativesModel, 'findById' | 'changeAtRev'>;
  views: Pick<CreativeViews, 'viewOne'>;
  clock: Clock;
  audit: RecordAudit;
  announce: Announce;
  afterChange: readonly CreativeListener[];
}>;

/** Fields that are on the air: whoever changes one asks for approval again. */
const AIRED_FIELDS = ['adId', 'kind', 'lengthSeconds', 'definition', 'disclaimer', 'release'] as const;

/** The way every change of a creative goes: one compare-and-set, then audit, announcement and whoever follows creatives. */
export function createCreativeEdits(input: CreativeEditsInput) {
  const { model, clock, audit, announce } = input;

  const get = async (id: string): Promise<StoredCreative> => {
    const creative = await model.findById(id);
    if (!creative) throw notFound('creative', id);
    return creative;
  };

  /** Says that something about a campaign's creatives changed. */
  const tell = async (campaignId: string, id: string): Promise<void> => {
    announce({ kind: 'creative', campaignId, id });
    for (const listener of input.afterChange) await listener(campaignId);
  };

  const publish = async (
    action: string,
    pair: Readonly<{ before?: StoredCreative; after: StoredCreative }>,
    context: Omit<EditContext, 'rev'>,
  ): Promise<CreativeView> => {
    const { id, campaignId } = pair.after;
    await audit({ ...context, ...pair, action, noun: 'creative', targetId: id, campaignId });
    await tell(campaignId, id);
    return input.views.viewOne(pair.after);
  };

  const change = async (before: StoredCreative, set: CreativeChange, context: EditContext): Promise<StoredCreative> => {
    if (context.rev !== null && context.rev !== before.rev) throw stale('creative', context.rev, before.rev);
    try {
      const after = await model.changeAtRev(before.id, before.rev, set, clock.now());
      if (!after) throw stale('creative', before.rev, (await get(before.id)).rev);
      return after;
    } catch (error) {
      throw isDuplicateKey(error) ? adIdTaken(set.adId ?? before.adId) : error;
    }
  };

  /** A change that takes approval back when it touches what airs. */
  const edit = async (before: StoredCreative, set: CreativeChange, action: string, context: EditContext) => {
    const touchesAir = AIRED_FIELDS.some((field) => field in set && !isSame(set[field], before[field]));
    const back =
      touchesAir && before.approval.status === 'approved'
        ? { approval: { status: 'draft' as const, by: null, at: null, note: 'Changed after approval.' } }
        : {};
    const after = await change(before, { ...set, ...back }, context);
    return publish(action, { before, after }, context);
  };

  return { get, tell, publish, change, edit };
}
export type CreativeEdits = ReturnType<typeof createCreativeEdits>;

/** The refusal of a traffic code that another creative of the campaign bears. */
export function adIdTaken(adId: string): Refusal {
  return refuse('conflict', 'ad_id_taken', `${adId} is the code of another creative of this campaign.`, 'adId');
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
