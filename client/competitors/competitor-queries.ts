import { queryOptions, useMutation } from '@tanstack/react-query';
import { importCompetitorsAnswerSchema, shareOfVoiceResponseSchema } from '../../shared/contracts/competitors.ts';
import { call } from '../api/call.ts';
import { queryClient } from '../api/query-client.ts';

/** Our share of voice by broadcast week and channel. */
export function shareOfVoiceQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['competitors', campaignId],
    queryFn: ({ signal }) =>
      call({ path: `/api/v1/campaigns/${campaignId}/share-of-voice`, answer: shareOfVoiceResponseSchema, signal }),
  });
}

/** Takes in a file of others' spend. */
export function useImportCompetitors(campaignId: string) {
  return useMutation({
    mutationFn: async (file: File) =>
      call({
        method: 'POST',
        path: `/api/v1/campaigns/${campaignId}/competitors/imports`,
        body: { fileName: file.name, csv: await file.text() },
        answer: importCompetitorsAnswerSchema,
      }),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: ['competitors'] }),
  });
}
