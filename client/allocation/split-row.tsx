import { ActionIcon, Slider, Tooltip } from '@mantine/core';
import {
  IconArrowBarToDown,
  IconArrowBarToUp,
  IconLock,
  IconLockOpen,
  IconScale,
  IconZzz,
  type TablerIcon,
} from '@tabler/icons-react';
import type { AllocationAnswer } from '../../shared/domain/allocation/request.ts';
import { channelWord, decimal, money, NO_VALUE, signedMoney } from '../format.ts';
import { AmountField } from '../parts/amount-field.tsx';
import { channelColor, ChannelDot } from '../parts/channel-dot.tsx';
import { Chip, type Tone } from '../parts/status-chip.tsx';
import { LimitsPopover } from './limits-popover.tsx';
import { MiniCurve } from './mini-curve.tsx';
import type { BandLevel, SplitLine, Wish } from './split-model.ts';
import classes from './split.module.css';

type Allocation = AllocationAnswer['allocations'][number];
const SLIDE_STEP_CENTS = 5_000;

const WHY: Record<Allocation['state'], readonly [Tone, TablerIcon, string, string]> = {
  interior: ['on', IconScale, 'Balanced', 'Its next dollar does as much as the next dollar anywhere else.'],
  at_minimum: [
    'over',
    IconArrowBarToDown,
    'At its minimum',
    'Its next dollar would do less than elsewhere; only its minimum holds it here.',
  ],
  at_maximum: [
    'under',
    IconArrowBarToUp,
    'At its maximum',
    'Its next dollar would do more than elsewhere; only its maximum holds it here.',
  ],
  off: ['neutral', IconZzz, 'Off', 'Even its first dollars do more on other lines.'],
};

export type SplitRowProps = Readonly<{
  split: SplitLine;
  level: BandLevel;
  wish: Wish;
  allocation: Allocation | undefined;
  mostCents: number;
  isChosen: boolean;
  onWish: (change: Partial<Wish>) => void;
  onChoose: () => void;
}>;

/** One line of the split: its curve, a slider and a field to pin it, what it gets and why. */
export function SplitRow(props: SplitRowProps) {
  const { split, wish, allocation, mostCents, onWish } = props;
  const { line } = split;
  const proposed = wish.pinnedCents ?? allocation?.cents ?? line.budgetCents;
  const pin = (cents: number | null) => onWish({ pinnedCents: cents });
  const isPinned = wish.pinnedCents !== null;
  return (
    <tr className={props.isChosen ? classes.chosen : undefined}>
      <td>
        <button type="button" className={classes.name} aria-pressed={props.isChosen} onClick={props.onChoose}>
          <ChannelDot channel={line.channel} />
          <span>
            <strong>{line.name}</strong>
            <small>
              {channelWord(line.channel)} · {line.vendor}
            </small>
          </span>
        </button>
      </td>
      <td>
        <MiniCurve
          curve={split.band[props.level]}
          mostCents={mostCents}
          nowCents={line.budgetCents}
          proposedCents={proposed}
          color={channelColor(line.channel)}
        />
      </td>
      <td className={classes.slide}>
        <Slider
          size="sm"
          color="iris"
          thumbSize={24}
          value={Math.min(proposed, mostCents)}
          min={0}
          max={mostCents}
          step={SLIDE_STEP_CENTS}
          label={money}
          thumbLabel={`Amount of ${line.name}`}
          marks={[{ value: Math.min(line.budgetCents, mostCents) }]}
          onChange={pin}
        />
      </td>
      <td className="num">{money(line.budgetCents)}</td>
      <td className={classes.amount}>
        <AmountField
          aria-label={`Proposed for ${line.name}, $`}
          size="xs"
          cents={proposed}
          onCents={(cents) => pin(cents ?? 0)}
        />
      </td>
      <td className="num">
        {proposed === line.budgetCents ? (
          <span className="quiet">{NO_VALUE}</span>
        ) : (
          signedMoney(proposed - line.budgetCents)
        )}
      </td>
      <td className="num">{allocation ? decimal(100 * allocation.marginalPerDollar, 3) : NO_VALUE}</td>
      <td>
        <Why isPinned={isPinned} allocation={allocation} />
      </td>
      <td>
        <LimitsPopover name={line.name} wish={wish} onWish={onWish} />
      </td>
      <td>
        <Tooltip label={isPinned ? 'Let the split decide' : 'Pin this amount'}>
          <ActionIcon
            aria-label={`${isPinned ? 'Let the split decide' : 'Pin the amount of'} ${line.name}`}
            aria-pressed={isPinned}
            variant={isPinned ? 'light' : 'subtle'}
            color={isPinned ? 'iris' : 'gray'}
            onClick={() => pin(isPinned ? null : proposed)}
          >
            {isPinned ? <IconLock size={17} /> : <IconLockOpen size={17} />}
          </ActionIcon>
        </Tooltip>
      </td>
    </tr>
  );
}

function Why({ isPinned, allocation }: { isPinned: boolean; allocation: Allocation | undefined }) {
  if (isPinned) {
    return (
      <Tooltip label="You set this amount; the rest is split around it." multiline maw={280}>
        <span>
          <Chip tone="accent" icon={IconLock}>
            Pinned
          </Chip>
        </span>
      </Tooltip>
    );
  }
  if (!allocation) return <span className="quiet">{NO_VALUE}</span>;
  const [tone, icon, word, reason] = WHY[allocation.state];
  return (
    <Tooltip label={reason} multiline maw={280}>
      <span>
        <Chip tone={tone} icon={icon}>
          {word}
        </Chip>
      </span>
    </Tooltip>
  );
}
