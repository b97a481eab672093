import { IconEqual, IconMinus, IconPencil, IconPlus } from '@tabler/icons-react';
import { Chip, type Tone } from '../../parts/chips/status-chip.tsx';
import { words } from '../../words/format.ts';

const LOOKS = {
  added: ['on', IconPlus],
  removed: ['bad', IconMinus],
  changed: ['over', IconPencil],
  same: ['neutral', IconEqual],
} as const satisfies Record<string, readonly [Tone, typeof IconPlus]>;

/** How a line differs from the earlier version. */
export function ChangeChip({ change }: { change: keyof typeof LOOKS }) {
  const [tone, icon] = LOOKS[change];
  return (
    <Chip tone={tone} icon={icon}>
      {words(change)}
    </Chip>
  );
}
