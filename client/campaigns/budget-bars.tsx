import { IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { PacingResponse } from '../../shared/contracts/pacing.ts';
import type { LineResponse, PlanResponse } from '../../shared/contracts/plans.ts';
import { channelColor, ChannelDot } from '../parts/chips/channel-dot.tsx';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { channelWord, money, percent } from '../words/format.ts';
import classes from './budget-bars.module.css';

type ChannelSum = Readonly<{ channel: string; cents: number; lines: readonly LineResponse[] }>;

function sumByChannel(lines: readonly LineResponse[]): readonly ChannelSum[] {
  const groups = new Map<string, LineResponse[]>();
  for (const line of lines) groups.set(line.channel, [...(groups.get(line.channel) ?? []), line]);
  return [...groups]
    .map(([channel, members]) => ({
      channel,
      cents: members.reduce((sum, line) => sum + line.budgetCents, 0),
      lines: members.toSorted((a, b) => b.budgetCents - a.budgetCents),
    }))
    .toSorted((a, b) => b.cents - a.cents);
}

/** The budget by channel, opening to its lines; the darker part of a bar is spent. */
export function BudgetBars({ plan, pacing }: { plan: PlanResponse; pacing?: PacingResponse }) {
  const channels = sumByChannel(plan.lines);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const total = plan.totals.grossCents;
  const largest = Math.max(1, ...channels.map((channel) => channel.cents));
  const spent = new Map(pacing?.lines.map((row) => [row.lineId, row.delivered ?? 0]));
  const spentOf = (lines: readonly LineResponse[]) => lines.reduce((sum, line) => sum + (spent.get(line.id) ?? 0), 0);
  if (channels.length === 0) return <EmptyNotice title="No lines yet" text="Add lines to the plan to see the split." />;
  const toggle = (channel: string) =>
    setOpen(
      (before) => new Set(before.has(channel) ? [...before].filter((each) => each !== channel) : [...before, channel]),
    );
  return (
    <ul className={classes.list}>
      {channels.map(({ channel, cents, lines }) => (
        <li key={channel}>
          <button
            type="button"
            className={classes.row}
            aria-expanded={open.has(channel)}
            onClick={() => toggle(channel)}
          >
            <span className={classes.name}>
              <IconChevronRight size={14} className={classes.chevron} aria-hidden />
              <ChannelDot channel={channel} />
              {channelWord(channel)}
              <span className="quiet">{lines.length > 1 ? `${lines.length} lines` : ''}</span>
            </span>
            <span className={classes.amount}>
              {money(cents)} <span className={classes.share}>{percent(total === 0 ? 0 : cents / total, 0)}</span>
            </span>
            <Bar channel={channel} cents={cents} spentCents={spentOf(lines)} largest={largest} />
          </button>
          {open.has(channel) && (
            <ul className={classes.lines}>
              {lines.map((line) => (
                <li key={line.id} className={classes.line}>
                  <span className={classes.name}>
                    {line.name} <span className="quiet">{line.vendor}</span>
                  </span>
                  <span className={classes.amount}>{money(line.budgetCents)}</span>
                  <Bar
                    channel={channel}
                    cents={line.budgetCents}
                    spentCents={spent.get(line.id) ?? 0}
                    largest={largest}
                  />
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
      <li className={classes.total}>
        <span>{plan.totals.remainingCents === 0 ? 'The whole budget' : 'Planned'}</span>
        <span className={classes.amount}>{money(total)}</span>
      </li>
    </ul>
  );
}

function Bar(props: { channel: string; cents: number; spentCents: number; largest: number }) {
  const color = channelColor(props.channel);
  const width = (cents: number) => percent(Math.min(1, cents / props.largest), 2);
  return (
    <span className={classes.track} aria-hidden>
      <span className={classes.planned} style={{ width: width(props.cents), background: color }} />
      <span
        className={classes.spent}
        style={{ width: width(Math.min(props.spentCents, props.cents)), background: color }}
      />
    </span>
  );
}
