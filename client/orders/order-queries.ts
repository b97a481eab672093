import { queryOptions, useMutation } from '@tanstack/react-query';
import { createOrdersResponseSchema, orderListSchema, orderResponseSchema } from '../../shared/contracts/orders.ts';
import { call } from '../api/call.ts';
import { queryClient } from '../api/query-client.ts';

/** Insertion orders of a campaign, revisions included, newest first. */
export function ordersQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['orders', campaignId],
    queryFn: async ({ signal }) =>
      (
        await call({
          path: `/api/v1/campaigns/${campaignId}/orders`,
          query: { limit: 500 },
          answer: orderListSchema,
          signal,
        })
      ).items,
  });
}

/** Not waited for, so that the form that asked can still say what happened. */
function ordersChanged(): void {
  for (const noun of ['orders', 'spots', 'spot']) void queryClient.invalidateQueries({ queryKey: [noun] });
}

/** Makes the orders the approved plan asks for, one for each vendor. */
export function useCreateOrders(campaignId: string) {
  return useMutation({
    mutationFn: () =>
      call({
        method: 'POST',
        path: `/api/v1/campaigns/${campaignId}/orders`,
        body: {},
        answer: createOrdersResponseSchema,
      }),
    onSuccess: ordersChanged,
  });
}

export type OrderStep = 'send' | 'accept' | 'decline' | 'cancel';

/** Takes one step of an order. */
export function useOrderStep(orderId: string) {
  return useMutation({
    mutationFn: ({ step, body }: { step: OrderStep; body: Readonly<Record<string, string | undefined>> }) =>
      call({ method: 'POST', path: `/api/v1/orders/${orderId}/${step}`, body, answer: orderResponseSchema }),
    onSuccess: ordersChanged,
  });
}

/** Where an order is downloaded. */
export function orderFile(orderId: string, format: 'pdf' | 'csv', basis: 'gross' | 'net'): string {
  return `/api/v1/orders/${orderId}/${format}?basis=${basis}`;
}
