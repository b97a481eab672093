import type { MakegoodOfferResponse } from '../../../shared/contracts/makegoods.ts';
import { formatClock } from '../../../shared/domain/calendar/broadcast-clock.ts';
import type { OfferRecord } from '../../../shared/domain/spot/makegoods/makegood-offer.ts';
import { wireInstant } from '../../http/wire-instant.ts';

/** An offer as the wire shows it. */
export function toOfferResponse(offer: OfferRecord): MakegoodOfferResponse {
  const { minute, scheduledAt, expiresAt, createdAt, reasons, program, ...rest } = offer;
  return {
    ...rest,
    program: program ?? null,
    reasons: [...reasons],
    clock: formatClock(minute),
    scheduledAt: wireInstant(scheduledAt),
    expiresAt: wireInstant(expiresAt),
    createdAt: wireInstant(createdAt),
  };
}
