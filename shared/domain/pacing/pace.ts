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
 * `neededPerDayCents` is what is left ÷ days left, 0 when all is spent, null after the end; `neededRatio` the same
 * against the plan still to come, null when no plan is left.
 */
export type Pace = Readonly<{
  pace: number | null;
  varianceCents: Cents;
  daysBehind: number;
  daysLeft: number;
  neededPerDayCents: Cents | null;
  neededRatio: number | null;
}>;

const MICRODAYS = 1_000_000;

/**
 * How a flight stands against its own curve. Source: DELIVERY "Pacing": pace = S/P, variance = S−P, needed = (B−S)/days
 * left, days behind = t − P⁻¹(S).
 * Example: $12,000 over 30 even days, $3,100 after 10: pace 0.775, 2.25 days behind, $445.00 a day, 1.1125 of plan.
 */
export function measurePace(input: PaceInput): Pace {
  const budgetCents = sumCents(input.planDays);
  const { plannedCents, deliveredCents, elapsedDays } = input;
  const daysLeft = Math.max(0, input.planDays.length - elapsedDays);
  const leftToSpend = Math.max(0, budgetCents - deliveredCents);
  const leftToPlan = budgetCents - plannedCents;
  const leftMicrodays = Math.round(daysLeft * MICRODAYS);
  return {
    pace: plannedCents > 0 ? deliveredCents / plannedCents : null,
    varianceCents: sumCents([deliveredCents, -plannedCents]),
    daysBehind: daysBehind(input),
    daysLeft,
    neededPerDayCents: leftMicrodays > 0 ? multiplyRatio(leftToSpend, MICRODAYS, leftMicrodays) : null,
    neededRatio: leftToPlan > 0 ? leftToSpend / leftToPlan : null,
  };
}

/** On a stretch where the plan stands still every day fits, so the nearest counts: on plan in a hiatus is 0 behind. */
function daysBehind({ planDays, elapsedDays, deliveredCents }: PaceInput): number {
  const { from, to } = planPositions(planDays, deliveredCents);
  if (elapsedDays < from) return elapsedDays - from;
  return elapsedDays > to ? elapsedDays - to : 0;
}

/** The stretch of plan-days on which the plan's running total is `cents`: P⁻¹. Clamped to the flight at both ends. */
function planPositions(planDays: readonly Cents[], cents: Cents): Readonly<{ from: number; to: number }> {
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
