import { Button, Popover, Stack } from '@mantine/core';
import { useState } from 'react';
import { AmountField } from '../../parts/fields/amount-field.tsx';
import { cellMoney } from '../../words/format.ts';
import type { Wish } from '../split-model.ts';

/** The least and the most a line may get. */
export function LimitsPopover({
  name,
  wish,
  onWish,
}: {
  name: string;
  wish: Wish;
  onWish: (change: Partial<Wish>) => void;
}) {
  const has = wish.minCents !== null || wish.maxCents !== null;
  const word = has
    ? `${wish.minCents === null ? '0' : cellMoney(wish.minCents) || '0'} – ${wish.maxCents === null ? '∞' : cellMoney(wish.maxCents) || '0'}`
    : 'Any';
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      trapFocus
      returnFocus
      withArrow
      shadow="md"
      width={220}
      position="bottom-end"
    >
      <Popover.Target>
        <Button
          size="compact-sm"
          variant={has ? 'light' : 'subtle'}
          color={has ? 'iris' : 'gray'}
          aria-label={`Limits of ${name}: ${word}`}
          onClick={() => setOpen(!isOpen)}
        >
          {word}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Limits of ${name}`}>
        <Stack gap={8}>
          <AmountField label="At least, $" cents={wish.minCents} onCents={(minCents) => onWish({ minCents })} />
          <AmountField label="At most, $" cents={wish.maxCents} onCents={(maxCents) => onWish({ maxCents })} />
          {has && (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                onWish({ minCents: null, maxCents: null });
                setOpen(false);
              }}
            >
              No limits
            </Button>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
