import { ActionIcon, Slider, Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconLock, IconLockOpen } from '@tabler/icons-react';
import type { AllocationAnswer } from '../../../shared/domain/allocation/request.ts';
import { channelColor, ChannelDot } from '../../parts/chips/channel-dot.tsx';
import { AmountField } from '../../parts/fields/amount-field.tsx';
import { channelWord, money, NO_VALUE, signedMoney } from '../../words/format.ts';
import { LimitsPopover } from './limits-popover.tsx';
import { MiniCurve } from './mini-curve.tsx';
import type { BandLevel, SplitLine, Wish } from '../split-model.ts';
import { nextHundred, WhyChip, type Why } from '../why/split-why.tsx';
import classes from '../split.module.css';

type Allocation = AllocationAnswer['allocations'][number];
const SLIDE_STEP_CENTS = 5_000;

export type SplitRowProps = Readonly<{
  split: SplitLine;
  level: BandLevel;
  wish: Wish;
  allocation: Allocation | undefined;
  why: Why | null;
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
        <button type="button" className={classes.name} aria-expanded={props.isChosen} onClick={props.onChoose}>
          {props.isChosen ? <IconChevronDown size={15} aria-hidden /> : <IconChevronRight size={15} aria-hidden />}
          <ChannelDot channel={line.channel} />
          <span>
            <strong>{line.name}</strong>
            <small>
              {channelWord(line.channel)} · {line.vendor}
            </small>
          </span>
        </button>
      </td>
      <td className={classes.curve}>
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
      <td className="num" data-label="Now">
        {money(line.budgetCents)}
      </td>
      <td className={classes.amount} data-label="Proposed, $">
        <AmountField
          aria-label={`Proposed for ${line.name}, $`}
          size="xs"
          cents={proposed}
          onCents={(cents) => pin(cents ?? 0)}
        />
      </td>
      <td className="num" data-label="Change">
        {proposed === line.budgetCents ? (
          <span className="quiet">{NO_VALUE}</span>
        ) : (
          signedMoney(proposed - line.budgetCents)
        )}
      </td>
      <td className="num" data-label="Next $100">
        {allocation ? nextHundred(allocation.marginalPerDollar) : NO_VALUE}
      </td>
      <td data-label="Why">
        <WhyChip why={props.why} />
      </td>
      <td data-label="Limits, $">
        <LimitsPopover name={line.name} wish={wish} onWish={onWish} />
      </td>
      <td className={classes.pin}>
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
