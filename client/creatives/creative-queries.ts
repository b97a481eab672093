import { queryOptions, useMutation } from '@tanstack/react-query';
import {
  copyOutlookSchema,
  creativeListSchema,
  creativeResponseSchema,
  creativeRulesSchema,
  rotationSharesSchema,
  type CreateCreativeRequest,
  type CreativeResponse,
  type CreativeRulesRequest,
  type UpdateCreativeRequest,
} from '../../shared/contracts/creatives.ts';
import { addressOf, call } from '../api/call.ts';
import { queryClient } from '../api/query-client.ts';
import { sendFile } from '../api/send-file.ts';

const MOST_CREATIVES = 500;

/** The commercials of a campaign. */
export function creativesQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['creatives', campaignId],
    queryFn: async ({ signal }) =>
      (
        await call({
          path: `/api/v1/campaigns/${campaignId}/creatives`,
          query: { limit: MOST_CREATIVES },
          answer: creativeListSchema,
          signal,
        })
      ).items,
  });
}

/** Shares of the rotation, by length. */
export function rotationQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['creatives', campaignId, 'rotation'],
    queryFn: ({ signal }) =>
      call({ path: `/api/v1/campaigns/${campaignId}/rotation-weights`, answer: rotationSharesSchema, signal }),
  });
}

/** The disclaimer the campaign's creatives must carry. */
export function rulesQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['creatives', campaignId, 'rules'],
    queryFn: ({ signal }) =>
      call({ path: `/api/v1/campaigns/${campaignId}/creative-rules`, answer: creativeRulesSchema, signal }),
  });
}

/** What would leave a spot without copy in the coming days. */
export function outlookQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['creatives', campaignId, 'outlook'],
    queryFn: ({ signal }) =>
      call({ path: `/api/v1/campaigns/${campaignId}/copy-outlook`, answer: copyOutlookSchema, signal }),
  });
}

/** Not waited for, so that the form that asked can still say what happened. */
function creativesChanged(): void {
  for (const noun of ['creatives', 'spots', 'spot']) void queryClient.invalidateQueries({ queryKey: [noun] });
}

/** Adds a creative, or edits one from the revision on the screen. */
export function useSaveCreative(campaignId: string, creative?: CreativeResponse) {
  return useMutation({
    mutationFn: (body: CreateCreativeRequest | UpdateCreativeRequest) =>
      creative
        ? call({
            method: 'PATCH',
            path: `/api/v1/creatives/${creative.id}`,
            body,
            ifMatchRev: creative.rev,
            answer: creativeResponseSchema,
          })
        : call({
            method: 'POST',
            path: `/api/v1/campaigns/${campaignId}/creatives`,
            body,
            answer: creativeResponseSchema,
          }),
    onSuccess: creativesChanged,
  });
}

export type ApprovalStep = 'submit' | 'approve' | 'reject';

/** Takes an approval step. */
export function useApprovalStep(creativeId: string) {
  return useMutation({
    mutationFn: ({ step, note }: { step: ApprovalStep; note?: string }) =>
      call({
        method: 'POST',
        path: `/api/v1/creatives/${creativeId}/${step}`,
        body: { note },
        answer: creativeResponseSchema,
      }),
    onSuccess: creativesChanged,
  });
}

export type ReleaseInput = Readonly<{ signatory: string; signedDay?: string; expiryDay?: string; file: File | null }>;

/** Says who signed the release, and sends the paper when there is one. */
export function useSaveRelease(creative: CreativeResponse) {
  return useMutation({
    mutationFn: async ({ file, ...release }: ReleaseInput) => {
      await call({
        method: 'PUT',
        path: `/api/v1/creatives/${creative.id}/release`,
        body: release,
        ifMatchRev: creative.rev,
        answer: creativeResponseSchema,
      });
      if (file) {
        await sendFile({
          path: addressOf(`/api/v1/creatives/${creative.id}/release-file`, { name: file.name }),
          file,
          type: file.type,
          answer: creativeResponseSchema,
        });
      }
    },
    onSettled: creativesChanged,
  });
}

/** Sets the weights of one length at once. */
export function useSetWeights(campaignId: string) {
  return useMutation({
    mutationFn: (weights: readonly { creativeId: string; weight: number }[]) =>
      call({
        method: 'PUT',
        path: `/api/v1/campaigns/${campaignId}/rotation-weights`,
        body: { weights },
        answer: rotationSharesSchema,
      }),
    onSuccess: creativesChanged,
  });
}

/** Sets the disclaimer rule. */
export function useSetRules(campaignId: string) {
  return useMutation({
    mutationFn: (body: CreativeRulesRequest) =>
      call({
        method: 'PUT',
        path: `/api/v1/campaigns/${campaignId}/creative-rules`,
        body,
        answer: creativeRulesSchema,
      }),
    onSuccess: creativesChanged,
  });
}
