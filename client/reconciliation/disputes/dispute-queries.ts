import { keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import {
  creditsResponseSchema,
  discrepancyListSchema,
  disputeListSchema,
  disputeResponseSchema,
  type DisputeResponse,
  type EvidenceRequest,
} from '../../../shared/contracts/disputes.ts';
import { call } from '../../api/call.ts';
import { queryClient } from '../../api/query-client.ts';

const base = (campaignId: string) => `/api/v1/campaigns/${campaignId}`;

/** Where order, as-run, invoice and posting differ beyond a tolerance. */
export function discrepanciesQuery(campaignId: string, toleranceCents: number) {
  return queryOptions({
    queryKey: ['spots', campaignId, 'discrepancies', toleranceCents],
    queryFn: ({ signal }) =>
      call({
        path: `${base(campaignId)}/discrepancies`,
        query: { toleranceCents },
        answer: discrepancyListSchema,
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}

/** Disputes with stations, newest first. */
export function disputesQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['spots', campaignId, 'disputes'],
    queryFn: async ({ signal }) =>
      (await call({ path: `${base(campaignId)}/disputes`, answer: disputeListSchema, signal })).items,
  });
}

/** Money stations owe: agreed, claimed, not yet claimed. */
export function creditsQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['spots', campaignId, 'credits'],
    queryFn: ({ signal }) => call({ path: `${base(campaignId)}/credits`, answer: creditsResponseSchema, signal }),
  });
}

const changed = () => void queryClient.invalidateQueries({ queryKey: ['spots'] });

/** Opens a dispute on a discrepancy. */
export function useOpenDispute(campaignId: string) {
  return useMutation({
    mutationFn: (body: { key: string; note: string; evidence: readonly EvidenceRequest[] }) =>
      call({ method: 'POST', path: `${base(campaignId)}/disputes`, body, answer: disputeResponseSchema }),
    onSuccess: changed,
  });
}

export type DisputeStepName = 'evidence' | 'answer' | 'settle' | 'reopen';

/** Takes a step with a dispute, based on the revision seen. */
export function useDisputeStep({ id, rev }: Pick<DisputeResponse, 'id' | 'rev'>) {
  return useMutation({
    mutationFn: ({ step, body }: { step: DisputeStepName; body: object }) =>
      call({
        method: 'POST',
        path: `/api/v1/disputes/${id}/${step}`,
        body,
        ifMatchRev: rev,
        answer: disputeResponseSchema,
      }),
    onSettled: changed,
  });
}
