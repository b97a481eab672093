import { errorIssue } from '../../shared/domain/issue.ts';
import { apportion } from '../../shared/domain/money.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { CampaignsService, EditContext } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import { Refusal } from '../refusal.ts';
import type { CreativeEdits } from './creative-edits.ts';
import type { CreativesModel, StoredCreative } from './creatives.model.ts';

export type RotationInput = Readonly<{
  model: Pick<CreativesModel, 'listByCampaign' | 'changeAtRev'>;
  campaigns: CampaignsService;
  edits: Pick<CreativeEdits, 'get' | 'tell'>;
  clock: Clock;
  audit: RecordAudit;
}>;

/** How often each creative turns: its weight, and the share that makes. */
export function createRotation({ model, campaigns, edits, clock, audit }: RotationInput) {
  return {
    /** Sets weights of several creatives; each is one compare-and-set, tried again over other edits. */
    async setWeights(
      campaignId: string,
      weights: readonly Readonly<{ creativeId: string; weight: number }>[],
      context: Omit<EditContext, 'rev'>,
    ): Promise<void> {
      const known = new Map((await model.listByCampaign(campaignId)).map((creative) => [creative.id, creative]));
      const unknown = weights.flatMap(({ creativeId }, at) =>
        known.has(creativeId)
          ? []
          : [
              errorIssue(
                'creative_not_found',
                `${creativeId} is not a creative of this campaign.`,
                `weights.${at}.creativeId`,
              ),
            ],
      );
      if (unknown.length > 0) throw new Refusal('invalid', unknown);
      for (const { creativeId, weight } of weights) {
        for (let current = await edits.get(creativeId); ; current = await edits.get(creativeId)) {
          if (current.rotationWeight === weight) break;
          const after = await model.changeAtRev(creativeId, current.rev, { rotationWeight: weight }, clock.now());
          if (!after) continue;
          await audit({
            ...context,
            action: 'weighted',
            noun: 'creative',
            targetId: creativeId,
            campaignId,
            before: current,
            after,
          });
          break;
        }
      }
      await edits.tell(campaignId, campaignId);
    },

    /** Shares of the rotation by length, in basis points that add up to 10,000. */
    async shares(campaignId: string) {
      await campaigns.get(campaignId);
      return rotationShares(await model.listByCampaign(campaignId));
    },
  };
}

/** Shares of the rotation by length, longest first, in basis points that add up to 10,000 in each. */
function rotationShares(creatives: readonly StoredCreative[]) {
  const byLength = new Map<number, StoredCreative[]>();
  for (const creative of creatives) {
    byLength.set(creative.lengthSeconds, [...(byLength.get(creative.lengthSeconds) ?? []), creative]);
  }
  const lengths = [...byLength]
    .sort(([a], [b]) => b - a)
    .map(([lengthSeconds, own]) => {
      const shares = apportion(
        10_000,
        own.map(({ id, rotationWeight }) => ({ key: id, weight: rotationWeight })),
      );
      return {
        lengthSeconds,
        creatives: own.map(({ id, adId, title, rotationWeight }, at) => ({
          creativeId: id,
          adId,
          title,
          weight: rotationWeight,
          shareBasisPoints: shares[at]?.cents ?? 0,
        })),
      };
    });
  return { lengths };
}
