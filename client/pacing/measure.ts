import type { PacingMeasure, PacingRow } from '../../shared/contracts/pacing.ts';
import { count, money, NO_VALUE } from '../words/format.ts';

export type Metric = 'spend' | 'impressions';

/** The numbers of a row in one measure, and why it stands so: gross cents for spend, counts for impressions. */
export function measureOf(row: PacingRow, metric: Metric): PacingMeasure & Readonly<{ reason: string }> {
  return metric === 'spend' ? row : row.impressions;
}

/** An amount of a measure with its unit; a dash where nobody knows. */
export function sayAmount(metric: Metric, value: number | null): string {
  if (value === null) return NO_VALUE;
  return metric === 'spend' ? money(value) : count(value);
}

/** A pacing status as it is told: `na` by why there is nothing to judge. */
export type PaceWord = Exclude<PacingMeasure['status'], 'na'> | NonNullable<PacingMeasure['notApplicable']>;

/** Groups of the pacing page, what needs somebody first. */
export const STATUS_ORDER: readonly PaceWord[] = [
  ...(['stopped', 'stalled', 'under', 'over', 'on', 'unknown'] as const),
  ...(['paused', 'not_started', 'no_plan', 'canceled'] as const),
];

/** Example: a measure with status `na` because it is paused → `paused`; one with status `under` → `under`. */
export function paceWord({ status, notApplicable }: Pick<PacingMeasure, 'status' | 'notApplicable'>): PaceWord {
  return status === 'na' ? (notApplicable ?? 'not_started') : status;
}
