import type { KeyboardEvent } from 'react';
import type { FlightKey } from '../flights/grid-flights.ts';

/** Where the selection goes. */
export type GridMove =
  | Readonly<{ kind: 'move' | 'extend'; direction: 'up' | 'down' | 'left' | 'right' }>
  | Readonly<{ kind: 'edge'; to: 'row_start' | 'row_end' | 'top' | 'bottom' }>
  | Readonly<{ kind: 'select_all' }>;
export type GridKey =
  | GridMove
  | Readonly<{ kind: 'type'; text: string }>
  | FlightKey
  | Readonly<{ kind: 'edit' | 'clear' | 'undo' | 'redo' | 'open' | 'leave' | 'next' | 'previous' }>;

const ARROWS = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' } as const;

/** What a key means in the grid while no cell is being edited; undefined leaves it to the browser. */
export function gridKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
): GridKey | undefined {
  const isCommand = event.ctrlKey || event.metaKey;
  const direction = ARROWS[event.key as keyof typeof ARROWS];
  if (direction && !isCommand && !event.altKey) return { kind: event.shiftKey ? 'extend' : 'move', direction };
  if (isCommand && (direction === 'left' || direction === 'right'))
    return { kind: event.shiftKey ? 'stretch_flight' : 'move_flight', by: direction === 'left' ? -1 : 1 };
  switch (event.key) {
    case 'Home':
      return { kind: 'edge', to: isCommand ? 'top' : 'row_start' };
    case 'End':
      return { kind: 'edge', to: isCommand ? 'bottom' : 'row_end' };
    case 'F2':
      return { kind: 'edit' };
    case 'Enter':
      return isCommand ? { kind: 'open' } : { kind: event.altKey ? 'dates' : 'edit' };
    case 'Delete':
    case 'Backspace':
      return { kind: 'clear' };
    case 'Escape':
      return { kind: 'leave' };
    case 'Tab':
      return { kind: event.shiftKey ? 'previous' : 'next' };
  }
  if (isCommand) return commandKey(event.key.toLowerCase(), event.shiftKey);
  return event.key.length === 1 && !event.altKey && event.key !== ' ' && event.key !== '?'
    ? { kind: 'type', text: event.key }
    : undefined;
}

function commandKey(key: string, isShifted: boolean): GridKey | undefined {
  if (key === 'z') return { kind: isShifted ? 'redo' : 'undo' };
  if (key === 'y') return { kind: 'redo' };
  if (key === 'a') return { kind: 'select_all' };
  return undefined;
}
