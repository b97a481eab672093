import { queryOptions, useMutation } from '@tanstack/react-query';
import {
  replanDetailSchema,
  replanListSchema,
  replanResponseSchema,
  type ReplanResponse,
} from '../../shared/contracts/replans.ts';
import { call } from '../api/call.ts';
import { queryClient } from '../api/query-client.ts';

const APPLYING_AGAIN_MS = 5_000;

/** The newest proposal of a campaign with what has changed since it was made; null when nobody proposed yet. */
export function latestReplanQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['replan', campaignId],
    queryFn: async ({ signal }) => {
      const path = `/api/v1/campaigns/${campaignId}/replans`;
      const { items } = await call({ path, query: { limit: 1 }, answer: replanListSchema, signal });
      const [newest] = items;
      return newest ? call({ path: `/api/v1/replans/${newest.id}`, answer: replanDetailSchema, signal }) : null;
    },
    // One that is being carried out says so when it is done; one that was cut off says nothing, so it is asked.
    refetchInterval: ({ state }) => (state.data?.status === 'applying' ? APPLYING_AGAIN_MS : false),
  });
}

function forget(replan: ReplanResponse): void {
  for (const noun of ['replan', 'plans', 'campaign', 'flowchart', 'pacing', 'curves', 'plan'])
    void queryClient.invalidateQueries({ queryKey: [noun, replan.campaignId] });
}

/** Looks for a better split from what was delivered. */
export function usePropose(campaignId: string) {
  return useMutation({
    mutationFn: (thresholdBasisPoints: number) =>
      call({
        method: 'POST',
        path: `/api/v1/campaigns/${campaignId}/replans`,
        body: { thresholdBasisPoints },
        answer: replanResponseSchema,
      }),
    onSuccess: forget,
  });
}

/** Carries out the ticked moves as an approved revision. */
export function useApprove(id: string) {
  return useMutation({
    mutationFn: (moveIds: readonly string[]) =>
      call({ method: 'POST', path: `/api/v1/replans/${id}/approve`, body: { moveIds }, answer: replanResponseSchema }),
    onSuccess: forget,
    onError: () => void queryClient.invalidateQueries({ queryKey: ['replan'] }),
  });
}

/** Turns a proposal down. */
export function useReject(id: string) {
  return useMutation({
    mutationFn: (note: string) =>
      call({ method: 'POST', path: `/api/v1/replans/${id}/reject`, body: { note }, answer: replanResponseSchema }),
    onSuccess: forget,
  });
}
