import type { Day } from '../../calendar/day.ts';
import type { Cents } from '../../money.ts';
import type { Curve } from '../curves/curve.ts';
import type { Band } from './benchmarks.ts';
import type { FactKind } from './line-curve.ts';

/** How sure: standard deviations of ln ceiling and ln half-way point with their correlation, or of the whole curve's ln scale. */
export type Sureness =
  | Readonly<{ kind: 'shape'; sdLogMaxResponse: number; sdLogHalfSaturation: number; correlation: number }>
  | Readonly<{ kind: 'scale'; sdLogScale: number }>;

/** One line's curve as it is believed now, what it was before facts, and what it rests on. Curves are of the whole line. */
export type LineForecast = Readonly<{
  lineId: string;
  source: 'own' | 'benchmark';
  curves: Readonly<{ low: Curve; middle: Curve; high: Curve }>;
  prior: Readonly<{ curve: Curve; sureness: Sureness }>;
  sureness: Sureness;
  facts: Readonly<{
    kind: FactKind;
    days: number;
    from: Day | null;
    through: Day | null;
    spentCents: Cents;
    setAside: readonly Readonly<{ reason: string; days: number }>[];
  }>;
  /** The response to expect at the planned spend, before facts and now: 8 cases in 10 lie inside. */
  atPlan: Readonly<{ cents: Cents; before: Band; now: Band }>;
  /** In words: what the curve rests on, and how its two numbers hang together. */
  basis: string;
}>;
