import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { allocationAnswerSchema } from '../../shared/contracts/allocation.ts';
import { planCurvesResponseSchema } from '../../shared/contracts/forecast.ts';
import type { ResponseUnit } from '../../shared/domain/allocation/forecast/cold-start.ts';
import { call } from '../api/call.ts';
import type { AllocationBody } from './split-model.ts';

/** The best split of a request, with why and proof. The answer before stays in sight while the next is worked out. */
export function allocationQuery(body: AllocationBody) {
  return queryOptions({
    queryKey: ['allocation', null, body],
    queryFn: ({ signal }) =>
      call({ method: 'POST', path: '/api/v1/calculations/allocation', body, answer: allocationAnswerSchema, signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    retry: false,
    enabled: body.lines.length > 0,
  });
}

type CurvesView = Readonly<{ unit: ResponseUnit; people: number; isEstimating: boolean }>;

/** The plan's curves as learned from delivery, with what they rest on. */
export function curvesQuery(campaignId: string, planId: string, view: CurvesView) {
  const { unit, people, isEstimating } = view;
  return queryOptions({
    queryKey: ['curves', campaignId, planId, view],
    queryFn: ({ signal }) =>
      call({
        path: `/api/v1/plans/${planId}/curves`,
        query: { unit, people, estimate: String(isEstimating) },
        answer: planCurvesResponseSchema,
        signal,
      }),
    placeholderData: keepPreviousData,
  });
}
