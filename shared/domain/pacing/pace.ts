import { multiplyRatio, sumCents, type Cents } from '../money.ts';

/**
 * A flight at the last reported moment: `planDays` is its plan by day, `elapsedDays` how far along it is (2.5 = noon of
 * day 3), `plannedCents` the plan up to there, `deliveredCents` what was reported.
 */
export type PaceInput = Readonly<{
  planDays: readonly Cents[];
  elapsedDays: number;
  plannedCents: Cents;
  deliveredCents: Cents;
}>;

/**
 * `pace` is delivered ÷ planned to date; null while nothing was planned yet. `daysBehind` is below zero when ahead.
 * `neededPerDayCents` is what is left ÷ `airingDaysLeft`, 0 when all is spent, null when no day that airs is left;
 * `neededRatio` the same against the plan still to come, null when no plan is left. `daysLeft` counts every day,
 * `airingDaysLeft` only those the plan still wants something on (the running one by what is left of it): nothing can be
 * spent in a hiatus, so its days neither thin out what is needed nor make it zero.
 */
export type Pace = Readonly<{
  pace: number | null;
  varianceCents: Cents;
  daysBehind: number;
  daysLeft: number;
  airingDaysLeft: number;
  neededPerDayCents: Cents | null;
  neededRatio: number | null;
}>;

const MICRODAYS = 1_000_000;

/**
 * How a flight stands against its own curve. Source: DELIVERY "Pacing": pace = S/P, variance = S−P, needed = (B−S)/days
 * left that air, days behind = t − P⁻¹(S).
 * Example: $12,000 over 30 even days, $3,100 after 10: pace 0.775, 2.25 days behind, $445.00 a day, 1.1125 of plan.
 */
export function measurePace(input: PaceInput): Pace {
  const budgetCents = sumCents(input.planDays);
  const { plannedCents, deliveredCents, elapsedDays } = input;
  const leftToSpend = Math.max(0, budgetCents - deliveredCents);
  const leftToPlan = budgetCents - plannedCents;
  const airingDaysLeft = sumShares(airingShares(input));
  return {
    pace: plannedCents > 0 ? deliveredCents / plannedCents : null,
    varianceCents: sumCents([deliveredCents, -plannedCents]),
    daysBehind: daysBehind(input),
    daysLeft: Math.max(0, input.planDays.length - elapsedDays),
    airingDaysLeft,
    neededPerDayCents: neededPerDay(leftToSpend, airingDaysLeft),
    neededRatio: leftToPlan > 0 ? leftToSpend / leftToPlan : null,
  };
}

/**
 * How much of each plan day is still to air, 0 to 1: 0 for days gone, days the plan leaves empty, and a running day of which
 * all that was planned is behind us. Example: `[10, 0, 10]` at 0.25 is `[0.75, 0, 1]`.
 */
export function airingShares(input: Pick<PaceInput, 'planDays' | 'elapsedDays' | 'plannedCents'>): readonly number[] {
  const { planDays, elapsedDays } = input;
  const afterRunning = planDays.filter((_, index) => index > elapsedDays);
  const restOfRunning = sumCents(planDays) - input.plannedCents - sumCents(afterRunning);
  return planDays.map((cents, index) => {
    const isRunning = index <= elapsedDays && elapsedDays < index + 1;
    if (cents <= 0 || (isRunning && restOfRunning <= 0)) return 0;
    return Math.min(1, Math.max(0, index + 1 - elapsedDays));
  });
}

const sumShares = (shares: readonly number[]) => shares.reduce((sum, share) => sum + share, 0);

/** Cents a day over `days` (may be a fraction), rounded once; null when there is no day. Example: 8,900.00 over 20 is 445.00. */
export function neededPerDay(leftCents: Cents, days: number): Cents | null {
  const microdays = Math.round(days * MICRODAYS);
  return microdays > 0 ? multiplyRatio(leftCents, MICRODAYS, microdays) : null;
}

/**
 * Days since the plan stood where delivery stands, below zero when ahead: t − P⁻¹(S). On a stretch where the plan stands
 * still every day fits, so the nearest counts: on plan in a hiatus is 0 behind.
 */
export function daysBehind({
  planDays,
  elapsedDays,
  deliveredCents,
}: Pick<PaceInput, 'planDays' | 'elapsedDays' | 'deliveredCents'>): number {
  const { from, to } = planPositions(planDays, deliveredCents);
  if (elapsedDays < from) return elapsedDays - from;
  return elapsedDays > to ? elapsedDays - to : 0;
}

/** The stretch of plan-days on which the plan's running total is `cents`: P⁻¹. Clamped to the flight at both ends. */
export function planPositions(planDays: readonly Cents[], cents: Cents): Readonly<{ from: number; to: number }> {
  let [before, from, to] = [0, cents <= 0 ? 0 : planDays.length, 0];
  for (const [index, dayCents] of planDays.entries()) {
    const after = before + dayCents;
    if (before < cents && cents <= after) from = index + (cents - before) / dayCents;
    if (cents >= after) to = index + 1;
    else if (cents > before) to = index + (cents - before) / dayCents;
    before = after;
  }
  return { from, to: Math.max(from, to) };
}
