import { Chip } from '@mantine/core';
import { addDays } from '../../../../shared/domain/calendar/day.ts';
import { period } from '../../../words/format.ts';
import type { ChangeOf } from '../scenario-model.ts';
import classes from '../scenarios.module.css';

/** Weeks in which nothing could run. */
export function LostWeeks(props: {
  weeks: readonly string[];
  lost: readonly ChangeOf<'lost_week'>[];
  onLost: (lost: readonly ChangeOf<'lost_week'>[]) => void;
}) {
  const { weeks, lost, onLost } = props;
  return (
    <fieldset className={classes.section}>
      <legend>Lost weeks</legend>
      <div className={classes.weeks}>
        {weeks.map((weekStart) => (
          <Chip
            key={weekStart}
            size="sm"
            variant="outline"
            color="iris"
            checked={lost.some((one) => one.weekStart === weekStart)}
            onChange={(isLost) =>
              onLost(
                isLost
                  ? [...lost, { kind: 'lost_week', weekStart }]
                  : lost.filter((one) => one.weekStart !== weekStart),
              )
            }
          >
            {period(weekStart, addDays(weekStart, 7))}
          </Chip>
        ))}
      </div>
      <span className={classes.under}>
        What lay in a lost week moves to the other weeks; its part of each curve goes.
      </span>
    </fieldset>
  );
}
