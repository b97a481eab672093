import type { PacingMeasure, PacingRow, PacingStatus } from '../../shared/contracts/pacing.ts';
import { count, money, NO_VALUE } from '../format.ts';

export type Metric = 'spend' | 'impressions';

/** The numbers of a row in one measure: gross cents for spend, counts for impressions. */
export function measureOf(row: PacingRow, metric: Metric): PacingMeasure {
  return metric === 'spend' ? row : row.impressions;
}

/** An amount of a measure with its unit; a dash where nobody knows. */
export function sayAmount(metric: Metric, value: number | null): string {
  if (value === null) return NO_VALUE;
  return metric === 'spend' ? money(value) : count(value);
}

/** Groups of the pacing page, what needs somebody first. */
export const STATUS_ORDER: readonly PacingStatus[] = ['stopped', 'stalled', 'under', 'over', 'on', 'unknown', 'na'];
