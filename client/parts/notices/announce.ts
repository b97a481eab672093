import { notifications } from '@mantine/notifications';
import { ApiError, wordsOf } from '../../api/call.ts';

const LOOK = { withBorder: true, closeButtonProps: { 'aria-label': 'Close this message' } } as const;

/** Says that something was done; `undo` offers the way back. */
export function sayDone(message: string): void {
  notifications.show({ message, color: 'green', ...LOOK, autoClose: 4_000 });
}

/** Says what went wrong in the server's words; stays until read. */
export function sayFailed(error: unknown): void {
  const title = error instanceof ApiError ? error.title : 'That did not work';
  notifications.show({ title, message: wordsOf(error), color: 'red', ...LOOK, autoClose: 12_000 });
}
