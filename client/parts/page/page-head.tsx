import { useEffect, type ReactNode } from 'react';
import classes from './page-head.module.css';

/** The title of a page, a line of facts under it, and its actions. Names the browser tab too. */
export function PageHead(props: { title: ReactNode; tab: string; note?: ReactNode; actions?: ReactNode }) {
  useEffect(() => {
    document.title = `${props.tab} · Flightboard`;
  }, [props.tab]);
  return (
    <div className={classes.head}>
      <div style={{ minWidth: 0 }}>
        <h1 className={classes.title}>{props.title}</h1>
        {props.note && <p className={classes.note}>{props.note}</p>}
      </div>
      {props.actions && <div className={`${classes.actions} no-print`}>{props.actions}</div>}
    </div>
  );
}
