import { queryOptions, useMutation } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  acceptMakegoodResponseSchema,
  makegoodOfferSchema,
  makegoodResponseSchema,
  type makegoodRequestSchema,
} from '../../shared/contracts/makegoods.ts';
import {
  bulkSpotsResponseSchema,
  fillSpotsResponseSchema,
  moveCheckSchema,
  spotResponseSchema,
  type addSpotRequestSchema,
  type bulkSpotsRequestSchema,
  type fillSpotsRequestSchema,
  type FillSpotsResponse,
  type moveSpotRequestSchema,
  type SpotResponse,
} from '../../shared/contracts/spots.ts';
import { call } from '../api/call.ts';
import { queryClient } from '../api/query-client.ts';

/** What a changed spot touches is read again; not waited for, so that the form that asked can still say what happened. */
export function spotsChanged(): void {
  for (const noun of ['spot', 'spots', 'creatives', 'pacing']) void queryClient.invalidateQueries({ queryKey: [noun] });
}

function remember(spot: SpotResponse): void {
  queryClient.setQueryData(['spot', spot.campaignId, spot.id], spot);
  spotsChanged();
}

/** Server addresses of the steps whose names differ. */
const STEP_PATHS: Readonly<Record<string, string>> = { air: 'as-aired' };
const MOST_AT_ONCE = 500;

/** Takes one step of a spot; `body` holds a note, a reason or a share, as the step asks. */
export function useSpotStep(spotId: string) {
  return useMutation({
    mutationFn: ({ step, body }: { step: string; body: Readonly<Record<string, unknown>> }) =>
      call({
        method: 'POST',
        path: `/api/v1/spots/${spotId}/${STEP_PATHS[step] ?? step}`,
        body,
        answer: spotResponseSchema,
      }),
    onSuccess: remember,
  });
}

/** Moves a spot to another broadcast day and time. */
export function useMoveSpot(spot: Pick<SpotResponse, 'id' | 'rev'>) {
  return useMutation({
    mutationFn: (body: z.infer<typeof moveSpotRequestSchema>) =>
      call({
        method: 'POST',
        path: `/api/v1/spots/${spot.id}/move`,
        body,
        ifMatchRev: spot.rev,
        answer: spotResponseSchema,
      }),
    onSuccess: remember,
  });
}

/** Gives a spot its copy; null takes it away. */
export function useAssignCreative(spot: Pick<SpotResponse, 'id' | 'rev'>) {
  return useMutation({
    mutationFn: (creativeId: string | null) =>
      call({
        method: 'POST',
        path: `/api/v1/spots/${spot.id}/creative`,
        body: { creativeId },
        ifMatchRev: spot.rev,
        answer: spotResponseSchema,
      }),
    onSuccess: remember,
  });
}

/** Adds one spot by hand. */
export function useAddSpot(campaignId: string) {
  return useMutation({
    mutationFn: (body: z.infer<typeof addSpotRequestSchema>) =>
      call({ method: 'POST', path: `/api/v1/campaigns/${campaignId}/spots`, body, answer: spotResponseSchema }),
    onSuccess: remember,
  });
}

export type BulkStep = z.infer<typeof bulkSpotsRequestSchema>['step'];
export type BulkAnswer = z.infer<typeof bulkSpotsResponseSchema>;

/** One step for many spots, in as many calls as it takes; each spot is taken or refused by itself. */
export function useBulkStep(campaignId: string) {
  return useMutation({
    mutationFn: async ({ spotIds, step, note }: { spotIds: readonly string[]; step: BulkStep; note?: string }) => {
      const all: BulkAnswer = { changed: [], refused: [] };
      for (let from = 0; from < spotIds.length; from += MOST_AT_ONCE) {
        const body = { spotIds: spotIds.slice(from, from + MOST_AT_ONCE), step, note };
        const answer = await call({
          method: 'POST',
          path: `/api/v1/campaigns/${campaignId}/spots/bulk`,
          body,
          answer: bulkSpotsResponseSchema,
        });
        all.changed.push(...answer.changed);
        all.refused.push(...answer.refused);
      }
      return all;
    },
    onSettled: spotsChanged,
  });
}

/** One more spot in each of these cells at a time; a dry run only tells what stands against it. */
export function fillCells(
  campaignId: string,
  body: z.input<typeof fillSpotsRequestSchema>,
  signal?: AbortSignal,
): Promise<FillSpotsResponse> {
  return call({
    method: 'POST',
    path: `/api/v1/campaigns/${campaignId}/spots/fill`,
    body,
    answer: fillSpotsResponseSchema,
    signal,
  });
}

/** What stands against one more spot of a line at a time of a day, before anybody adds it. */
export function fillCheckQuery(campaignId: string, want: Readonly<{ lineId: string; airDay: string; clock: string }>) {
  const { clock, ...cell } = want;
  return queryOptions({
    queryKey: ['spots', campaignId, 'fill check', want],
    queryFn: async ({ signal }) =>
      (await fillCells(campaignId, { cells: [cell], clock, dryRun: true }, signal)).cells.flatMap(
        ({ issues }) => issues,
      ),
  });
}

/** What stands against moving a spot there, before anybody moves it. */
export function moveCheckQuery(
  spot: Pick<SpotResponse, 'id' | 'campaignId' | 'rev'>,
  to: Readonly<{ airDay: string; clock: string }>,
) {
  return queryOptions({
    queryKey: ['spots', spot.campaignId, 'move check', spot.id, spot.rev, to],
    queryFn: async ({ signal }) =>
      (await call({ path: `/api/v1/spots/${spot.id}/move-check`, query: to, answer: moveCheckSchema, signal })).issues,
  });
}

/** Adds the spots of a fill. */
export function useFill(campaignId: string) {
  return useMutation({
    mutationFn: (body: z.input<typeof fillSpotsRequestSchema>) => fillCells(campaignId, body),
    onSuccess: spotsChanged,
  });
}

/** Looks for times that would make a dropped spot good. */
export function useFindMakegood(spotId: string) {
  return useMutation({
    mutationFn: (body: z.infer<typeof makegoodRequestSchema>) =>
      call({ method: 'POST', path: `/api/v1/spots/${spotId}/makegood`, body, answer: makegoodResponseSchema }),
    onSuccess: spotsChanged,
  });
}

/** Accepts an offer: the replacement is made and linked. */
export function useAcceptOffer() {
  return useMutation({
    mutationFn: (offerId: string) =>
      call({
        method: 'POST',
        path: `/api/v1/makegood-offers/${offerId}/accept`,
        body: {},
        answer: acceptMakegoodResponseSchema,
      }),
    onSuccess: spotsChanged,
  });
}

/** Declines an offer. */
export function useDeclineOffer() {
  return useMutation({
    mutationFn: (offerId: string) =>
      call({
        method: 'POST',
        path: `/api/v1/makegood-offers/${offerId}/decline`,
        body: {},
        answer: makegoodOfferSchema,
      }),
    onSuccess: spotsChanged,
  });
}
