import { idParamsSchema, pageQuerySchema } from '../../shared/contracts/common.ts';
import {
  compareScenariosQuerySchema,
  createScenarioRequestSchema,
  frontierAnswerSchema,
  scenarioAnswerSchema,
  scenarioComparisonSchema,
  scenarioFrontierRequestSchema,
  scenarioListSchema,
  scenarioResponseSchema,
  tryScenarioRequestSchema,
  updateScenarioRequestSchema,
  type ScenarioComparison as ComparisonResponse,
  type ScenarioResponse,
  type ScenarioSummary,
} from '../../shared/contracts/scenarios.ts';
import type { SolveScenarios } from '../calculations/solve-scenarios.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { StoredScenario } from './scenarios.model.ts';
import type { ScenarioComparison, ScenariosService } from './scenarios.service.ts';

function toSummary(scenario: StoredScenario): ScenarioSummary {
  const { answer, inputs: _inputs, opponentFrom: _from, desk, changes, ...words } = scenario;
  return {
    ...words,
    changes: changes as ScenarioSummary['changes'],
    createdAt: new Date(scenario.createdAt).toISOString(),
    updatedAt: new Date(scenario.updatedAt).toISOString(),
    totalCents: answer.totalCents + answer.heldCents,
    response: answer.response,
    status: answer.proof.status,
    unit: desk?.unit ?? null,
  };
}

function toResponse(scenario: StoredScenario): ScenarioResponse {
  const { totalCents: _total, response: _response, status: _status, unit: _unit, ...words } = toSummary(scenario);
  const { inputs, opponentFrom, desk, answer } = scenario;
  return {
    ...words,
    inputs: inputs as ScenarioResponse['inputs'],
    opponentFrom: [...opponentFrom],
    desk,
    answer: answer as ScenarioResponse['answer'],
  };
}

function toComparison({ planId, planVersion, stored, ...table }: ScenarioComparison): ComparisonResponse {
  const response = {
    ...table,
    plan: { ...table.plan, id: planId, version: planVersion },
    scenarios: table.scenarios.map((column, index) => {
      const { name = '', rev = 0, changes = [], answer, desk } = stored[index] ?? {};
      return {
        ...column,
        name,
        rev,
        changes,
        unit: desk?.unit ?? null,
        byWeek: answer?.byWeek ?? false,
        issues: answer?.issues ?? [],
      };
    }),
  };
  return response as ComparisonResponse;
}

const answered = (scenario: StoredScenario) => ({ body: toResponse(scenario), rev: scenario.rev });

/** Scenarios over HTTP. */
export function scenarioEndpoints(scenarios: ScenariosService, splits: SolveScenarios): readonly Endpoint[] {
  const tag = 'scenarios';
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/plans/:id/scenarios',
      summary: 'Keep a split of a plan as a scenario, with what-ifs, its inputs and its answer',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: createScenarioRequestSchema,
      answer: scenarioResponseSchema,
      status: 201,
      async handle({ params, body, actor, requestId }) {
        return answered(await scenarios.create(params.id, body, { actor, requestId }));
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/scenarios',
      summary: 'List the scenarios of a campaign',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: pageQuerySchema,
      answer: scenarioListSchema,
      async handle({ params, query }) {
        const page = await scenarios.list(params.id, query.cursor, query.limit);
        return { body: { items: page.items.map(toSummary), nextCursor: page.nextCursor } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/scenarios/compare',
      summary: 'The newest plan and up to four scenarios side by side',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: compareScenariosQuerySchema,
      answer: scenarioComparisonSchema,
      async handle({ params, query }) {
        const ids = query.ids.split(',').flatMap((id) => (id.trim() === '' ? [] : [id.trim()]));
        return { body: toComparison(await scenarios.compare(params.id, ids)) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/scenarios/:id',
      summary: 'Read a scenario with its inputs and answer',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: scenarioResponseSchema,
      async handle({ params }) {
        return answered(await scenarios.get(params.id));
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/scenarios/:id/what-if',
      summary: 'Try other what-ifs over the inputs of a scenario; nothing is kept',
      tag,
      roles: may.look,
      params: idParamsSchema,
      body: tryScenarioRequestSchema,
      answer: scenarioAnswerSchema,
      async handle({ params, body }) {
        const { inputs } = await scenarios.get(params.id);
        return { body: await splits.solve(inputs, body.changes) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/scenarios/:id/frontier',
      summary: 'The efficient frontier of a scenario under its what-ifs',
      tag,
      roles: may.look,
      params: idParamsSchema,
      body: scenarioFrontierRequestSchema,
      answer: frontierAnswerSchema,
      async handle({ params, body }) {
        return { body: await splits.frontier(await scenarios.get(params.id), body) };
      },
    }),
    endpoint({
      method: 'patch',
      path: '/api/v1/scenarios/:id',
      summary: 'Rename a scenario or change its what-ifs',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: updateScenarioRequestSchema,
      answer: scenarioResponseSchema,
      ifMatch: true,
      async handle({ params, body, actor, ifMatchRev, requestId }) {
        return answered(await scenarios.update(params.id, body, { actor, rev: ifMatchRev, requestId }));
      },
    }),
    endpoint({
      method: 'delete',
      path: '/api/v1/scenarios/:id',
      summary: 'Delete a scenario',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      status: 204,
      ifMatch: true,
      async handle({ params, actor, ifMatchRev, requestId }) {
        await scenarios.remove(params.id, { actor, rev: ifMatchRev, requestId });
        return { status: 204 };
      },
    }),
  ];
}
