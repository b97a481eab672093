import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { UpdatePlanRequest } from '../../shared/contracts/plans.ts';
import { flowchart, type Flowchart, type FlowchartInput } from '../../shared/domain/flowchart.ts';
import { hasErrors, type Issue } from '../../shared/domain/issue.ts';
import { checkPlan } from '../../shared/domain/plan-check.ts';
import { comparePlans, type PlanComparison } from '../../shared/domain/plan-comparison.ts';
import { applyLineEdits } from '../../shared/domain/plan-edits.ts';
import { isPlanEditable, planSealText, planStep, type PlanAction } from '../../shared/domain/plan.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { EditContext, CampaignsService } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import type { DaypartsService } from '../dayparts/dayparts.service.ts';
import { pageById, type Page } from '../db/pages.ts';
import type { NewId } from '../ids.ts';
import type { Announce } from '../live/live.ts';
import { notFound, Refusal, refuse, stale } from '../refusal.ts';
import type { FlightsService } from './flights.service.ts';
import { createPlanVersions } from './plan-versions.ts';
import type { PlanChange, PlansModel, StoredPlan } from './plans.model.ts';

/** Called after a plan was approved and saved, once per approval. */
export type ApprovalListener = (plan: StoredPlan, context: Pick<EditContext, 'actor' | 'requestId'>) => Promise<void>;
const MOST_VERSIONS = 1_000;
type RunInTransaction = <T>(work: () => Promise<T>) => Promise<T>;

export type PlansServiceInput = Readonly<{
  model: PlansModel;
  campaigns: CampaignsService;
  flights: FlightsService;
  dayparts: Pick<DaypartsService, 'of'>;
  transaction: RunInTransaction;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
  announce: Announce;
  afterApproval: readonly ApprovalListener[];
}>;

/** Runs work in one transaction of the connection; model calls inside join it by themselves. */
export function transactionsOf(connection: Connection): RunInTransaction {
  return async <T>(work: () => Promise<T>) => (await connection.transaction(work)) as T;
}

/** Plans: draft → in review → approved → superseded. Edits are all or none, based on a revision. */
export function createPlansService(input: PlansServiceInput) {
  const { model, campaigns, flights, clock, newId, audit, announce } = input;

  const get = async (id: string): Promise<StoredPlan> => {
    const plan = await model.findById(id);
    if (!plan) throw notFound('plan', id);
    return plan;
  };

  const checked = async (plan: StoredPlan): Promise<readonly Issue[]> => {
    const campaign = await campaigns.get(plan.campaignId);
    return checkPlan(plan, campaign, await input.dayparts.of(campaign));
  };

  const change = async (before: StoredPlan, set: PlanChange, context: EditContext): Promise<StoredPlan> => {
    if (context.rev !== null && context.rev !== before.rev) throw stale('plan', context.rev, before.rev);
    const after = await model.changeAtRev(before.id, before.rev, set, clock.now());
    if (!after) throw stale('plan', before.rev, (await get(before.id)).rev);
    return after;
  };

  const publish = async (
    action: string,
    before: StoredPlan,
    after: StoredPlan,
    context: EditContext,
  ): Promise<StoredPlan> => {
    const { actor, requestId } = context;
    await audit({
      actor,
      action,
      noun: 'plan',
      targetId: after.id,
      campaignId: after.campaignId,
      before,
      after,
      requestId,
    });
    announce({ kind: 'plan', campaignId: after.campaignId, id: after.id });
    return after;
  };

  const step = (plan: StoredPlan, action: PlanAction) => {
    const next = planStep(plan.status, action);
    if (next.kind === 'refused') throw new Refusal('conflict', [next.issue]);
    return next.status;
  };

  const refuseBroken = async (plan: StoredPlan): Promise<void> => {
    const issues = await checked(plan);
    if (hasErrors(issues))
      throw new Refusal(
        'conflict',
        issues.filter(({ severity }) => severity === 'error'),
      );
  };

  const saveApproval = async (plan: StoredPlan, context: EditContext): Promise<StoredPlan> => {
    const campaign = await campaigns.get(plan.campaignId);
    const earlier = await model.findApproved(plan.campaignId);
    if (earlier) await change(earlier, { status: step(earlier, 'supersede') }, { ...context, rev: null });
    const hash = createHash('sha256').update(planSealText(plan)).digest('hex');
    const approved = await change(
      plan,
      { status: step(plan, 'approve'), hash, approvedBy: context.actor.name, approvedAt: clock.now() },
      context,
    );
    const items = plan.lines.flatMap((line) =>
      line.flights.map((flight) => ({
        flight,
        line,
        planId: plan.id,
        campaignId: plan.campaignId,
        timeZone: campaign.timeZone,
      })),
    );
    await flights.follow(items, plan.campaignId, context.actor.name);
    await campaigns.notePlan(plan.campaignId, {
      approvedPlanId: plan.id,
      ...(campaign.status === 'draft' ? { status: 'active' as const } : {}),
    });
    return approved;
  };

  return {
    get,
    ...createPlanVersions({ ...input, get }),
    find: (id: string) => model.findById(id),
    issuesOf: checked,
    approvedOf: (campaignId: string) => model.findApproved(campaignId),
    /** The plan in force at a moment: the newest approved by then, or today's where none was yet. */
    async inForceAt(campaignId: string, at: number): Promise<StoredPlan | null> {
      const known = (await model.list(campaignId, undefined, MOST_VERSIONS)).filter(
        ({ approvedAt }) => approvedAt !== null && approvedAt <= at,
      );
      const [newest] = known.toSorted((a, b) => (b.approvedAt ?? 0) - (a.approvedAt ?? 0));
      return newest ?? model.findApproved(campaignId);
    },

    async edit(id: string, request: UpdatePlanRequest, context: EditContext): Promise<StoredPlan> {
      const before = await get(id);
      if (context.rev !== null && context.rev !== before.rev) throw stale('plan', context.rev, before.rev);
      if (!isPlanEditable(before)) {
        throw refuse(
          'conflict',
          'plan_not_editable',
          `Plan ${before.version} is ${before.status.replace('_', ' ')}, so its lines are fixed. ${before.status === 'in_review' ? 'Return it to draft first.' : 'Revise it to make a new version.'}`,
          'status',
        );
      }
      const edited = applyLineEdits(before.lines, request.edits, newId);
      if (edited.kind === 'refused') throw new Refusal('invalid', edited.issues);
      const after = await change(
        before,
        { lines: edited.lines, ...(request.name === undefined ? {} : { name: request.name }) },
        context,
      );
      return publish('edited', before, after, context);
    },

    async submit(id: string, context: EditContext): Promise<StoredPlan> {
      const before = await get(id);
      const status = step(before, 'submit');
      await refuseBroken(before);
      return publish(
        'submitted',
        before,
        await change(before, { status, submittedBy: context.actor.name }, context),
        context,
      );
    },

    async returnToDraft(id: string, context: EditContext): Promise<StoredPlan> {
      const before = await get(id);
      return publish(
        'returned',
        before,
        await change(before, { status: step(before, 'return'), submittedBy: null }, context),
        context,
      );
    },

    async approve(id: string, context: EditContext): Promise<StoredPlan> {
      const before = await get(id);
      step(before, 'approve');
      await refuseBroken(before);
      const approved = await input.transaction(() => saveApproval(before, context));
      await publish('approved', before, approved, context);
      for (const listener of input.afterApproval) await listener(approved, context);
      return approved;
    },

    async compare(id: string, withId: string): Promise<PlanComparison> {
      const [later, earlier] = await Promise.all([get(id), get(withId)]);
      if (later.campaignId !== earlier.campaignId) {
        throw refuse(
          'invalid',
          'other_campaign',
          'The two plans belong to different campaigns; compare versions of one campaign.',
          'with',
        );
      }
      return comparePlans(earlier, later);
    },

    async flowchart(id: string, view: Pick<FlowchartInput, 'calendar' | 'by' | 'basis'>): Promise<Flowchart> {
      const plan = await get(id);
      return flowchart({ plan, campaign: await campaigns.get(plan.campaignId), ...view });
    },

    async list(campaignId: string, cursor: string | undefined, limit: number): Promise<Page<StoredPlan>> {
      await campaigns.get(campaignId);
      const rows = await model.list(campaignId, cursor, limit + 1);
      return pageById(rows, limit);
    },
  };
}
export type PlansService = ReturnType<typeof createPlansService>;
