import { Popover } from '@mantine/core';
import { IconCalendarEvent } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { LineResponse } from '../../../shared/contracts/plans.ts';
import type { DragKind, FlightDays } from './bar-geometry.ts';
import { DatesForm } from './dates-form.tsx';
import classes from './flights.module.css';
import { datesWords } from './redate.ts';

type Flight = LineResponse['flights'][number];

/** The grip of a flight on the page, so that keys can open it; its id is the popover's own. */
export const gripOf = (flightId: string) =>
  document.querySelector<HTMLElement>(`[data-grip="${CSS.escape(flightId)}"]`);
/** Less than this is a click, not a pull. */
const LEAST_PULL = 4;

export type GripProps = Readonly<{
  line: LineResponse;
  flight: Flight;
  campaign: CampaignResponse;
  left: number;
  isReachable: boolean;
  onDates: (flightId: string, days: FlightDays) => void;
  onPull: (kind: DragKind, flightId: string, pixels: number | null, isDone: boolean) => void;
}>;

/** What a bar is held by: a click opens its dates, a pull moves it. The popover is made when first wanted: rows are many. */
export function FlightGrip(props: GripProps) {
  const { line, flight } = props;
  const [isOpen, setOpen] = useState(false);
  const wasPulled = useRef(false);
  const wasOpen = useRef(false);
  const cameFrom = useRef<Element | null>(null);
  const { onPointerDown, ...pull } = usePull((pixels, isDone) => {
    wasPulled.current = pixels !== null;
    props.onPull('move', flight.id, pixels, isDone);
  });
  const click = () => {
    const isForDates = !wasPulled.current && !wasOpen.current;
    wasPulled.current = false;
    wasOpen.current = false;
    if (isOpen) close();
    if (!isForDates) return;
    cameFrom.current = document.activeElement;
    setOpen(true);
  };
  const close = () => {
    setOpen(false);
    if (cameFrom.current instanceof HTMLElement) cameFrom.current.focus({ preventScroll: true });
  };
  return (
    <>
      <button
        data-grip={flight.id}
        type="button"
        className={classes.grip}
        data-open={isOpen || undefined}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        style={{ left: props.left }}
        tabIndex={props.isReachable ? 0 : -1}
        aria-label={`Dates of ${line.name}, ${datesWords(flight, flight)}`}
        title={`${datesWords(flight, flight)}. Click for dates, drag to move.`}
        onMouseDown={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
        onClick={click}
        {...pull}
        onPointerDown={(event) => {
          // A touch on the grip closes what is open; the click after it must not open it again.
          wasOpen.current = isOpen;
          onPointerDown(event);
        }}
      >
        <IconCalendarEvent size={14} stroke={1.8} aria-hidden />
      </button>
      {isOpen && (
        <Popover
          opened
          withRoles={false}
          onDismiss={close}
          closeOnEscape={false}
          trapFocus
          withArrow
          shadow="md"
          width={372}
          position="bottom-start"
        >
          <Popover.Target>
            <span className={classes.anchor} style={{ left: props.left }} />
          </Popover.Target>
          <Popover.Dropdown
            role="dialog"
            aria-label={`Dates of ${line.name}`}
            onMouseDown={(event) => event.stopPropagation()}
            onDoubleClick={(event) => event.stopPropagation()}
            onKeyDown={(event) => event.stopPropagation()}
          >
            <DatesForm
              key={`${flight.startDay} ${flight.endDay}`}
              line={line}
              flight={flight}
              campaign={props.campaign}
              onApply={(days) => props.onDates(flight.id, days)}
              onClose={close}
            />
          </Popover.Dropdown>
        </Popover>
      )}
    </>
  );
}

/** An edge of a bar, pulled to make the flight longer or shorter. The Dates form does the same without pulling. */
export function FlightEdge(
  props: Pick<GripProps, 'left' | 'onPull'> & Readonly<{ flightId: string; kind: 'start' | 'end' }>,
) {
  const pull = usePull((pixels, isDone) => props.onPull(props.kind, props.flightId, pixels, isDone));
  return (
    <span
      className={classes.edge}
      style={{ left: props.left }}
      aria-hidden
      data-edge={props.kind}
      onMouseDown={(event) => event.stopPropagation()}
      {...pull}
    />
  );
}

/** Follows the pointer from press to release; Esc or a lost pointer gives up. `null` pixels: nothing was pulled. */
function usePull(onPull: (pixels: number | null, isDone: boolean) => void) {
  const from = useRef<number | null>(null);
  const isPulled = useRef(false);
  const giveUp = () => {
    if (isPulled.current) onPull(null, false);
    from.current = null;
    isPulled.current = false;
  };
  return {
    onPointerDown(event: React.PointerEvent) {
      if (event.button !== 0) return;
      from.current = event.clientX;
      isPulled.current = false;
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove(event: React.PointerEvent) {
      if (from.current === null) return;
      const pixels = event.clientX - from.current;
      if (!isPulled.current && Math.abs(pixels) < LEAST_PULL) return;
      isPulled.current = true;
      onPull(pixels, false);
    },
    onPointerUp(event: React.PointerEvent) {
      if (from.current !== null && isPulled.current) onPull(event.clientX - from.current, true);
      from.current = null;
      isPulled.current = false;
    },
    onPointerCancel: giveUp,
    onLostPointerCapture: giveUp,
  };
}
