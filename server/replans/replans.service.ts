import { replan } from '../../shared/domain/allocation/planning/replan.ts';
import type { Issue } from '../../shared/domain/issue.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { Clock } from '../clock.ts';
import { decodeCursor, pageById, type Page } from '../db/pages.ts';
import type { NewId } from '../ids.ts';
import type { Announce } from '../live/live.ts';
import type { PlansService } from '../plans/plans.service.ts';
import { notFound, Refusal } from '../refusal.ts';
import { createCarryOut, type CarryOutInput, type Person } from './carry-out.ts';
import { chosenMoves, notWaiting } from './decide-replan.ts';
import { toReplanLine, type StandingLine } from './in-flight.ts';
import { changesSince } from './replan-basis.ts';
import { issuesOf } from './replan-issues.ts';
import type { ReplansModel, StoredReplan } from './replans.model.ts';
import { sayReplan } from './say-replan.ts';
import { createStanding, type StandingInput } from './standing.ts';

/** A split that is not proved by then is kept with its bound. */
const TIME_LIMIT_MS = 250;

export type ReplansServiceInput = StandingInput &
  Readonly<{
    model: ReplansModel;
    plans: Pick<PlansService, 'approvedOf' | 'list'> & CarryOutInput['plans'];
    clock: Clock;
    newId: NewId;
    audit: RecordAudit;
    announce: Announce;
  }>;

/** Re-plans in flight: proposed from actuals, decided by a person, carried out as a revision of the plan. */
export function createReplansService(input: ReplansServiceInput) {
  const { model, clock, newId, audit, announce } = input;

  const get = async (id: string): Promise<StoredReplan> => {
    const found = await model.findById(id);
    if (!found) throw notFound('replan', id);
    return found;
  };

  const stand = createStanding(input);

  const tell = async (action: string, before: StoredReplan | undefined, after: StoredReplan, who: Person) => {
    await audit({
      ...who,
      ...{ action, noun: 'replan', targetId: after.id, campaignId: after.campaignId },
      ...(before ? { before: summary(before), after: summary(after) } : { after: summary(after) }),
    });
    announce({ kind: 'replan', campaignId: after.campaignId, id: after.id });
    return after;
  };

  const decide = async (
    before: StoredReplan,
    change: Parameters<ReplansModel['changeAtRev']>[2],
  ): Promise<StoredReplan> => {
    const after = await model.changeAtRev(before.id, before.rev, change);
    if (after) return after;
    throw notWaiting(await get(before.id));
  };

  const changesOf = async (proposal: StoredReplan): Promise<readonly Issue[]> =>
    changesSince(proposal.basis, (await stand(proposal.campaignId, clock.now())).basis);

  const { carryOut, recover } = createCarryOut({ ...input, stand, tell });

  /** As it is now; one whose carrying out was cut off is finished or taken back first. */
  const current = async (id: string): Promise<StoredReplan> => recover(await get(id));

  return {
    get: current,

    async detail(id: string): Promise<StoredReplan & Readonly<{ changes: readonly Issue[] }>> {
      const proposal = await current(id);
      return { ...proposal, changes: proposal.status === 'proposed' ? await changesOf(proposal) : [] };
    },

    /** Proposes from what is known as of a moment; an earlier proposal still waiting gives way to it. */
    async propose(
      campaignId: string,
      request: Readonly<{ asOf?: number | undefined; thresholdBasisPoints: number }>,
      who: Person,
    ): Promise<StoredReplan> {
      for (const running of await model.listApplying(campaignId)) {
        const now = await recover(running);
        if (now.status === 'applying') throw notWaiting(now);
      }
      const asOf = request.asOf ?? clock.now();
      const { plan, forecast, versions, lines, basis } = await stand(campaignId, asOf);
      const { thresholdBasisPoints } = request;
      const found = replan(
        { thresholdBasisPoints, lines: lines.map(toLineInFlight) },
        { now: () => clock.now(), timeLimitMs: TIME_LIMIT_MS },
      );
      if (found.kind === 'infeasible') throw new Refusal('infeasible', found.issues);
      const { responseKept, gain, gainBasisPoints, unavoidable, undeliverableCents, proposal } = found;
      const replanLines = lines.map((line, i) => {
        const { keptCents, proposedCents, ...responses } = found.lines[i]!;
        const { marginalPerDollar, state } = proposal.allocations[i]!;
        const { responseKept: kept, responseProposed } = responses;
        return toReplanLine(line, {
          keptCents,
          proposedCents,
          responseKept: kept,
          responseProposed,
          marginalPerDollar,
          state,
        });
      });
      const figures = {
        gain,
        gainBasisPoints,
        thresholdBasisPoints,
        unit: forecast.unit,
        isRequired: found.kind === 'required',
      };
      const made: StoredReplan = {
        id: newId('rpl'),
        ...{ campaignId, rev: 1, status: found.kind === 'kept' ? 'on_plan' : 'proposed' },
        ...{ planId: plan.id, planVersion: plan.version, asOf, today: forecast.today, people: forecast.market.people },
        ...figures,
        lines: replanLines,
        moves: found.moves.map(({ fromId, toId, cents, gain: response }, index) => ({
          ...{ id: `m${index + 1}`, fromLineId: fromId, toLineId: toId, cents, response },
        })),
        ...{ responseKept, unavoidable, undeliverableCents },
        proof: { status: proposal.proof.status, gap: proposal.proof.gap },
        message: sayReplan({ ...figures, planVersion: plan.version, moves: found.moves.length }),
        issues: issuesOf({ plan, versions, lines: replanLines, undeliverableCents }),
        basis,
        ...{ proposedBy: who.actor.name, proposedAt: clock.now() },
        ...{ decidedBy: null, decidedAt: null, note: null, appliedMoveIds: [], revisionPlanId: null, claim: null },
      };
      await model.supersedeWaiting(campaignId);
      await model.insert(made);
      return tell('proposed', undefined, made, who);
    },

    /** Carries out all moves or some of them as a revision of the approved plan, if nothing has changed since. */
    async approve(
      id: string,
      request: Readonly<{ moveIds?: readonly string[] | undefined; note?: string | undefined }>,
      who: Person,
    ): Promise<StoredReplan> {
      const proposal = await current(id);
      if (proposal.status !== 'proposed') throw notWaiting(proposal);
      const moveIds = chosenMoves(proposal, request.moveIds).map((move) => move.id);
      return carryOut(proposal, { moveIds, note: request.note ?? null }, who);
    },

    async reject(id: string, note: string, who: Person): Promise<StoredReplan> {
      const before = await current(id);
      if (before.status !== 'proposed') throw notWaiting(before);
      const after = await decide(before, {
        ...{ status: 'rejected', note, decidedBy: who.actor.name, decidedAt: clock.now() },
      });
      return tell('rejected', before, after, who);
    },

    /** A campaign's proposals, newest first. */
    async list(campaignId: string, cursor: string | undefined, limit: number): Promise<Page<StoredReplan>> {
      const [beforeId] = decodeCursor(cursor, 1) ?? [null];
      const found = await model.list(campaignId, beforeId === null ? null : String(beforeId), limit + 1);
      const rows = await Promise.all(found.map(recover));
      return pageById(rows, limit);
    },
  };
}
export type ReplansService = ReturnType<typeof createReplansService>;

function toLineInFlight({ line, bounds, curve, plannedCents, spentCents }: StandingLine) {
  return {
    id: line.id,
    curve: curve ?? ({ kind: 'linear', perDollar: 0 } as const),
    plannedCents,
    spentCents,
    committedCents: bounds.floorCents - spentCents,
    deliverableCents: bounds.ceilingCents - spentCents,
    stepCents: bounds.stepCents,
  };
}

function summary({ status, gain, gainBasisPoints, note, appliedMoveIds, revisionPlanId }: StoredReplan) {
  return { status, gain, gainBasisPoints, note, appliedMoveIds, revisionPlanId };
}
