import type { FlightPacing } from './flight-pacing.ts';
import { chanceAbove, chanceBelow, type Projection } from './projection.ts';
import { multiplyRatio } from '../money.ts';

export const ALERT_CAUSES = [
  'projected_under',
  'projected_over',
  'silent_feed',
  'stalled',
  'cost_jump',
  'creative_expiring',
  'deadline_near',
] as const;
export type AlertCause = (typeof ALERT_CAUSES)[number];

/** What one look says about a cause: raise it, leave it as it is (inside the hysteresis, or nothing known), or clear it. */
export type AlertSignal = Readonly<{ cause: AlertCause; level: 'raise' | 'hold' | 'clear' }>;

/** Chances (0 to 1) at which a projection alerts; `hysteresis` is how far back it must fall to clear. */
export type AlertPolicy = Readonly<{
  underShareBasisPoints: number;
  underChance: number;
  overChance: number;
  /** From this chance on an end over budget is a warning; below, where the rule already speaks, it is a hint. */
  likelyOverChance: number;
  hysteresis: number;
  quietDays: number;
  quietShare: number;
}>;

export const DEFAULT_ALERT_POLICY: AlertPolicy = {
  underShareBasisPoints: 9_500,
  underChance: 0.8,
  overChance: 0.2,
  likelyOverChance: 0.8,
  hysteresis: 0.03,
  quietDays: 3,
  quietShare: 0.1,
};

/** Days at the start of a flight in which pacing does not alert: 3, or a tenth of a short flight. Example: 10 days → 1. */
export function quietDays(flightDays: number, policy: AlertPolicy = DEFAULT_ALERT_POLICY): number {
  return Math.min(policy.quietDays, flightDays * policy.quietShare);
}

/**
 * What a flight's projection says: likely to end under 95 % of budget (chance above 80 %), or over it (above 20 %).
 * Unknown or too early holds what is open; not applicable and finished flights clear it.
 */
export function projectionSignals(
  pacing: FlightPacing,
  flightDays: number,
  policy: AlertPolicy = DEFAULT_ALERT_POLICY,
): readonly AlertSignal[] {
  const both = (level: AlertSignal['level']): readonly AlertSignal[] => [
    { cause: 'projected_under', level },
    { cause: 'projected_over', level },
  ];
  if (pacing.kind === 'not_applicable') return both('clear');
  if (pacing.kind === 'unknown') return both('hold');
  const { daysLeft } = pacing.measure;
  if (daysLeft <= 0) return both('clear');
  if (flightDays - daysLeft < quietDays(flightDays, policy)) return both('hold');
  const { under, over } = endChances(pacing.projection, pacing.budgetCents, policy);
  return [
    { cause: 'projected_under', level: levelOf(under, policy.underChance, policy.hysteresis) },
    { cause: 'projected_over', level: levelOf(over, policy.overChance, policy.hysteresis) },
  ];
}

function endChances(projection: Projection, budgetCents: number, policy: AlertPolicy) {
  const enough = multiplyRatio(budgetCents, policy.underShareBasisPoints, 10_000);
  return { under: chanceBelow(projection, enough), over: chanceAbove(projection, budgetCents) };
}

/**
 * How an end over budget is told. The rule speaks from a chance of a fifth, and a flight exactly on plan whose platform does
 * not stop by itself has a chance of about a half: true and worth knowing, but nothing went wrong. So it is `possible`, and
 * `likely` only from the certainty the other way asks for (80 %).
 * Example: $12,000 over 30 even days, $400 a day for ten days → 0.5, `possible`; $460 a day → over 0.9, `likely`.
 */
export function overCertainty(
  projection: Projection,
  budgetCents: number,
  policy: AlertPolicy = DEFAULT_ALERT_POLICY,
): Readonly<{ chance: number; certainty: 'possible' | 'likely' }> {
  const chance = chanceAbove(projection, budgetCents);
  return { chance, certainty: chance > policy.likelyOverChance ? 'likely' : 'possible' };
}

function levelOf(chance: number, threshold: number, hysteresis: number): AlertSignal['level'] {
  if (chance > threshold) return 'raise';
  return chance > threshold - hysteresis ? 'hold' : 'clear';
}

/** Stalled: the plan wanted something in each of the last two intervals and nothing came in either. */
export function stalledSignal(intervals: readonly Readonly<{ planned: number; delivered: number }>[]): AlertSignal {
  const lastTwo = intervals.slice(-2).filter(({ planned }) => planned > 0);
  if (lastTwo.length < 2) return { cause: 'stalled', level: 'hold' };
  return { cause: 'stalled', level: lastTwo.every(({ delivered }) => delivered <= 0) ? 'raise' : 'clear' };
}

const SIGMA_OF_MAD = 1.4826;
const JUMP_SIGMAS = 3;
const ENOUGH_HISTORY = 5;
const LEAST_SPREAD_SHARE = 0.01;

/**
 * Cost jump: the latest cost per thousand lies more than 3 robust sigmas (1.4826 × median absolute deviation) from the
 * median of its history. A history without any spread counts as one of 1 %; fewer than five values say nothing.
 * Example: 20, 21, 19, 20, 20 and then 30 is a jump; then 22 is not.
 */
export function costJumpSignal(history: readonly number[], latest: number): AlertSignal {
  if (history.length < ENOUGH_HISTORY) return { cause: 'cost_jump', level: 'hold' };
  const middle = usualCost(history);
  const deviation = SIGMA_OF_MAD * median(history.map((value) => Math.abs(value - middle)));
  const sigma = Math.max(deviation, Math.abs(middle) * LEAST_SPREAD_SHARE);
  const jumped = Math.abs(latest - middle) > JUMP_SIGMAS * sigma;
  return { cause: 'cost_jump', level: jumped ? 'raise' : 'clear' };
}

/** What days before cost: their median, which one odd day does not move. Example: 900, 1,000 and 5,000 cents are usually 1,000. */
export function usualCost(history: readonly number[]): number {
  return median(history);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

export type Deadline = Readonly<{
  cause: 'creative_expiring' | 'deadline_near';
  dueAt: number;
  now: number;
  leadMs: number;
}>;

/** Raised from `leadMs` before `dueAt` until it has passed. */
export function deadlineSignal({ cause, dueAt, now, leadMs }: Deadline): AlertSignal {
  return { cause, level: now >= dueAt - leadMs && now < dueAt ? 'raise' : 'clear' };
}

/** Which alerts to open and which to close. */
export type AlertChanges = Readonly<{ opened: readonly AlertCause[]; closed: readonly AlertCause[] }>;

/**
 * Compares signals with what is open: one alert per cause until it clears; "hold" changes nothing; a cause not looked at
 * stays as it is. Example: raising what is open already opens nothing.
 */
export function decideAlerts(open: ReadonlySet<AlertCause>, signals: readonly AlertSignal[]): AlertChanges {
  const raised = new Set(signals.filter(({ level }) => level === 'raise').map(({ cause }) => cause));
  const cleared = new Set(signals.filter(({ level }) => level === 'clear').map(({ cause }) => cause));
  return {
    opened: ALERT_CAUSES.filter((cause) => raised.has(cause) && !open.has(cause)),
    closed: ALERT_CAUSES.filter((cause) => cleared.has(cause) && !raised.has(cause) && open.has(cause)),
  };
}
