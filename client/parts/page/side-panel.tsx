import { Drawer } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';

/** Where the focus was before the first of several panels opened one over the other. */
let returnTo: HTMLElement | null = null;

/** Remembers the focus while a panel is open and gives it back when the last one closes. */
function useReturnFocus(): void {
  useEffect(() => {
    const active = document.activeElement;
    if (active instanceof HTMLElement && !active.closest('[role="dialog"]')) returnTo = active;
    return () => {
      // After React is done: another panel may have taken this one's place.
      setTimeout(() => {
        if (!document.querySelector('[role="dialog"]')) returnTo?.focus();
      });
    };
  }, []);
}

/** Details beside the page: Esc or the cross closes it, focus goes in and comes back. */
export function SidePanel(props: { title: ReactNode; onClose: () => void; children: ReactNode; size?: number }) {
  useReturnFocus();
  return (
    <Drawer
      opened
      onClose={props.onClose}
      position="right"
      size={props.size ?? 560}
      title={props.title}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close', size: 32 }}
      overlayProps={{ backgroundOpacity: 0.18 }}
      styles={{ title: { fontWeight: 620, fontSize: '1rem' }, body: { paddingBottom: 40 } }}
    >
      {props.children}
    </Drawer>
  );
}
