import { queryOptions, useMutation } from '@tanstack/react-query';
import {
  campaignListSchema,
  campaignResponseSchema,
  type CampaignResponse,
  type CreateCampaignRequest,
} from '../../shared/contracts/campaigns.ts';
import { call } from '../api/call.ts';
import { queryClient } from '../api/query-client.ts';

const MOST_CAMPAIGNS = 500;

/** Campaigns, newest first; searching and sorting happen on the page. */
export function campaignsQuery(filter: { status?: CampaignResponse['status'] }) {
  return queryOptions({
    queryKey: ['campaigns', null, filter],
    queryFn: async ({ signal }) => {
      const page = await call({
        path: '/api/v1/campaigns',
        query: { limit: MOST_CAMPAIGNS, status: filter.status },
        answer: campaignListSchema,
        signal,
      });
      return page.items;
    },
  });
}

/** One campaign. */
export function campaignQuery(id: string) {
  return queryOptions({
    queryKey: ['campaign', id],
    queryFn: ({ signal }) => call({ path: `/api/v1/campaigns/${id}`, answer: campaignResponseSchema, signal }),
  });
}

/** Makes a campaign. */
export function useCreateCampaign() {
  return useMutation({
    mutationFn: (body: CreateCampaignRequest) =>
      call({ method: 'POST', path: '/api/v1/campaigns', body, answer: campaignResponseSchema }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['campaigns'] }),
  });
}
