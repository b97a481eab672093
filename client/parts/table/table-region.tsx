import type { ReactNode } from 'react';

/** A named region around a wide table: it scrolls sideways inside itself, and the arrow keys scroll it once it has the focus. */
export function TableRegion(props: { label: string; className?: string | undefined; children: ReactNode }) {
  return (
    <div
      className={props.className ? `table-scroll ${props.className}` : 'table-scroll'}
      tabIndex={0}
      role="region"
      aria-label={props.label}
    >
      {props.children}
    </div>
  );
}
