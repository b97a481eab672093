import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { deliveryRowSchema } from '../../../shared/contracts/deliveries.ts';
import { addDays, eachDay, type Day } from '../../../shared/domain/calendar/day.ts';
import { dayStart, todayIn, type Instant } from '../../../shared/domain/calendar/zone.ts';
import { flightDayCents } from '../../../shared/domain/flight-pattern.ts';
import type { Flight } from '../../../shared/domain/flight.ts';
import { MICROS_PER_CENT } from '../../../shared/domain/money.ts';
import type { Channel } from '../../../shared/domain/plan.ts';
import type { Rate } from '../../../shared/domain/rates.ts';

export type ReportRow = z.input<typeof deliveryRowSchema>;

type RunFlight = Pick<Flight, 'startDay' | 'endDay' | 'budgetCents' | 'pattern' | 'hardStop'>;

/**
 * One flight as its platform runs it. `versions` is the flight as each approved plan had it, oldest first, null where a plan
 * took it out: a day is run by the plan in force as it begins, so what is over stays as it was reported. `deliversShare` is
 * how much of the plan it manages: 0.64 under-delivers. Where `shortOfInventory`, that share of its *first* plan is all there
 * is to sell, so a plan that asks for less gets what it asks for.
 */
export type SimulatedFlight = Readonly<{
  placement: string;
  flightId: string;
  channel: Channel;
  rate: Rate;
  versions: readonly Readonly<{ since: Instant; flight: RunFlight | null }>[];
  deliversShare: number;
  shortOfInventory?: boolean;
  /** A day whose final count comes out lower three days later, as happens when invalid traffic is taken out. */
  restated?: Readonly<{ day: Day; share: number }>;
}>;

const SECONDS_A_DAY = 86_400;
const RESTATED_AFTER_DAYS = 3;

/**
 * What a platform would report at an instant for the days in [fromDay, today]: running totals per placement and day, always the
 * same for the same arguments. A past day carries its last revision; a restated day a later window.
 */
export function reportRows(
  flights: readonly SimulatedFlight[],
  fromDay: Day,
  moment: Instant,
  zone: string,
): readonly ReportRow[] {
  // A revision is a second of its day, so the numbers are those of the whole second too.
  const at = Math.floor(moment / 1_000) * 1_000;
  const today = todayIn(at, zone);
  return flights.flatMap((simulated) => rowsOfFlight(simulated, fromDay, today, at, zone));
}

function rowsOfFlight(
  simulated: SimulatedFlight,
  fromDay: Day,
  today: Day,
  at: Instant,
  zone: string,
): readonly ReportRow[] {
  const run = runOf(simulated, zone);
  if (!run) return [];
  const rows: ReportRow[] = [];
  let spentBefore = 0;
  for (const day of eachDay(run.startDay, addDays(today, 1))) {
    const asked = run.askedOn(day);
    if (!asked) continue;
    const full = Math.round(asked.cents * MICROS_PER_CENT * asked.share * swing(`${simulated.placement} ${day}`));
    const left = asked.flight.budgetCents * MICROS_PER_CENT - spentBefore;
    const spent = Math.min(
      Math.round(full * shareOfDay(day, at, zone)),
      asked.flight.hardStop ? Math.max(0, left) : Number.MAX_SAFE_INTEGER,
    );
    spentBefore += spent;
    if (day < fromDay) continue;
    const revision = Math.min(SECONDS_A_DAY, Math.max(0, Math.floor((at - dayStart(day, zone)) / 1_000)));
    rows.push(row(simulated, { day, window: 'live', revision, spendMicros: spent }));
    const { restated } = simulated;
    if (restated?.day === day && addDays(day, RESTATED_AFTER_DAYS) <= today) {
      rows.push(row(simulated, { day, window: 'c3', revision: 1, spendMicros: Math.round(spent * restated.share) }));
    }
  }
  return rows;
}

/** What the plan in force asks of a flight on a day, and how much of that its platform manages; null when it does not run then. */
function runOf({ versions, deliversShare, shortOfInventory }: SimulatedFlight, zone: string) {
  const plans = versions.map(({ since, flight }) => ({
    since,
    flight,
    cents: new Map(flight ? flightDayCents(flight).map(({ day, cents }) => [day, cents]) : []),
  }));
  const first = plans.find(({ flight }) => flight !== null);
  if (!first) return null;
  const startDay = plans.flatMap(({ flight }) => flight?.startDay ?? []).sort()[0] ?? '';
  return {
    startDay,
    askedOn(day: Day): Readonly<{ flight: RunFlight; cents: number; share: number }> | null {
      const { flight, cents } = plans.findLast(({ since }) => since <= dayStart(day, zone)) ?? first;
      if (!flight || day < flight.startDay || day >= flight.endDay) return null;
      const wanted = cents.get(day) ?? 0;
      if (!shortOfInventory) return { flight, cents: wanted, share: deliversShare };
      const most = (first.cents.get(day) ?? wanted) * deliversShare;
      return { flight, cents: wanted, share: wanted > 0 ? Math.min(1, most / wanted) : 0 };
    },
  };
}

type Said = Readonly<{ day: Day; window: 'live' | 'c3'; revision: number; spendMicros: number }>;

/** The counts that go with a spend at the line's rate, with the quality of that day. */
function row({ placement, rate, channel }: SimulatedFlight, said: Said): ReportRow {
  const quality = swing(`${placement} ${said.day} quality`);
  const price = Math.max(1, rate.amountMicros);
  const base = {
    rowId: `${placement}:${said.day}:${said.window}:${said.revision}`,
    placement,
    kind: 'total' as const,
    ...said,
  };
  switch (rate.kind) {
    case 'cpc': {
      const clicks = Math.round((said.spendMicros / price) * quality);
      return { ...base, clicks, impressions: Math.round(clicks / 0.046), conversions: Math.floor(clicks * 0.031) };
    }
    case 'cpcv': {
      const completedViews = Math.round((said.spendMicros / price) * quality);
      const impressions = Math.round(completedViews / 0.71);
      return { ...base, completedViews, impressions, clicks: Math.round(impressions * 0.0021) };
    }
    default: {
      const impressions = Math.round((said.spendMicros / price) * 1_000 * quality);
      const clicks = Math.round(impressions * (channel === 'social' ? 0.0087 : 0.0006));
      return {
        ...base,
        impressions,
        clicks,
        ...(channel === 'ctv' ? { completedViews: Math.round(impressions * 0.94) } : {}),
      };
    }
  }
}

/** How much of a day's delivery is done: quiet at night, most in the evening. */
function shareOfDay(day: Day, at: Instant, zone: string): number {
  const start = dayStart(day, zone);
  const done = (at - start) / (dayStart(addDays(day, 1), zone) - start);
  if (done <= 0) return 0;
  if (done >= 1) return 1;
  return done ** 1.6;
}

/** A number between 0.93 and 1.07 that a text always gives. */
function swing(text: string): number {
  return 0.93 + (createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32) * 0.14;
}
