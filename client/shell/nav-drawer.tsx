import { Drawer } from '@mantine/core';
import { Rail } from './rail.tsx';

/** The way around on a narrow screen. */
export function NavDrawer({ onClose }: { onClose: () => void }) {
  return (
    <Drawer.Root opened onClose={onClose} size={270} aria-label="Menu">
      <Drawer.Overlay />
      <Drawer.Content aria-label="Menu">
        <Rail onGo={onClose} />
      </Drawer.Content>
    </Drawer.Root>
  );
}
