import { useEffect, useState } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { LineResponse } from '../../../shared/contracts/plans.ts';
import type { PeriodColumn } from '../../../shared/domain/calendar/periods.ts';
import { draggedDays, type DragKind, type FlightDays } from './bar-geometry.ts';
import { datesWords, redate } from './redate.ts';

/** A bar as it is being pulled: where it would be, and what that means. */
export type Drag = Readonly<{ flightId: string; days: FlightDays; says: string; isRefused: boolean }>;

/** Follows one bar of a line while it is pulled; nothing is saved before it is let go, and Esc leaves it where it was. */
export function useBarDrag(
  input: Readonly<{
    line: LineResponse | null;
    columns: readonly PeriodColumn[];
    columnWidth: number;
    campaign: CampaignResponse;
    onDates: (flightId: string, days: FlightDays) => void;
  }>,
) {
  const { line, columns, columnWidth, campaign } = input;
  const [drag, setDrag] = useState<Drag | null>(null);
  const [isGivenUp, setGivenUp] = useState(false);
  const isDragging = drag !== null;
  useEffect(() => {
    if (!isDragging) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      setDrag(null);
      setGivenUp(true);
    };
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }, [isDragging]);
  const onPull = (kind: DragKind, flightId: string, pixels: number | null, isDone: boolean) => {
    const flight = line?.flights.find(({ id }) => id === flightId);
    if (!line || !flight || pixels === null || isGivenUp) {
      setDrag(null);
      if (isDone || pixels === null) setGivenUp(false);
      return;
    }
    const days = draggedDays(kind, flight, pixels, columns, columnWidth);
    if (isDone) {
      setDrag(null);
      input.onDates(flightId, days);
      return;
    }
    const redated = redate(line, flight, days, campaign);
    const isRefused = redated.kind === 'refused';
    setDrag({ flightId, days, isRefused, says: isRefused ? redated.reason : datesWords(flight, days) });
  };
  return { drag, onPull };
}
