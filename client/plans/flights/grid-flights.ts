import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { LineResponse, PlanEdit } from '../../../shared/contracts/plans.ts';
import { sayFailed } from '../../parts/notices/announce.ts';
import type { FlightDays } from './bar-geometry.ts';
import { gripOf } from './flight-grip.tsx';
import { flightAt, redate, steppedDays } from './redate.ts';

/** A key that means the flight under the cell: its dates, a day's move of it all, or of its last day. */
export type FlightKey = Readonly<{ kind: 'dates' }> | Readonly<{ kind: 'move_flight' | 'stretch_flight'; by: number }>;

/** What happens to flights of the grid, by pulling and by keys. What can't be is said, not done. */
export function gridFlights(
  input: Readonly<{
    lines: readonly (LineResponse | null)[];
    campaign: CampaignResponse;
    isEditable: boolean;
    onEdits: (label: string, edits: readonly PlanEdit[]) => void;
  }>,
) {
  const setDates = (flightId: string, days: FlightDays): void => {
    const line = input.lines.find((each) => each?.flights.some(({ id }) => id === flightId));
    const flight = line?.flights.find(({ id }) => id === flightId);
    if (!line || !flight) return;
    const redated = redate(line, flight, days, input.campaign);
    if (redated.kind === 'refused') sayFailed(new Error(redated.reason));
    if (redated.kind === 'ok') input.onEdits(redated.label, redated.edits);
  };
  /** True when the key was taken. */
  const onFlightKey = (
    key: FlightKey,
    line: LineResponse | null | undefined,
    column: FlightDays | undefined,
  ): boolean => {
    if (!input.isEditable || !line) return false;
    const flight = flightAt(line, column);
    if (!flight) sayFailed(new Error(`No open flight of ${line.name} runs under this cell.`));
    else if (key.kind === 'dates') gripOf(flight.id)?.click();
    else setDates(flight.id, steppedDays(flight, key.kind === 'move_flight' ? 'move' : 'end', key.by));
    return true;
  };
  return { setDates, onFlightKey };
}
