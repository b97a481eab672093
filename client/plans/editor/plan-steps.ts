import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { planResponseSchema, type PlanResponse } from '../../../shared/contracts/plans.ts';
import { call } from '../../api/call.ts';
import { queryClient } from '../../api/query-client.ts';
import { sayDone, sayFailed } from '../../parts/notices/announce.ts';
import { planQuery } from '../plan-queries.ts';

/** Puts a plan the server answered with where the screens read it, and lets what depends on it be read again. */
export function keepPlan(plan: PlanResponse): void {
  queryClient.setQueryData(planQuery(plan.campaignId, plan.id).queryKey, plan);
  for (const noun of ['plans', 'campaign', 'flowchart', 'pacing'])
    void queryClient.invalidateQueries({ queryKey: [noun, plan.campaignId] });
}

/** Makes the first plan of a campaign, empty. */
export async function startPlan(campaignId: string): Promise<PlanResponse> {
  const path = `/api/v1/campaigns/${campaignId}/plans`;
  const plan = await call({ method: 'POST', path, body: {}, answer: planResponseSchema });
  keepPlan(plan);
  return plan;
}

/** Makes the first plan of a campaign, empty, and opens it. */
export function useStartPlan(campaignId: string) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => startPlan(campaignId),
    onSuccess(plan) {
      void navigate({ to: '/campaigns/$campaignId/plan', params: { campaignId }, search: { plan: plan.id } });
    },
    onError: sayFailed,
  });
}

export type PlanStep = 'submit' | 'return' | 'approve' | 'revise';
const DONE: Record<PlanStep, string> = {
  submit: 'The plan waits for approval.',
  return: 'The plan is a draft again.',
  approve: 'The plan is approved and sealed.',
  revise: 'A new draft is open; the approved plan stays as it is.',
};

/** Takes a plan one step: submit, return, approve, revise. */
export function usePlanStep(plan: PlanResponse | undefined, onPlan: (plan: PlanResponse) => void) {
  return useMutation({
    mutationFn: (step: PlanStep) =>
      call({ method: 'POST', path: `/api/v1/plans/${plan?.id}/${step}`, body: {}, answer: planResponseSchema }),
    onSuccess(answered, step) {
      keepPlan(answered);
      sayDone(DONE[step]);
      onPlan(answered);
    },
    onError: sayFailed,
  });
}
