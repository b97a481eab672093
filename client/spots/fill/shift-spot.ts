import { useMutation } from '@tanstack/react-query';
import { spotResponseSchema } from '../../../shared/contracts/spots.ts';
import { addDays } from '../../../shared/domain/calendar/day.ts';
import { call } from '../../api/call.ts';
import { sayDone, sayFailed } from '../../parts/notices/announce.ts';
import { day } from '../../words/format.ts';
import { readCellId } from '../grid/cells.ts';
import { readAllSpots } from '../spot-queries.ts';
import { spotsChanged } from '../spot-steps.ts';

const MOVABLE = ['planned', 'ordered', 'confirmed', 'trafficked'];

/** Moves the one spot of a cell to another day at the same broadcast time. Several in a cell are moved one by one, opened. */
export function useShiftSpot(campaignId: string) {
  return useMutation({
    mutationFn: async ({ cell, byDays }: Readonly<{ cell: string; byDays: number }>) => {
      const at = readCellId(cell);
      if (!at) throw new Error('There is no cell to move from.');
      const filter = { station: at.station, daypart: at.daypart, lineId: at.lineId };
      const here = await readAllSpots(campaignId, { ...filter, from: at.day, to: addDays(at.day, 1) });
      const movable = here.filter(({ status }) => MOVABLE.includes(status));
      const [spot] = movable;
      if (!spot) throw new Error(`No spot of ${day(at.day, 'weekday')} can be moved.`);
      if (movable.length > 1)
        throw new Error(`${movable.length} spots air here: open the cell and move the one you mean.`);
      return call({
        method: 'POST',
        path: `/api/v1/spots/${spot.id}/move`,
        body: { airDay: addDays(at.day, byDays), clock: spot.clock },
        ifMatchRev: spot.rev,
        answer: spotResponseSchema,
      });
    },
    onSuccess(spot) {
      spotsChanged();
      sayDone(`Moved to ${day(spot.airDay, 'weekday')} at ${spot.clock}.`);
    },
    onError: sayFailed,
  });
}
