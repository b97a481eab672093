import type { CreatePlanRequest } from '../../shared/contracts/plans.ts';
import { withIds } from '../../shared/domain/plan-edits.ts';
import { nextVersion } from '../../shared/domain/plan.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { CampaignsService, EditContext } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../db/errors.ts';
import type { NewId } from '../ids.ts';
import type { Announce } from '../live/live.ts';
import { refuse } from '../refusal.ts';
import type { PlansModel, StoredPlan } from './plans.model.ts';

export type PlanVersionsInput = Readonly<{
  model: Pick<PlansModel, 'highestNumber' | 'insert'>;
  campaigns: CampaignsService;
  get(id: string): Promise<StoredPlan>;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
  announce: Announce;
}>;

/** The plans of a campaign as they come after one another: a first draft, and revisions of what is approved. */
export function createPlanVersions(input: PlanVersionsInput) {
  const { model, campaigns, clock, newId, audit, announce } = input;

  const insertNext = async (campaignId: string, make: (number: number) => StoredPlan): Promise<StoredPlan> => {
    for (;;) {
      const plan = make((await model.highestNumber(campaignId)) + 1);
      try {
        await model.insert(plan);
        return plan;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    }
  };

  const publishNew = async (
    action: 'created' | 'revised',
    plan: StoredPlan,
    { actor, requestId }: Omit<EditContext, 'rev'>,
  ): Promise<StoredPlan> => {
    const { id, campaignId } = plan;
    await campaigns.notePlan(campaignId, { latestPlanId: id });
    await audit({ actor, action, noun: 'plan', targetId: id, campaignId, requestId });
    announce({ kind: 'plan', campaignId, id });
    return plan;
  };

  return {
    async create(
      campaignId: string,
      request: CreatePlanRequest,
      context: Omit<EditContext, 'rev'>,
    ): Promise<StoredPlan> {
      await campaigns.get(campaignId);
      const now = clock.now();
      const lines = request.lines.map((line) => withIds(line, newId));
      const plan = await insertNext(campaignId, (number) => ({
        id: newId('pln'),
        campaignId,
        number,
        name: request.name ?? `Plan ${number}`,
        version: `${number}.0`,
        status: 'draft',
        lines,
        rev: 1,
        basedOnPlanId: null,
        submittedBy: null,
        approvedBy: null,
        approvedAt: null,
        createdAt: now,
        updatedAt: now,
      }));
      return publishNew('created', plan, context);
    },

    /** A new draft with the same lines, flights and ids, to be approved in the place of this one; under an id of the asker's, where one is given. */
    async revise(id: string, context: EditContext, newPlanId = newId('pln')): Promise<StoredPlan> {
      const base = await input.get(id);
      if (base.status !== 'approved') {
        throw refuse(
          'conflict',
          'plan_not_approved',
          `Plan ${base.version} is ${base.status.replace('_', ' ')}; only an approved plan is revised. Edit the draft instead.`,
          'status',
        );
      }
      const now = clock.now();
      const { hash: _hash, ...kept } = base;
      const plan = await insertNext(base.campaignId, (number) => ({
        ...kept,
        id: newPlanId,
        number,
        version: nextVersion(base.version),
        status: 'draft',
        rev: 1,
        basedOnPlanId: base.id,
        submittedBy: null,
        approvedBy: null,
        approvedAt: null,
        createdAt: now,
        updatedAt: now,
      }));
      return publishNew('revised', plan, context);
    },
  };
}
