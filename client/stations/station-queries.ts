import { queryOptions, useMutation } from '@tanstack/react-query';
import {
  stationListSchema,
  stationResponseSchema,
  type SaveStationRequest,
  type StationResponse,
} from '../../shared/contracts/stations.ts';
import { call } from '../api/call.ts';
import { queryClient } from '../api/query-client.ts';

/** Every station something is kept of, and whether mail can be sent at all. */
export const stationsQuery = queryOptions({
  queryKey: ['stations', null],
  queryFn: ({ signal }) => call({ path: '/api/v1/stations', answer: stationListSchema, signal }),
});

/** What is kept of one station; an empty card at revision 0 when nothing is. */
export function stationQuery(station: string) {
  return queryOptions({
    queryKey: ['stations', null, station],
    queryFn: ({ signal }) =>
      call({ path: `/api/v1/stations/${encodeURIComponent(station)}`, answer: stationResponseSchema, signal }),
  });
}

/** Keeps a station's contacts and program guide. */
export function useSaveStation({ station, rev }: Pick<StationResponse, 'station' | 'rev'>) {
  return useMutation({
    mutationFn: (body: SaveStationRequest) =>
      call({
        method: 'PUT',
        path: `/api/v1/stations/${encodeURIComponent(station)}`,
        body,
        ifMatchRev: rev,
        answer: stationResponseSchema,
      }),
    onSuccess(saved) {
      queryClient.setQueryData(stationQuery(station).queryKey, saved);
      void queryClient.invalidateQueries({ queryKey: ['stations'] });
    },
  });
}
