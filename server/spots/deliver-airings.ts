import { centsToMicros } from '../../shared/domain/money.ts';
import type { SpotDelivery, SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import type { SpotsModel } from './spots.model.ts';

/** Takes what spots delivered into their flights' delivery; a row told twice counts once. */
export type RecordDelivery = (rows: readonly SpotDelivery[]) => Promise<void>;

const AT_ONCE = 500;

/**
 * Tells the airings that spots carry in their outbox, then empties the outboxes. The outbox is written with the airing
 * itself, so a crash in between loses nothing: the sweep tells it again.
 */
export function createDeliverAirings(
  input: Readonly<{ model: Pick<SpotsModel, 'withOutbox' | 'clearOutboxes'>; record: RecordDelivery }>,
) {
  const deliver = async (spots: readonly SpotRecord[]): Promise<void> => {
    const waiting = spots.filter(({ outbox }) => outbox.length > 0);
    if (waiting.length === 0) return;
    await input.record(waiting.flatMap(({ outbox }) => outbox));
    await input.model.clearOutboxes(waiting);
  };
  return {
    deliver,
    async sweep(): Promise<void> {
      for (;;) {
        const spots = await input.model.withOutbox(AT_ONCE);
        await deliver(spots);
        if (spots.length < AT_ONCE) return;
      }
    },
  };
}
export type DeliverAirings = ReturnType<typeof createDeliverAirings>;

/** Deliveries as the ledger books facts of our own: the spot is the placement, its revision restates. */
export function toLedgerRows(rows: readonly SpotDelivery[]) {
  return rows.map(({ spotId, flightId, campaignId, day, revision, spendCents, ratingHundredths }) => ({
    placement: spotId,
    flightId,
    campaignId,
    day,
    revision,
    spendMicros: centsToMicros(spendCents),
    impressions: 0,
    grpHundredths: ratingHundredths,
  }));
}
