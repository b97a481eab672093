import classes from '../spots.module.css';
import { trafficFile } from './traffic-queries.ts';

/** The files of one revision: to read, to reckon with and for the station's traffic system. */
export function Downloads({ id, name }: { id: string; name: string }) {
  return (
    <div className={classes.links}>
      {(['pdf', 'csv', 'bxf'] as const).map((format) => (
        <a key={format} href={trafficFile(id, format)} download aria-label={`${name} as ${format.toUpperCase()}`}>
          {format.toUpperCase()}
        </a>
      ))}
    </div>
  );
}
