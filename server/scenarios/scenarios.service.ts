import type { CreateScenarioRequest, UpdateScenarioRequest } from '../../shared/contracts/scenarios.ts';
import { plannedLine } from '../../shared/domain/allocation/scenarios/planned-line.ts';
import { MOST_SCENARIOS, type ScenarioInputs, type WhatIf } from '../../shared/domain/allocation/scenarios/scenario.ts';
import { standSideBySide, type SideBySide } from '../../shared/domain/allocation/scenarios/side-by-side.ts';
import type { ScenarioAnswer } from '../../shared/domain/allocation/scenarios/solve-scenario.ts';
import { errorIssue } from '../../shared/domain/issue.ts';
import type { Plan } from '../../shared/domain/plan.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { Clock } from '../clock.ts';
import type { CompetitorsService } from '../competitors/competitors.service.ts';
import { isDuplicateKey } from '../db/errors.ts';
import { pageById, type Page } from '../db/pages.ts';
import type { Actor } from '../http/actor.ts';
import type { NewId } from '../ids.ts';
import type { Announce } from '../live/live.ts';
import { notFound, Refusal, refuse, stale } from '../refusal.ts';
import type { ScenariosModel, StoredScenario } from './scenarios.model.ts';

export type ScenariosServiceInput = Readonly<{
  model: ScenariosModel;
  campaigns: Readonly<{ get(id: string): Promise<Readonly<{ latestPlanId: string | null }>> }>;
  plans: Readonly<{ get(id: string): Promise<Plan> }>;
  /** What competitors of a campaign were seen to spend, as imported: together they are the opponent. */
  competitors: Pick<CompetitorsService, 'weeklySpendByChannel' | 'namesOf'>;
  /** Splits inputs under changes; throws a refusal that names what can't be met. */
  solve(inputs: ScenarioInputs, changes: readonly WhatIf[]): Promise<ScenarioAnswer>;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
  announce: Announce;
}>;

/** Who edits, based on which revision (null: whatever it is now). */
export type ScenarioEdit = Readonly<{ actor: Actor; rev: number | null; requestId: string }>;

export type ScenarioComparison = SideBySide &
  Readonly<{
    planId: string | null;
    planVersion: string | null;
    opponentFrom: readonly string[];
    stored: readonly StoredScenario[];
  }>;

/** Scenarios: what-ifs over a plan's split, kept with their inputs, compared side by side. */
export function createScenariosService(input: ScenariosServiceInput) {
  const { model, campaigns, plans, clock, newId, audit, announce } = input;

  const get = async (id: string): Promise<StoredScenario> => {
    const scenario = await model.findById(id);
    if (!scenario) throw notFound('scenario', id);
    return scenario;
  };
  const seen = async (campaignId: string) => {
    const [places, opponentFrom] = await Promise.all([
      input.competitors.weeklySpendByChannel(campaignId),
      input.competitors.namesOf(campaignId),
    ]);
    const opponent = places.map(({ channel, weekStart, totalCents }) => ({ channel, weekStart, cents: totalCents }));
    return { opponent, opponentFrom };
  };
  const told = (scenario: StoredScenario) =>
    announce({ kind: 'scenario', campaignId: scenario.campaignId, id: scenario.id });

  return {
    get,
    /** Freezes the request, the plan's lines and the competitors' spend as they are now, and splits them. */
    async create(
      planId: string,
      { name, note, request, changes, desk }: CreateScenarioRequest,
      by: Omit<ScenarioEdit, 'rev'>,
    ): Promise<StoredScenario> {
      const plan = await plans.get(planId);
      refuseStrangers(plan, request);
      const { opponent, opponentFrom } = await seen(plan.campaignId);
      const inputs: ScenarioInputs = { request, lines: plan.lines.map(plannedLine), opponent };
      const now = clock.now();
      const who = { id: by.actor.id, name: by.actor.name };
      const scenario: StoredScenario = {
        ...{ id: newId('scn'), campaignId: plan.campaignId, planId, planVersion: plan.version },
        ...{ name, note, inputs, opponentFrom, desk: desk ?? null, changes },
        answer: await input.solve(inputs, changes),
        ...{ rev: 1, createdBy: who, createdAt: now, updatedBy: who, updatedAt: now },
      };
      await whenNameIsFree(name, () => model.insert(scenario));
      await audit({ ...by, action: 'created', noun: 'scenario', targetId: scenario.id, campaignId: plan.campaignId });
      told(scenario);
      return get(scenario.id);
    },
    /** Renames, or changes the what-ifs over the same inputs; only the competitors' spend can be taken anew. */
    async update(id: string, request: UpdateScenarioRequest, edit: ScenarioEdit): Promise<StoredScenario> {
      const before = await get(id);
      if (edit.rev !== null && edit.rev !== before.rev) throw stale('scenario', edit.rev, before.rev);
      const { rereadOpponent, changes = before.changes, ...words } = request;
      const fresh = rereadOpponent ? await seen(before.campaignId) : before;
      const inputs =
        rereadOpponent && 'opponent' in fresh ? { ...before.inputs, opponent: fresh.opponent } : before.inputs;
      const isSplitAgain = rereadOpponent === true || request.changes !== undefined;
      const split = isSplitAgain
        ? { changes, inputs, opponentFrom: fresh.opponentFrom, answer: await input.solve(inputs, changes) }
        : {};
      const set = { ...words, ...split, updatedBy: { id: edit.actor.id, name: edit.actor.name } };
      const after = await whenNameIsFree(request.name ?? before.name, () =>
        model.changeAtRev(id, before.rev, set, clock.now()),
      );
      if (!after) throw stale('scenario', before.rev, (await get(id)).rev);
      const { actor, requestId } = edit;
      const { campaignId } = after;
      await audit({
        ...{ actor, requestId, action: 'edited', noun: 'scenario', targetId: id, campaignId },
        before: inShort(before),
        after: inShort(after),
      });
      told(after);
      return after;
    },
    async remove(id: string, edit: ScenarioEdit): Promise<void> {
      const before = await get(id);
      if (edit.rev !== null && edit.rev !== before.rev) throw stale('scenario', edit.rev, before.rev);
      if (!(await model.removeAtRev(id, before.rev))) throw stale('scenario', before.rev, (await get(id)).rev);
      const { actor, requestId } = edit;
      await audit({
        ...{ actor, requestId, action: 'deleted', noun: 'scenario', targetId: id, campaignId: before.campaignId },
        before: inShort(before),
        after: {},
      });
      told(before);
    },
    async list(campaignId: string, cursor: string | undefined, limit: number): Promise<Page<StoredScenario>> {
      await campaigns.get(campaignId);
      const rows = await model.list(campaignId, cursor, limit + 1);
      return pageById(rows, limit);
    },
    /** The newest plan beside up to four scenarios of the campaign, in the order asked for. */
    async compare(campaignId: string, ids: readonly string[]): Promise<ScenarioComparison> {
      if (ids.length > MOST_SCENARIOS || new Set(ids).size < ids.length) {
        const message = `Up to ${MOST_SCENARIOS} different scenarios stand side by side; ${ids.length} were asked: ${ids.join(', ')}.`;
        throw refuse('invalid', 'too_many_scenarios', message, 'query.ids');
      }
      const { latestPlanId } = await campaigns.get(campaignId);
      const [plan, found, { opponent, opponentFrom }] = await Promise.all([
        latestPlanId ? plans.get(latestPlanId) : null,
        model.findByIds(ids),
        seen(campaignId),
      ]);
      const stored = ids.map((id) => {
        const scenario = found.find((one) => one.id === id && one.campaignId === campaignId);
        if (!scenario) throw notFound('scenario', id);
        return scenario;
      });
      const table = standSideBySide((plan?.lines ?? []).map(plannedLine), opponent, stored);
      return { ...table, planId: plan?.id ?? null, planVersion: plan?.version ?? null, opponentFrom, stored };
    },
  };
}
export type ScenariosService = ReturnType<typeof createScenariosService>;

/** Every line of the request must be a line of the plan: an id nobody knows would be money for nothing. */
function refuseStrangers(plan: Plan, request: ScenarioInputs['request']): void {
  const known = new Set(plan.lines.map(({ id }) => id));
  const issues = request.lines.flatMap(({ id }, index) =>
    known.has(id)
      ? []
      : [
          errorIssue(
            'unknown_line',
            `Line "${id}" is not in plan ${plan.version}; send ids of its lines.`,
            `request.lines.${index}.id`,
          ),
        ],
  );
  if (issues.length > 0) throw new Refusal('invalid', issues);
}

async function whenNameIsFree<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    throw refuse(
      'conflict',
      'scenario_name_taken',
      `This campaign has a scenario called “${name}” already; give another name.`,
      'name',
    );
  }
}

/** What the audit trail compares: the words and the numbers, not every curve. */
function inShort({ name, note, changes, answer }: StoredScenario): object {
  const { totalCents, response } = answer;
  const lines = Object.fromEntries(answer.allocations.map(({ id, cents }) => [id, { cents }]));
  return { name, note, changes, totalCents, response, lines };
}
