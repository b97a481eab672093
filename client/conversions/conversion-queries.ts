import { queryOptions } from '@tanstack/react-query';
import { conversionReportSchema, siteResponseSchema } from '../../shared/contracts/conversions.ts';
import { call } from '../api/call.ts';

/** Visits, sign-ups and donations by line, with what they cost. */
export function conversionsQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['conversions', campaignId],
    queryFn: ({ signal }) =>
      call({ path: `/api/v1/campaigns/${campaignId}/conversions`, answer: conversionReportSchema, signal }),
  });
}

/** The website's script and the tags of each line's links. */
export function siteQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['plans', campaignId, 'site'],
    queryFn: ({ signal }) => call({ path: `/api/v1/campaigns/${campaignId}/site`, answer: siteResponseSchema, signal }),
  });
}
