import { IconShieldCheck, IconShieldHalf } from '@tabler/icons-react';
import type { AllocationAnswer } from '../../../shared/domain/allocation/request.ts';
import { Chip } from '../../parts/chips/status-chip.tsx';
import { Figure, FigureStrip } from '../../parts/figures/figure.tsx';
import { decimal, gapPercent, money, NO_VALUE, percent } from '../../words/format.ts';
import { sayResponse } from '../say-response.ts';
import { nextHundred } from '../why/split-why.tsx';
import classes from '../split.module.css';
import { hasValue, UNITS, type SplitGoal, type Standing } from '../goals/split-goal.ts';

/** The split in short: what it brings now and proposed, what a result costs, the next $100, what is placed, and the proof. */
export function SplitHeadline(props: {
  answer: AllocationAnswer | undefined;
  goal: SplitGoal;
  standing: Standing;
  /** What may be placed on the lines of the split. */
  budgetCents: number;
  changed: number;
}) {
  const { answer, goal, standing, budgetCents, changed } = props;
  const { plural: word, one } = UNITS[goal.unit];
  const gain = answer && standing.response > 0 ? answer.response / standing.response - 1 : null;
  const left = answer ? budgetCents - answer.totalCents : 0;
  return (
    <FigureStrip label="The split in short">
      <Figure
        label={`${word.charAt(0).toUpperCase()}${word.slice(1)}, now`}
        value={sayResponse(standing.response)}
        note={goal.unit === 'reach' ? 'before overlap between lines' : 'by these curves'}
      />
      <Figure
        label="Proposed"
        value={answer ? sayResponse(answer.response) : NO_VALUE}
        note={
          gain === null
            ? undefined
            : `${gain >= 0 ? '+' : ''}${percent(gain)} ${changed === 0 ? '· nothing to change' : `· ${changed} ${changed === 1 ? 'line changes' : 'lines change'}`}`
        }
      />
      <Figure
        label={`Cost per ${one}`}
        value={answer ? costPer(goal, answer.totalCents, answer.response) : NO_VALUE}
        note={`${costPer(goal, standing.cents, standing.response)} now`}
      />
      {hasValue(goal.unit) && goal.aim === 'return' && (
        <Figure
          label="Return on each $1"
          value={answer && answer.totalCents > 0 ? decimal(returnOf(goal, answer), 2) : NO_VALUE}
          note={`at ${money(Math.round(100 * goal.value))} a ${one}`}
        />
      )}
      <Figure
        label="Value of the next $100"
        value={answer ? nextHundred(answer.shadowPricePerDollar) : NO_VALUE}
        note={word}
      />
      <Figure
        label="Placed"
        value={answer ? money(answer.totalCents) : NO_VALUE}
        note={answer && (left > 0 ? `${money(left)} is not needed` : 'to the cent')}
      />
      <Figure
        label="Proof"
        value={
          answer ? (answer.proof.status === 'optimal' ? 'Optimal' : `Within ${gapPercent(answer.proof.gap)}`) : NO_VALUE
        }
        note={answer && <Proof status={answer.proof.status} />}
      />
    </FigureStrip>
  );
}

function costPer(goal: SplitGoal, cents: number, response: number): string {
  if (!(response > 0)) return NO_VALUE;
  const dollars = (cents * UNITS[goal.unit].perCost) / response / 100;
  return `$${decimal(dollars, dollars < 1 ? 4 : 2)}`;
}

function returnOf(goal: SplitGoal, { totalCents, response }: AllocationAnswer): number {
  return (100 * response * goal.value) / totalCents;
}

function Proof({ status }: { status: 'optimal' | 'bounded' }) {
  return (
    <span className={classes.proof}>
      {status === 'optimal' ? (
        <Chip tone="on" icon={IconShieldCheck}>
          No cent can do better
        </Chip>
      ) : (
        <Chip tone="over" icon={IconShieldHalf}>
          Best found in time
        </Chip>
      )}
    </span>
  );
}
