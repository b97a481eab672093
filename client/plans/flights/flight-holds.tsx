import type { ReactNode } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { LineResponse } from '../../../shared/contracts/plans.ts';
import type { Bar } from './bar-geometry.ts';
import { FlightEdge, FlightGrip, type GripProps } from './flight-grip.tsx';
import { isDatable } from './redate.ts';

/** Something to hold a bar by, inside the cell it stands over. */
export type FlightHold = Readonly<{ key: string; node: ReactNode }>;

type HoldsInput = Readonly<{
  line: LineResponse;
  campaign: CampaignResponse;
  bars: readonly Bar[];
  shownColumns: readonly number[];
  columnWidth: number;
  isReachable: boolean;
}> &
  Pick<GripProps, 'onDates' | 'onPull'>;

const EDGE = 8;

/** The grip and the two edges of each bar by column; a grip whose column is out of sight stands in the first one shown. */
export function holdsOf(input: HoldsInput): ReadonlyMap<number, readonly FlightHold[]> {
  const { line, campaign, columnWidth, shownColumns, onDates, onPull, isReachable } = input;
  const holds = new Map<number, FlightHold[]>();
  const put = (pixels: number, key: string, make: (left: number) => ReactNode) => {
    const column = Math.floor(pixels / columnWidth);
    holds.set(column, [...(holds.get(column) ?? []), { key, node: make(pixels - column * columnWidth) }]);
  };
  const firstShown = (shownColumns[0] ?? 0) * columnWidth;
  for (const bar of input.bars) {
    const flight = line.flights.find(({ id }) => id === bar.id);
    if (!flight || !isDatable(flight)) continue;
    const end = bar.left + bar.width;
    if (end <= firstShown) continue;
    put(Math.max(bar.left, firstShown) + 12, `${flight.id} grip`, (left) => (
      <FlightGrip {...{ line, flight, campaign, left, isReachable, onDates, onPull }} />
    ));
    put(bar.left, `${flight.id} start`, (left) => (
      <FlightEdge kind="start" flightId={flight.id} left={left + 1} onPull={onPull} />
    ));
    put(end - EDGE - 1, `${flight.id} end`, (left) => (
      <FlightEdge kind="end" flightId={flight.id} left={left} onPull={onPull} />
    ));
  }
  return holds;
}
