import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';

/** Details beside the page: Esc or the cross closes it, focus goes in and comes back. */
export function SidePanel(props: { title: ReactNode; onClose: () => void; children: ReactNode; size?: number }) {
  return (
    <Drawer
      opened
      onClose={props.onClose}
      position="right"
      size={props.size ?? 560}
      title={props.title}
      closeButtonProps={{ 'aria-label': 'Close', size: 32 }}
      overlayProps={{ backgroundOpacity: 0.18 }}
      styles={{ title: { fontWeight: 620, fontSize: '1rem' }, body: { paddingBottom: 40 } }}
    >
      {props.children}
    </Drawer>
  );
}
