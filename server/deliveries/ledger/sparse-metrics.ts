import { METRIC_NAMES, type MetricName, type Metrics } from '../../../shared/domain/delivery/metrics.ts';

/** Only the metrics that are not zero, to keep stored facts small; `toMetrics` puts the zeros back. */
export function sparseMetrics(metrics: Metrics): Partial<Metrics> {
  const sparse: Partial<Record<MetricName, number>> = {};
  for (const name of METRIC_NAMES) if (metrics[name] !== 0) sparse[name] = metrics[name];
  return sparse;
}
