import { sumCents, type Cents } from '../../shared/domain/money.ts';
import { CHANNELS, type Channel } from '../../shared/domain/plan.ts';
import type { CompetitorSpend } from './competitors.model.ts';

/** What all competitors together, and the largest of them, spent in one broadcast week on one channel, gross. */
export type WeeklyChannelSpend = Readonly<{
  /** Monday of the broadcast week. */
  weekStart: string;
  channel: Channel;
  totalCents: Cents;
  largestCents: Cents;
}>;

/**
 * Others' spend by broadcast week and channel, ordered by week, then by the usual order of channels; places nobody paid for
 * are left out. Example: $300.00 and $200.00 of two groups on ctv in the week of 2026-10-26 → total 50,000, largest 30,000.
 */
export function weeklySpendByChannel(rows: readonly CompetitorSpend[]): readonly WeeklyChannelSpend[] {
  const places = new Map<string, CompetitorSpend[]>();
  for (const row of rows) {
    const key = `${row.weekStart}|${row.channel}`;
    const place = places.get(key);
    if (place) place.push(row);
    else places.set(key, [row]);
  }
  return [...places.values()]
    .flatMap(([first, ...others]) => (first ? [placeOf(first, [first, ...others])] : []))
    .filter(({ totalCents }) => totalCents > 0)
    .sort(
      (a, b) =>
        (a.weekStart < b.weekStart ? -1 : a.weekStart > b.weekStart ? 1 : 0) ||
        CHANNELS.indexOf(a.channel) - CHANNELS.indexOf(b.channel),
    );
}

function placeOf({ weekStart, channel }: CompetitorSpend, rows: readonly CompetitorSpend[]): WeeklyChannelSpend {
  const spends = rows.map(({ spendCents }) => spendCents);
  return { weekStart, channel, totalCents: sumCents(spends), largestCents: Math.max(0, ...spends) };
}
