import { IconAlertTriangle, IconCheck, IconCircleDashed } from '@tabler/icons-react';
import type { RateBasis } from '../../../shared/domain/rates.ts';
import { Chip } from '../../parts/chips/status-chip.tsx';
import { money, percent } from '../../words/format.ts';
import classes from './allocation-strip.module.css';

/** What is planned, what is left to allocate, always in sight. */
export function AllocationStrip(props: {
  budgetCents: number;
  plannedCents: number;
  remainingCents: number;
  basis: RateBasis;
}) {
  const { budgetCents, plannedCents, remainingCents } = props;
  const share = budgetCents === 0 ? 0 : plannedCents / budgetCents;
  return (
    <div className={classes.strip} data-testid="allocation-strip">
      <span>
        <span className="quiet">Budget, {props.basis}</span> <strong>{money(budgetCents)}</strong>
      </span>
      <span>
        <span className="quiet">Planned</span> <strong>{money(plannedCents)}</strong>
      </span>
      <span className={classes.meter} aria-hidden>
        <span data-over={share > 1} style={{ width: percent(Math.min(1, share), 2) }} />
      </span>
      <span role="status">
        {remainingCents === 0 ? (
          <Chip tone="on" icon={IconCheck}>
            All allocated
          </Chip>
        ) : remainingCents > 0 ? (
          <Chip tone="under" icon={IconCircleDashed}>
            {money(remainingCents)} left to allocate
          </Chip>
        ) : (
          <Chip tone="bad" icon={IconAlertTriangle}>
            {money(-remainingCents)} over budget
          </Chip>
        )}
      </span>
    </div>
  );
}
