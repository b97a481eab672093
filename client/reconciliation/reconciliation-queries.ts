import { infiniteQueryOptions, keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import {
  asRunImportListSchema,
  asRunPreviewSchema,
  asRunImportResponseSchema,
  asRunProfileListSchema,
  asRunProfileResponseSchema,
  asRunRowListSchema,
  asRunRowSchema,
  postingResponseSchema,
  reconciliationResponseSchema,
  type AsRunImportResponse,
  type AsRunPreview,
  type AsRunProfileRequest,
  type AsRunRowResponse,
} from '../../shared/contracts/reconciliation.ts';
import { addressOf, call } from '../api/call.ts';
import { queryClient } from '../api/query-client.ts';
import { sendFile } from '../api/send-file.ts';

const base = (campaignId: string) => `/api/v1/campaigns/${campaignId}`;

/** Order, as-run and invoice of each station side by side. */
export function summaryQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['spots', campaignId, 'reconciliation'],
    queryFn: ({ signal }) =>
      call({ path: `${base(campaignId)}/reconciliation`, answer: reconciliationResponseSchema, signal }),
  });
}

/** Delivered against ordered, per station and quarter. */
export function postingQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['spots', campaignId, 'posting'],
    queryFn: ({ signal }) => call({ path: `${base(campaignId)}/posting`, answer: postingResponseSchema, signal }),
  });
}

/** Files of stations that were taken in, newest first. */
export function importsQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['spots', campaignId, 'as-run imports'],
    queryFn: async ({ signal }) =>
      (
        await call({
          path: `${base(campaignId)}/as-run-imports`,
          query: { limit: 200 },
          answer: asRunImportListSchema,
          signal,
        })
      ).items,
  });
}

/** Column mappings of stations' files. */
export function profilesQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['as-run profiles', campaignId],
    queryFn: async ({ signal }) =>
      (
        await call({
          path: `${base(campaignId)}/as-run-profiles`,
          query: { limit: 200 },
          answer: asRunProfileListSchema,
          signal,
        })
      ).items,
  });
}

export type ProfileDraft = Omit<AsRunProfileRequest, 'name' | 'columns'> & Pick<AsRunPreview, 'columns'>;

/** How the first lines of a CSV would be read, by a draft of its columns or by what is known of the station. */
export function previewQuery(
  campaignId: string,
  body: Readonly<{ sample: string; station: string | undefined; draft: ProfileDraft | undefined }>,
) {
  return queryOptions({
    queryKey: ['as-run preview', campaignId, body],
    queryFn: ({ signal }) =>
      call({ method: 'POST', path: `${base(campaignId)}/as-run-previews`, body, answer: asRunPreviewSchema, signal }),
    enabled: body.sample !== '',
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
  });
}

export type RowFilter = Readonly<{ importId?: string; state?: AsRunRowResponse['state']; reason?: string }>;

/** Rows of as-run files with what became of each, a page at a time. */
export function rowsQuery(campaignId: string, filter: RowFilter) {
  return infiniteQueryOptions({
    queryKey: ['spots', campaignId, 'as-run rows', filter],
    queryFn: ({ signal, pageParam }) =>
      call({
        path: `${base(campaignId)}/as-run-rows`,
        query: { ...filter, limit: 100, cursor: pageParam },
        answer: asRunRowListSchema,
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/** Not waited for, so that the form that asked can still say what happened. */
function spotsChanged(): void {
  for (const noun of ['spots', 'spot', 'pacing']) void queryClient.invalidateQueries({ queryKey: [noun] });
}

export type ImportInput = Readonly<{ file: File; profileId?: string; station?: string; toleranceMinutes?: number }>;

/** Takes in a station's as-run: CSV, or XML of the BXF shape. */
export function useImportAsRun(campaignId: string) {
  return useMutation({
    mutationFn: ({ file, ...query }: ImportInput): Promise<AsRunImportResponse> =>
      sendFile({
        path: addressOf(`${base(campaignId)}/as-run-imports`, { ...query, fileName: file.name }),
        file,
        type: /\.(xml|bxf)$/i.test(file.name) ? 'application/xml' : 'text/csv',
        answer: asRunImportResponseSchema,
      }),
    onSettled: spotsChanged,
  });
}

/** Remembers which columns of a station's CSV hold what. */
export function useSaveProfile(campaignId: string) {
  return useMutation({
    mutationFn: (body: Partial<AsRunProfileRequest> & Pick<AsRunProfileRequest, 'name' | 'columns'>) =>
      call({ method: 'POST', path: `${base(campaignId)}/as-run-profiles`, body, answer: asRunProfileResponseSchema }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['as-run profiles'] }),
  });
}

/** Says which spot an unmatched row is of. */
export function useResolveRow(rowId: string) {
  return useMutation({
    mutationFn: (body: { spotId: string; note?: string }) =>
      call({ method: 'POST', path: `/api/v1/as-run-rows/${rowId}/resolve`, body, answer: asRunRowSchema }),
    onSuccess: spotsChanged,
  });
}

/** Leaves an unmatched row aside, with the reason. */
export function useIgnoreRow(rowId: string) {
  return useMutation({
    mutationFn: (note: string) =>
      call({ method: 'POST', path: `/api/v1/as-run-rows/${rowId}/ignore`, body: { note }, answer: asRunRowSchema }),
    onSuccess: spotsChanged,
  });
}
