import type { TrafficResponse } from '../../../shared/contracts/traffic.ts';
import { formatClock } from '../../../shared/domain/calendar/broadcast-clock.ts';
import { cutShares, type TrafficRow } from '../../../shared/domain/spot/traffic-rows.ts';
import type { TrafficInstruction } from './traffic.model.ts';
import { wireInstant } from '../../http/wire-instant.ts';

function toRowResponse(row: TrafficRow): TrafficResponse['rows'][number] {
  const { minute, windowStartMinute, windowEndMinute, scheduledAt, creativeId: _creative, program, ...rest } = row;
  return {
    ...rest,
    program: program ?? null,
    clock: formatClock(minute),
    window: `${formatClock(windowStartMinute)}–${formatClock(windowEndMinute)}`,
    scheduledAt: wireInstant(scheduledAt),
  };
}

/** Instructions as the wire shows them. */
export function toTrafficResponse(instruction: TrafficInstruction): TrafficResponse {
  const { rows, removedRows, issuedAt, deliveries, ...rest } = instruction;
  return {
    ...rest,
    deliveries: deliveries.map(({ at, to, ...delivery }) => ({
      ...delivery,
      to: [...to],
      at: wireInstant(at),
    })),
    removedSpotIds: [...rest.removedSpotIds],
    issues: [...rest.issues],
    rows: rows.map(toRowResponse),
    removedRows: removedRows.map(toRowResponse),
    shares: cutShares(rows),
    issuedAt: wireInstant(issuedAt),
  };
}
