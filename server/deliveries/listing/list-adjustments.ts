import type { AdjustmentResponse } from '../../../shared/contracts/deliveries.ts';
import { decodeCursor, pageOfRows, type Page } from '../../db/pages.ts';
import { adjustmentIdOf, type DaysModel } from '../days.model.ts';
import { dayIdOf, placementKeyOf } from '../ledger/fact.ts';
import { AFTER_LAST_DAY, FIRST_DAY, type DeliveryQuery } from './asked-placements.ts';
import { wireInstant } from '../../http/wire-instant.ts';

export type AdjustmentQuery = Readonly<{ sourceId: string; placement: string }> & Pick<DeliveryQuery, 'from' | 'to'>;

/**
 * Lists how the totals of a placement came about, day by day, oldest first. The newest adjustment of a day is inside the
 * day, the older ones beside it; one that was copied out while its day was being replaced is given once.
 */
export function createListAdjustments(days: Pick<DaysModel, 'listAdjustments' | 'listByPlacements'>) {
  return async (
    query: AdjustmentQuery,
    cursor: string | undefined,
    limit: number,
  ): Promise<Page<AdjustmentResponse>> => {
    const { sourceId, placement } = query;
    const from = dayIdOf(sourceId, placement, query.from ?? FIRST_DAY);
    const to = dayIdOf(sourceId, placement, query.to ?? AFTER_LAST_DAY);
    const position = decodeCursor(cursor, 1);
    const older = await days.listAdjustments(position ? `${String(position[0])}~` : from, to, limit + 1);
    const newest = (await days.listByPlacements([placementKeyOf(sourceId, placement)], query))
      .flatMap(({ id, last }) => (last ? [{ ...last, id: adjustmentIdOf(id, last.number) }] : []))
      .filter(({ id }) => !position || id > String(position[0]));
    const byId = new Map([...older, ...newest].map((adjustment) => [adjustment.id, adjustment]));
    const sorted = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    return pageOfRows(
      sorted.slice(0, limit + 1),
      limit,
      ({ id }) => [id],
      ({ id, number, measures, attemptIds, at }) => ({
        ...{ id, sourceId, placement, number },
        day: id.split('|')[2] ?? '',
        ...measures,
        attemptIds: [...attemptIds],
        at: wireInstant(at),
      }),
    );
  };
}
