import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { allocationAnswerSchema } from '../../shared/contracts/allocation.ts';
import { call } from '../api.ts';
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
