import { Tooltip } from '@mantine/core';
import {
  IconArrowBarToDown,
  IconArrowBarToUp,
  IconLock,
  IconScale,
  IconZzz,
  type TablerIcon,
} from '@tabler/icons-react';
import type { AllocationAnswer } from '../../../shared/domain/allocation/request.ts';
import { Chip, type Tone } from '../../parts/chips/status-chip.tsx';
import { fixed, NO_VALUE, percent } from '../../words/format.ts';
import { GROUP_NAMES, type GroupHold } from '../split-model.ts';

type Allocation = AllocationAnswer['allocations'][number];
export type Why = Readonly<{ tone: Tone; icon: TablerIcon; word: string; reason: string }>;

/** What the next $100 brings, with decimals enough to tell lines apart. Example: .018062491 a dollar → "1.806". */
export function nextHundred(perDollar: number): string {
  const value = 100 * perDollar;
  return fixed(value, Math.abs(value) >= 1_000 ? 0 : Math.abs(value) >= 100 ? 1 : 3);
}

/** Why a line gets what it gets: pinned by a person, held by its own limits or its group's, off, or balanced with the free lines. */
export function whyOf(input: {
  isPinned: boolean;
  allocation: Allocation;
  hold: GroupHold | undefined;
  /** Response of one more dollar where it does most. */
  elsewherePerDollar: number;
  unitWord: string;
}): Why {
  const { isPinned, allocation, hold } = input;
  const here = nextHundred(allocation.marginalPerDollar);
  const elsewhere = nextHundred(input.elsewherePerDollar);
  const compared = `Its next $100 brings ${here} ${input.unitWord}; elsewhere it brings ${elsewhere}.`;
  if (isPinned) {
    const reason = `You set this amount; the rest is split around it. ${compared}`;
    return { tone: 'accent', icon: IconLock, word: 'Pinned', reason };
  }
  switch (allocation.state) {
    case 'at_minimum': {
      const reason = `${compared} Only its minimum holds it here.`;
      return { tone: 'over', icon: IconArrowBarToDown, word: 'At its minimum', reason };
    }
    case 'at_maximum': {
      const reason = `${compared} Only its maximum holds it here.`;
      return { tone: 'under', icon: IconArrowBarToUp, word: 'At its maximum', reason };
    }
    case 'off':
      return {
        tone: 'neutral',
        icon: IconZzz,
        word: 'Off',
        reason: `Its first dollars would do more on other lines. ${compared}`,
      };
    case 'interior':
      break;
  }
  if (hold) {
    const isLeast = hold.side === 'least';
    const name = GROUP_NAMES[hold.id];
    return {
      tone: isLeast ? 'over' : 'under',
      icon: isLeast ? IconArrowBarToDown : IconArrowBarToUp,
      word: `Held by ${name}’s ${hold.side}`,
      reason: `${name} is held at its ${hold.side}, ${percent(hold.share, 2)} of the budget; within it this line is balanced. ${compared}`,
    };
  }
  const reason = `Its next $100 brings ${here} ${input.unitWord}, as on every other line that is free.`;
  return { tone: 'on', icon: IconScale, word: 'Balanced', reason };
}

/** The reason in a word; the sentence is the tip, and stands in the line's own part when it is opened. */
export function WhyChip({ why }: { why: Why | null }) {
  if (!why) return <span className="quiet">{NO_VALUE}</span>;
  return (
    <Tooltip label={why.reason} multiline maw={280}>
      <span>
        <Chip tone={why.tone} icon={why.icon}>
          {why.word}
        </Chip>
      </span>
    </Tooltip>
  );
}
