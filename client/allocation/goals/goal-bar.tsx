import { NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import { AIMS, GOAL_UNITS, type Aim, type GoalSearch } from './goal-search.ts';
import { aimWords, hasValue, UNIT_BASIS, UNITS, type SplitGoal } from './split-goal.ts';
import classes from './goals.module.css';

/** What is counted and what is wanted of it; both stand in the address. */
export function GoalBar(props: {
  goal: SplitGoal;
  /** True when some line is counted by a benchmark. */
  isEstimated: boolean;
  onGoal: (change: GoalSearch) => void;
}) {
  const { goal, onGoal } = props;
  const words = aimWords(goal.aim, goal.unit);
  const aims = AIMS.filter((aim) => aim !== 'return' || hasValue(goal.unit));
  return (
    <div className={classes.goal} role="group" aria-label="Goal of the split">
      <div className={classes.fields}>
        <Select
          label="Count"
          w={150}
          allowDeselect={false}
          data={GOAL_UNITS.map((value) => ({ value, label: UNITS[value].short }))}
          value={goal.unit}
          onChange={(unit) =>
            onGoal({ unit: GOAL_UNITS.find((one) => one === unit), want: undefined, value: undefined })
          }
        />
        <Select
          label="Wanted"
          w={230}
          allowDeselect={false}
          data={aims.map((value) => ({ value, label: aimWords(value, goal.unit).choice }))}
          value={goal.aim}
          onChange={(aim) => onGoal({ aim: aimOf(aim), want: undefined })}
        />
        {goal.aim !== 'most' && (
          <TargetField
            key={`${goal.unit} ${goal.aim}`}
            label={words.label}
            value={goal.target}
            onValue={(want) => onGoal({ want })}
          />
        )}
        {goal.aim === 'return' && (
          <TargetField
            key={`value ${goal.unit}`}
            label={`A ${UNITS[goal.unit].one} is worth, $`}
            value={goal.value}
            onValue={(value) => onGoal({ value })}
          />
        )}
      </div>
      <p className={classes.words}>
        {words.sentence} {props.isEstimated && <span className="quiet">{UNIT_BASIS[goal.unit]}</span>}
      </p>
    </div>
  );
}

const aimOf = (text: string | null): Aim | undefined => AIMS.find((aim) => aim === text && aim !== 'most');

/** A number above zero; takes effect on Enter or on leaving, Esc puts it back. */
function TargetField({ label, value, onValue }: { label: string; value: number; onValue: (value: number) => void }) {
  const [typed, setTyped] = useState<string | number | null>(null);
  const commit = () => {
    const number = Number(typed);
    if (typed !== null && typed !== '' && number > 0 && number !== value) onValue(number);
    setTyped(null);
  };
  return (
    <NumberInput
      label={label}
      w={200}
      thousandSeparator=","
      hideControls
      allowNegative={false}
      value={typed ?? value}
      error={typed !== null && typed !== '' && !(Number(typed) > 0) ? 'Give a number above zero.' : undefined}
      onChange={setTyped}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') setTyped(null);
      }}
    />
  );
}
