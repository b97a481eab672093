import type { DeliveryDayResponse } from '../../../shared/contracts/deliveries.ts';
import { decodeCursor, pageOfRows, type Page } from '../../db/pages.ts';
import type { DaysModel } from '../days.model.ts';
import { placementKeyOf } from '../ledger/fact.ts';
import type { AskedPlacements, DeliveryQuery } from './asked-placements.ts';
import { wireInstant } from '../../http/wire-instant.ts';

/** Lists the totals of each placement and day, in the order of the days' ids, with the flight the placement is by now. */
export function createListDays(input: { askedPlacements: AskedPlacements; days: Pick<DaysModel, 'listByPlacements'> }) {
  return async (
    query: DeliveryQuery,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<DeliveryDayResponse>> => {
    const position = decodeCursor(cursor, 1);
    const mappings = await input.askedPlacements(query);
    const keys = mappings.map(({ key }) => key);
    const flightOf = new Map(mappings.map(({ key, flightId }) => [key, flightId]));
    const states = await input.days.listByPlacements(keys, query);
    const sorted = [...states]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .filter(({ id }) => !position || id > String(position[0]));
    return pageOfRows(
      sorted.slice(0, limit + 1),
      limit,
      ({ id }) => [id],
      ({ sourceId, placement, day, window, totals, facts, updatedAt }) => ({
        flightId: flightOf.get(placementKeyOf(sourceId, placement)) || null,
        ...{ sourceId, placement, day, window, ...totals, facts },
        updatedAt: wireInstant(updatedAt),
      }),
    );
  };
}
