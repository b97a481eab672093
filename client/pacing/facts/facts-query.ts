import { queryOptions } from '@tanstack/react-query';
import { deliveryListSchema, type DeliveryResponse } from '../../../shared/contracts/deliveries.ts';
import { call } from '../../api/call.ts';

/** Facts of some flights as they were reported for days [from, to), each with the attempt that brought it; all of them. */
export function factsOfFlightsQuery(
  campaignId: string,
  flightIds: readonly string[],
  period: Readonly<{ from: string; to: string }>,
) {
  return queryOptions({
    queryKey: ['delivery', campaignId, 'facts', flightIds, period],
    queryFn: async ({ signal }) =>
      (await Promise.all(flightIds.map((flightId) => readFacts({ campaignId, flightId, ...period }, signal)))).flat(),
  });
}

async function readFacts(filter: Readonly<Record<string, string>>, signal: AbortSignal) {
  const facts: DeliveryResponse[] = [];
  let cursor: string | undefined;
  do {
    const page = await call({
      path: '/api/v1/deliveries',
      query: { ...filter, limit: 500, cursor },
      answer: deliveryListSchema,
      signal,
    });
    facts.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return facts;
}
