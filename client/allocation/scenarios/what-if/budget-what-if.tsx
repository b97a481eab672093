import { Slider } from '@mantine/core';
import { AmountField } from '../../../parts/fields/amount-field.tsx';
import { money } from '../../../words/format.ts';
import type { ChangeOf } from '../scenario-model.ts';
import classes from '../scenarios.module.css';

type BudgetChange = ChangeOf<'budget'> | ChangeOf<'budget_change'>;

/** The whole budget otherwise: slid by percent or typed in dollars. */
export function BudgetWhatIf(props: {
  wholeCents: number;
  change: BudgetChange | null;
  onChange: (change: BudgetChange | null) => void;
}) {
  const { wholeCents, change } = props;
  const cents =
    change === null
      ? wholeCents
      : change.kind === 'budget'
        ? change.cents
        : Math.round(wholeCents * (1 + change.basisPoints / 10_000));
  const percent = wholeCents > 0 ? Math.round((100 * (cents - wholeCents)) / wholeCents) : 0;
  return (
    <fieldset className={classes.section}>
      <legend>Total</legend>
      <div className={classes.pair}>
        <Slider
          color="iris"
          size="sm"
          thumbSize={24}
          min={-50}
          max={100}
          step={1}
          value={Math.max(-50, Math.min(100, percent))}
          label={(value) => `${value > 0 ? '+' : ''}${value} %`}
          thumbLabel="Change of the whole budget, percent"
          marks={[{ value: 0 }]}
          onChange={(value) => props.onChange(value === 0 ? null : { kind: 'budget_change', basisPoints: value * 100 })}
        />
        <AmountField
          aria-label="Whole budget, $"
          size="xs"
          cents={cents}
          onCents={(typed) =>
            props.onChange(typed === null || typed === wholeCents ? null : { kind: 'budget', cents: typed })
          }
        />
      </div>
      <span className={classes.under}>
        {money(wholeCents)} on the desk{percent === 0 ? '' : `, ${percent > 0 ? '+' : ''}${percent} %`}
      </span>
    </fieldset>
  );
}
