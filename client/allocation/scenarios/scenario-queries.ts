import { keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  frontierAnswerSchema,
  scenarioAnswerSchema,
  scenarioComparisonSchema,
  scenarioListSchema,
  scenarioResponseSchema,
  type ScenarioSummary,
  type createScenarioRequestSchema,
  type frontierRequestSchema,
  type UpdateScenarioRequest,
  type scenarioFrontierRequestSchema,
} from '../../../shared/contracts/scenarios.ts';
import { call } from '../../api/call.ts';
import { queryClient } from '../../api/query-client.ts';
import { sayFailed } from '../../parts/notices/announce.ts';
import type { Change } from './scenario-model.ts';

const PAGE = 100;
type Stored = Pick<ScenarioSummary, 'id' | 'campaignId' | 'rev'>;

async function allScenarios(campaignId: string, signal: AbortSignal): Promise<readonly ScenarioSummary[]> {
  const found: ScenarioSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await call({
      path: `/api/v1/campaigns/${campaignId}/scenarios`,
      query: { limit: PAGE, cursor },
      answer: scenarioListSchema,
      signal,
    });
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

/** All scenarios of a campaign, in short. */
export function scenariosQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['scenario', campaignId, 'list'],
    queryFn: ({ signal }) => allScenarios(campaignId, signal),
  });
}

/** One scenario with its inputs and answer. */
export function scenarioQuery(campaignId: string, id: string) {
  return queryOptions({
    queryKey: ['scenario', campaignId, 'one', id],
    queryFn: ({ signal }) => call({ path: `/api/v1/scenarios/${id}`, answer: scenarioResponseSchema, signal }),
  });
}

/** The plan and up to four scenarios side by side. */
export function comparisonQuery(campaignId: string, ids: readonly string[]) {
  return queryOptions({
    queryKey: ['scenario', campaignId, 'compare', ids.join(',')],
    queryFn: ({ signal }) =>
      call({
        path: `/api/v1/campaigns/${campaignId}/scenarios/compare`,
        query: { ids: ids.join(',') },
        answer: scenarioComparisonSchema,
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

/** The answer to other what-ifs over a scenario's inputs, not kept. */
export function whatIfQuery(scenario: Stored, changes: readonly Change[]) {
  return queryOptions({
    queryKey: ['what-if', scenario.campaignId, scenario.id, scenario.rev, changes],
    queryFn: ({ signal }) =>
      call({
        method: 'POST',
        path: `/api/v1/scenarios/${scenario.id}/what-if`,
        body: { changes },
        answer: scenarioAnswerSchema,
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
}

/** The best response by total, of a request as it stands. */
export function frontierQuery(body: z.input<typeof frontierRequestSchema>) {
  return queryOptions({
    queryKey: ['frontier', null, body],
    queryFn: ({ signal }) =>
      call({ method: 'POST', path: '/api/v1/calculations/frontier', body, answer: frontierAnswerSchema, signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
    enabled: body.inputs.request.lines.length > 0,
  });
}

/** The best response by total, of a scenario under its what-ifs. */
export function scenarioFrontierQuery(scenario: Stored, range: z.input<typeof scenarioFrontierRequestSchema>) {
  return queryOptions({
    queryKey: ['frontier', scenario.campaignId, scenario.id, scenario.rev, range],
    queryFn: ({ signal }) =>
      call({
        method: 'POST',
        path: `/api/v1/scenarios/${scenario.id}/frontier`,
        body: range,
        answer: frontierAnswerSchema,
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
  });
}

const refresh = (campaignId: string) => void queryClient.invalidateQueries({ queryKey: ['scenario', campaignId] });

/** Keeps a split as a scenario of the plan. */
export function useSaveScenario(planId: string, onSaved: (id: string) => void) {
  return useMutation({
    mutationFn: (body: z.input<typeof createScenarioRequestSchema>) =>
      call({ method: 'POST', path: `/api/v1/plans/${planId}/scenarios`, body, answer: scenarioResponseSchema }),
    onSuccess(saved) {
      refresh(saved.campaignId);
      onSaved(saved.id);
    },
  });
}

/** Renames a scenario or changes its what-ifs. */
export function useEditScenario(onSaved: () => void) {
  return useMutation({
    mutationFn: ({ id, rev, ...body }: UpdateScenarioRequest & { id: string; rev: number }) =>
      call({
        method: 'PATCH',
        path: `/api/v1/scenarios/${id}`,
        body,
        ifMatchRev: rev,
        answer: scenarioResponseSchema,
      }),
    onSuccess(saved) {
      queryClient.setQueryData(scenarioQuery(saved.campaignId, saved.id).queryKey, saved);
      refresh(saved.campaignId);
      onSaved();
    },
  });
}

/** Deletes a scenario. */
export function useDeleteScenario(campaignId: string) {
  return useMutation({
    mutationFn: ({ id, rev }: { id: string; rev: number }) =>
      call({ method: 'DELETE', path: `/api/v1/scenarios/${id}`, ifMatchRev: rev }),
    onSuccess: () => refresh(campaignId),
    onError: sayFailed,
  });
}
