import { queryOptions, useMutation } from '@tanstack/react-query';
import {
  marketDaypartsListSchema,
  marketDaypartsSchema,
  type MarketDaypartsResponse,
  type SaveDaypartsRequest,
} from '../../shared/contracts/dayparts.ts';
import { call } from '../api/call.ts';
import { queryClient } from '../api/query-client.ts';

/** Every market with its dayparts. */
export const marketsQuery = queryOptions({
  queryKey: ['dayparts', null],
  queryFn: async ({ signal }) =>
    (await call({ path: '/api/v1/dayparts', answer: marketDaypartsListSchema, signal })).items,
});

const changed = () => void queryClient.invalidateQueries({ queryKey: ['dayparts'] });

/** Gives a market dayparts of its own. */
export function useSaveDayparts({ market, rev }: Pick<MarketDaypartsResponse, 'market' | 'rev'>) {
  return useMutation({
    mutationFn: (dayparts: SaveDaypartsRequest['dayparts']) =>
      call({
        method: 'PUT',
        path: `/api/v1/dayparts/${market}`,
        body: { dayparts },
        ifMatchRev: rev,
        answer: marketDaypartsSchema,
      }),
    onSuccess: changed,
  });
}

/** Takes a market back to the usual dayparts. */
export function useRemoveDayparts({ market, rev }: Pick<MarketDaypartsResponse, 'market' | 'rev'>) {
  return useMutation({
    mutationFn: () => call({ method: 'DELETE', path: `/api/v1/dayparts/${market}`, ifMatchRev: rev }),
    onSuccess: changed,
  });
}
