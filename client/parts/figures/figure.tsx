import type { ReactNode } from 'react';
import classes from './figure.module.css';
import { Fresh } from './fresh.tsx';

/** A row of headline figures. */
export function FigureStrip({ label, children }: { label: string; children: ReactNode }) {
  return (
    <dl className={classes.strip} aria-label={label} style={{ margin: 0 }}>
      {children}
    </dl>
  );
}

/** One headline figure: what it is, how much, and against what. It glows when its value changes. */
export function Figure(props: { label: string; value: string; note?: ReactNode }) {
  return (
    <div className={classes.figure}>
      <dt className={classes.label}>{props.label}</dt>
      <dd style={{ margin: 0 }}>
        <div className={classes.value}>
          <Fresh value={props.value} />
        </div>
        {props.note && <div className={classes.note}>{props.note}</div>}
      </dd>
    </div>
  );
}
