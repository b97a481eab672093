import type { PacingRow } from '../../shared/contracts/pacing.ts';
import { StatusChip } from '../parts/chips/status-chip.tsx';
import { Figure, FigureStrip } from '../parts/figures/figure.tsx';
import { decimal, NO_VALUE, percent } from '../words/format.ts';
import { measureOf, paceWord, sayAmount, type Metric } from './measure.ts';

/** Five figures that say how something paces: spent, planned to date, pace, projected final, needed per day. */
export function PacingFigures({ row, metric, label }: { row: PacingRow; metric: Metric; label: string }) {
  const measure = measureOf(row, metric);
  const say = (value: number | null) => sayAmount(metric, value);
  const { projection } = measure;
  return (
    <FigureStrip label={label}>
      <Figure
        label={metric === 'spend' ? 'Spent' : 'Delivered'}
        value={say(measure.delivered)}
        note={measure.budget === null ? undefined : `of ${say(measure.budget)} planned in all`}
      />
      <Figure label="Planned to date" value={say(measure.plannedToDate)} note={varianceWords(measure.variance, say)} />
      <Figure
        label="Pace"
        value={measure.pace === null ? NO_VALUE : percent(measure.pace)}
        note={<StatusChip status={paceWord(measure)} />}
      />
      <Figure
        label="Projected at the end"
        value={say(projection?.value ?? null)}
        note={projection ? `80%: ${say(projection.low)} – ${say(projection.high)}` : 'no projection yet'}
      />
      <Figure
        label="Needed per day"
        value={say(measure.neededPerDay)}
        note={measure.neededRatio === null ? undefined : `${percent(measure.neededRatio, 0)} of plan`}
      />
    </FigureStrip>
  );
}

function varianceWords(variance: number | null, say: (value: number | null) => string): string | undefined {
  if (variance === null) return undefined;
  if (variance === 0) return 'exactly as planned';
  return `${say(Math.abs(variance))} ${variance < 0 ? 'less' : 'more'} than planned`;
}

/** How far behind or ahead in days, in words. Example: `behindWords(2.25)` = "2.3 behind". */
export function behindWords(days: number | null): string {
  if (days === null) return NO_VALUE;
  if (Math.abs(days) < 0.05) return '0';
  return `${decimal(Math.abs(days), 1)} ${days > 0 ? 'behind' : 'ahead'}`;
}
