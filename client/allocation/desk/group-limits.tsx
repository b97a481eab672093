import { NumberInput } from '@mantine/core';
import { words } from '../../words/format.ts';
import { GROUP_NAMES, type GroupId, type GroupWish, type Wishes } from '../split-model.ts';
import classes from '../split.module.css';

/** The least and most share of the budget that a group of channels may get. */
export function GroupLimits({
  groups,
  wishes,
  onGroup,
}: {
  groups: readonly GroupId[];
  wishes: Wishes;
  onGroup: (id: GroupId, wish: GroupWish) => void;
}) {
  const toShare = (value: number | string) => (value === '' ? null : Number(value));
  return (
    <div className={classes.groups}>
      {groups.map((id) => {
        const wish = wishes.groups[id] ?? { minShare: null, maxShare: null };
        return (
          <div key={id} className={classes.group} role="group" aria-label={`Share of ${words(id)}`}>
            <strong>{GROUP_NAMES[id]}</strong>
            <NumberInput
              size="xs"
              w={92}
              label="Least, %"
              min={0}
              max={100}
              hideControls
              value={wish.minShare ?? ''}
              onChange={(value) => onGroup(id, { ...wish, minShare: toShare(value) })}
            />
            <NumberInput
              size="xs"
              w={92}
              label="Most, %"
              min={0}
              max={100}
              hideControls
              value={wish.maxShare ?? ''}
              onChange={(value) => onGroup(id, { ...wish, maxShare: toShare(value) })}
            />
          </div>
        );
      })}
    </div>
  );
}
