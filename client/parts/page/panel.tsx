import { useId, type ReactNode } from 'react';
import classes from './panel.module.css';

/** A titled surface. `flush` lets a table run to the edges. */
export function Panel(props: {
  title?: string;
  note?: ReactNode;
  actions?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={classes.panel} aria-labelledby={props.title ? id : undefined}>
      {(props.title || props.actions) && (
        <div className={classes.head}>
          {props.title && (
            <h2 className={classes.title} id={id}>
              {props.title}
            </h2>
          )}
          {props.note && <span className={classes.note}>{props.note}</span>}
          {props.actions && <div className={classes.actions}>{props.actions}</div>}
        </div>
      )}
      <div className={props.flush ? classes.flush : classes.body}>{props.children}</div>
    </section>
  );
}
