import { sumCents, type Cents } from '../money.ts';

/**
 * How money runs while we wait for news: `centsPerHour` spent, `lagHours` until a stop takes effect and is seen,
 * `spreadCentsPerHour` (σ) how much an hour varies, `z` how sure to be (1.64 is 95 %).
 */
export type GuardInput = Readonly<{ centsPerHour: Cents; lagHours: number; spreadCentsPerHour: Cents; z: number }>;

/**
 * Cents to keep back so that a stop ordered now still ends within the budget: r·lag + z·σ·√lag, rounded up.
 * Example: $20.00 an hour, 6 hours, σ $8.00, z 1.64: $152.14.
 */
export function stopReserveCents({ centsPerHour, lagHours, spreadCentsPerHour, z }: GuardInput): Cents {
  return Math.ceil(centsPerHour * lagHours + z * spreadCentsPerHour * Math.sqrt(lagHours));
}

/** True when spending must be stopped now: delivered plus the reserve reaches the budget. */
export function mustStop(deliveredCents: Cents, budgetCents: Cents, guard: GuardInput): boolean {
  return sumCents([deliveredCents, stopReserveCents(guard)]) >= budgetCents;
}
