import type { MissedSpot } from '../../makegood/makegood.ts';
import type { SpotRecord } from '../spot-record.ts';

/** A spot as what a make-good must stand in for; its rating, in hundredths of a point, is what is to be delivered again. */
export function missedSpotOf(spot: SpotRecord): MissedSpot {
  return {
    id: spot.id,
    station: spot.station,
    daypart: spot.daypart,
    airDay: spot.airDay,
    lengthSeconds: spot.lengthSeconds,
    impressions: spot.ratingHundredths,
    costCents: spot.costCents,
    ...(spot.program === undefined ? {} : { program: spot.program }),
  };
}
