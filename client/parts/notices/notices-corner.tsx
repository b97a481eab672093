import '@mantine/notifications/styles.css';
import { Notifications } from '@mantine/notifications';

/** The corner where short notices appear; loaded after the page, since nothing is said at once. */
export function NoticesCorner() {
  return <Notifications position="bottom-right" />;
}
