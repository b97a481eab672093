import { IconArrowBackUp, IconMovieOff } from '@tabler/icons-react';
import { STATUS_LETTERS, STATUS_TONES, STATUS_URGENCY, statusWord } from '../spot-words.ts';
import classes from './spot-grid.module.css';

/** What the letters, hues and signs of the grid mean, and which keys work it. */
export function GridLegend() {
  return (
    <div className={classes.legend}>
      {STATUS_URGENCY.map((status) => (
        <span key={status}>
          <span className={`${classes.part} ${classes[STATUS_TONES[status]]}`}>{STATUS_LETTERS[status]}</span>{' '}
          {statusWord(status)}
        </span>
      ))}
      <span>
        <span className={classes.makegood}>
          <IconArrowBackUp size={11} /> 1
        </span>{' '}
        Make-good, counted where it was lost
      </span>
      <span>
        <span className={classes.noCopy}>
          <IconMovieOff size={12} />
        </span>{' '}
        No copy yet
      </span>
      <span className={classes.hint}>
        Arrows move · Enter opens · Space selects · Ctrl with ← or → moves a spot a day · Esc clears
      </span>
    </div>
  );
}
