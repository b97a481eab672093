import type { CreateCampaignRequest, UpdateCampaignRequest } from '../../shared/contracts/campaigns.ts';
import { checkCampaign, campaignStep, type CampaignAction } from '../../shared/domain/campaign.ts';
import { hasErrors, type Issue } from '../../shared/domain/issue.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { Clock } from '../clock.ts';
import type { Page } from '../db/pages.ts';
import { pageById } from '../db/pages.ts';
import type { Actor } from '../http/actor.ts';
import type { NewId } from '../ids.ts';
import type { Announce } from '../live/live.ts';
import { notFound, Refusal, stale } from '../refusal.ts';
import type { CampaignsModel, StoredCampaign } from './campaigns.model.ts';

/** What an edit is based on: who, which revision (null: whatever it is now). */
export type EditContext = Readonly<{ actor: Actor; rev: number | null; requestId?: string }>;

function refuseErrors(issues: readonly Issue[]): void {
  if (hasErrors(issues))
    throw new Refusal(
      'invalid',
      issues.filter((issue) => issue.severity === 'error'),
    );
}

/** Campaigns: create, read, edit, move through their states. */
export function createCampaignsService(input: {
  model: CampaignsModel;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
  announce: Announce;
}) {
  const { model, clock, newId, audit, announce } = input;

  const get = async (id: string): Promise<StoredCampaign> => {
    const campaign = await model.findById(id);
    if (!campaign) throw notFound('campaign', id);
    return campaign;
  };

  const change = async (
    before: StoredCampaign,
    set: Parameters<CampaignsModel['changeAtRev']>[2],
    action: string,
    context: EditContext,
  ) => {
    if (context.rev !== null && context.rev !== before.rev) throw stale('campaign', context.rev, before.rev);
    const after = await model.changeAtRev(before.id, before.rev, set, clock.now());
    if (!after) throw stale('campaign', before.rev, (await get(before.id)).rev);
    await audit({
      actor: context.actor,
      action,
      noun: 'campaign',
      targetId: after.id,
      campaignId: after.id,
      before,
      after,
      requestId: context.requestId,
    });
    announce({ kind: 'campaign', campaignId: after.id, id: after.id });
    return after;
  };

  return {
    get,
    async create(request: CreateCampaignRequest, context: Omit<EditContext, 'rev'>): Promise<StoredCampaign> {
      const now = clock.now();
      const campaign: StoredCampaign = {
        ...request,
        id: newId('cmp'),
        status: 'draft',
        rev: 1,
        approvedPlanId: null,
        latestPlanId: null,
        createdAt: now,
        updatedAt: now,
      };
      refuseErrors(checkCampaign(campaign));
      await model.insert(campaign);
      await audit({
        actor: context.actor,
        action: 'created',
        noun: 'campaign',
        targetId: campaign.id,
        campaignId: campaign.id,
        requestId: context.requestId,
      });
      announce({ kind: 'campaign', campaignId: campaign.id, id: campaign.id });
      return campaign;
    },
    async update(id: string, request: UpdateCampaignRequest, context: EditContext): Promise<StoredCampaign> {
      const before = await get(id);
      refuseErrors(checkCampaign({ ...before, ...request }));
      return change(before, request, 'edited', context);
    },
    async transition(id: string, action: CampaignAction, context: EditContext): Promise<StoredCampaign> {
      const before = await get(id);
      const next = campaignStep(before.status, action);
      if (next.kind === 'refused') throw new Refusal('conflict', [next.issue]);
      return change(before, { status: next.status }, action, context);
    },
    /** Notes which plan is the newest or the approved one. Retries over other edits: it touches nothing they do. */
    async notePlan(
      id: string,
      set: { latestPlanId?: string; approvedPlanId?: string; status?: StoredCampaign['status'] },
    ): Promise<void> {
      for (;;) {
        const campaign = await get(id);
        if (await model.changeAtRev(id, campaign.rev, set, clock.now()))
          return announce({ kind: 'campaign', campaignId: id, id });
      }
    },
    async list(
      filter: { status?: StoredCampaign['status'] },
      cursor: string | undefined,
      limit: number,
    ): Promise<Page<StoredCampaign>> {
      const rows = await model.list(filter, cursor, limit + 1);
      return pageById(rows, limit);
    },
  };
}
export type CampaignsService = ReturnType<typeof createCampaignsService>;
