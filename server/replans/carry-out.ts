import type { UpdatePlanRequest } from '../../shared/contracts/plans.ts';
import { replanEdits } from '../../shared/domain/allocation/planning/replan-edits.ts';
import type { Issue } from '../../shared/domain/issue.ts';
import type { Cents } from '../../shared/domain/money.ts';
import { lineBudgetCents } from '../../shared/domain/plan.ts';
import { applyLineEdits } from '../../shared/domain/plan-edits.ts';
import type { EditContext } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import type { NewId } from '../ids.ts';
import type { StoredPlan } from '../plans/plans.model.ts';
import type { PlansService } from '../plans/plans.service.ts';
import { Refusal } from '../refusal.ts';
import { chosenMoves, moneyAfter, notWaiting, spendByDay } from './decide-replan.ts';
import { changesSince } from './replan-basis.ts';
import { leftOver } from './replan-issues.ts';
import type { ReplanClaim, ReplansModel, StoredReplan } from './replans.model.ts';
import type { Standing } from './standing.ts';

/** Carrying out takes well under a second; who holds a claim longer than this was cut off. */
const CLAIM_MS = 30_000;

export type Person = Omit<EditContext, 'rev'>;

export type CarryOutInput = Readonly<{
  model: ReplansModel;
  plans: Pick<PlansService, 'find' | 'revise' | 'edit' | 'submit' | 'approve' | 'issuesOf'>;
  stand(campaignId: string, asOf: number): Promise<Standing>;
  clock: Clock;
  newId: NewId;
  /** Writes the audit entry and tells the screens; gives the proposal back. */
  tell(action: string, before: StoredReplan, after: StoredReplan, who: Person): Promise<StoredReplan>;
}>;

type PlanEdits = UpdatePlanRequest['edits'];
type Work = Readonly<{ standing: Standing; newCents: ReadonlyMap<string, Cents>; edits: PlanEdits }>;

/**
 * Carries a proposal out as a revision of the plan. Who decides claims it first, under the id the revision will have, so that one cut
 * off in the middle is found by whoever reads it next: finished where the revision stands as approved or can go on, else waiting again.
 */
export function createCarryOut({ model, plans, stand, clock, newId, tell }: CarryOutInput) {
  const held = (): Pick<ReplanClaim, 'holder' | 'until'> => ({
    holder: newId('hld'),
    until: clock.now() + CLAIM_MS,
  });

  const change = async (before: StoredReplan, set: Parameters<ReplansModel['changeAtRev']>[2]) => {
    const after = await model.changeAtRev(before.id, before.rev, set);
    if (after) return after;
    throw notWaiting((await model.findById(before.id)) ?? before);
  };

  /** What the moves would make of the plan, or a refusal: what has changed since, floors that rose, a plan that would be broken. */
  const workOf = async (proposal: StoredReplan, moveIds: readonly string[]): Promise<Work> => {
    const standing = await stand(proposal.campaignId, clock.now());
    const changes = changesSince(proposal.basis, standing.basis);
    if (changes.length > 0) throw new Refusal('conflict', changes);
    const newCents = moneyAfter(proposal, chosenMoves(proposal, moveIds), standing.lines);
    const { lines } = standing.plan;
    const delivered = spendByDay(standing.forecast);
    const edits = replanEdits({ lines, newCents, delivered, today: standing.forecast.today }) as PlanEdits;
    await refuseBroken(standing.plan, edits);
    return { standing, newCents, edits };
  };

  /** Says what would stop the revision before anything is made of it. */
  const refuseBroken = async (plan: StoredPlan, edits: PlanEdits): Promise<void> => {
    const edited = applyLineEdits(plan.lines, edits, newId);
    const issues = edited.kind === 'refused' ? edited.issues : await plans.issuesOf({ ...plan, lines: edited.lines });
    const errors = issues.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new Refusal('conflict', errors);
  };

  /** The plan's own steps, from where the revision stands: a re-plan leaves the same history as a revision made by hand. */
  const revise = async (claimed: StoredReplan, claim: ReplanClaim, work: Work, begun: StoredPlan | null) => {
    const context = { ...claim.who, rev: null };
    const draft = begun ?? (await plans.revise(work.standing.plan.id, context, claim.revisionPlanId));
    if (!hasMoney(draft, work)) await plans.edit(draft.id, { edits: work.edits }, context);
    if (draft.status === 'draft') await plans.submit(draft.id, context);
    const renewed = await change(claimed, { claim: { ...claim, until: clock.now() + CLAIM_MS } });
    await plans.approve(draft.id, context);
    return renewed;
  };

  const finish = async (claimed: StoredReplan, claim: ReplanClaim): Promise<StoredReplan> => {
    const { revisionPlanId, moveIds } = claim;
    const applied = await change(claimed, {
      ...{ status: 'applied', revisionPlanId, appliedMoveIds: moveIds, claim: null },
    });
    return tell('approved', claimed, applied, claim.who);
  };

  /** Waits again, saying which draft was begun. */
  const putBack = async (claimed: StoredReplan, revision: StoredPlan | null): Promise<StoredReplan> => {
    const issues: readonly Issue[] = [...claimed.issues, ...(revision ? [leftOver(revision)] : [])];
    const undecided = { decidedBy: null, decidedAt: null, note: null, claim: null };
    return change(claimed, { ...undecided, status: 'proposed', issues });
  };

  const revisionOf = async ({ claim }: StoredReplan): Promise<StoredPlan | null> =>
    claim ? plans.find(claim.revisionPlanId) : null;

  /** After trouble: what was approved stays so, everything else waits again. Nothing where somebody else has claimed it since. */
  const settle = async (id: string, holder: string | undefined): Promise<StoredReplan | null> => {
    const current = await model.findById(id);
    if (current?.status !== 'applying' || current.claim?.holder !== holder) return current;
    const revision = await revisionOf(current);
    return current.claim && wasApproved(revision) ? finish(current, current.claim) : putBack(current, revision);
  };

  return {
    /** Claims the proposal and carries the moves out. Trouble on the way leaves it waiting, unless the revision was approved by then. */
    async carryOut(
      proposal: StoredReplan,
      request: Readonly<{ moveIds: readonly string[]; note: string | null }>,
      who: Person,
    ): Promise<StoredReplan> {
      const { moveIds, note } = request;
      const work = await workOf(proposal, moveIds);
      const claim: ReplanClaim = { revisionPlanId: newId('pln'), moveIds, who, ...held() };
      const decision = { decidedBy: who.actor.name, decidedAt: clock.now(), note };
      const claimed = await change(proposal, { status: 'applying', ...decision, claim });
      try {
        return await finish(await revise(claimed, claim, work, null), claim);
      } catch (error) {
        const settled = await settle(claimed.id, claim.holder);
        if (settled?.status === 'applied') return settled;
        throw error;
      }
    },

    /** The proposal as it is, or, where carrying it out was cut off, as it is after that was finished or taken back. */
    async recover(proposal: StoredReplan): Promise<StoredReplan> {
      const { status, claim } = proposal;
      if (status !== 'applying' || (claim && claim.until > clock.now())) return proposal;
      // Of several readers one goes on, under a claim of its own.
      const mine = await model.changeAtRev(proposal.id, proposal.rev, {
        claim: claim && { ...claim, ...held() },
      });
      if (!mine) return (await model.findById(proposal.id)) ?? proposal;
      const revision = await revisionOf(mine);
      if (!mine.claim || !revision || wasApproved(revision)) return (await settle(mine.id, mine.claim?.holder)) ?? mine;
      try {
        const work = await workOf(mine, mine.claim.moveIds);
        if (isTouched(revision, work)) return await putBack(mine, revision);
        return await finish(await revise(mine, mine.claim, work, revision), mine.claim);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return (await settle(mine.id, mine.claim?.holder)) ?? mine;
      }
    },
  };
}

/** Approved, though perhaps superseded since. */
function wasApproved(plan: StoredPlan | null): boolean {
  return plan !== null && plan.approvedAt !== null;
}

/** True where the revision gives each line what the moves make of it. */
function hasMoney({ lines }: StoredPlan, { standing, newCents }: Work): boolean {
  return standing.plan.lines.every((line) => {
    const found = lines.find(({ id }) => id === line.id);
    return found !== undefined && lineBudgetCents(found) === (newCents.get(line.id) ?? lineBudgetCents(line));
  });
}

/** True where somebody made something else of the revision: it is neither the plan as it was nor as the moves make it. */
function isTouched(revision: StoredPlan, work: Work): boolean {
  const isAsMade = revision.rev === 1 && revision.status === 'draft';
  return !isAsMade && !hasMoney(revision, work);
}
