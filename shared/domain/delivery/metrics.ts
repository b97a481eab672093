import { microsToCents, type Cents, type Micros } from '../money.ts';

export const METRIC_NAMES = [
  'spendMicros',
  'impressions',
  'clicks',
  'completedViews',
  'conversions',
  'conversionValueMicros',
  'grpHundredths',
] as const;
export type MetricName = (typeof METRIC_NAMES)[number];

/** What was delivered: whole numbers, each in the unit of its name. A correction may be below zero. */
export type Metrics = Readonly<Record<MetricName, number>>;

export const ZERO_METRICS: Metrics = {
  spendMicros: 0,
  impressions: 0,
  clicks: 0,
  completedViews: 0,
  conversions: 0,
  conversionValueMicros: 0,
  grpHundredths: 0,
};

/** @throws RangeError on anything but a safe integer. */
function whole(name: MetricName, value: number): number {
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`${name} must be a whole number within ±9,007,199,254,740,991, got ${value}.`);
  }
  // Never −0, which would look like another number to whoever compares or prints it.
  return value === 0 ? 0 : value;
}

/** Every metric checked. Spelled out, as all of these are, since every row of every report passes here several times. */
function checked(given: Metrics): Metrics {
  return {
    spendMicros: whole('spendMicros', given.spendMicros),
    impressions: whole('impressions', given.impressions),
    clicks: whole('clicks', given.clicks),
    completedViews: whole('completedViews', given.completedViews),
    conversions: whole('conversions', given.conversions),
    conversionValueMicros: whole('conversionValueMicros', given.conversionValueMicros),
    grpHundredths: whole('grpHundredths', given.grpHundredths),
  };
}

/**
 * Metrics from a report that names only some: what is not named is zero.
 * @throws RangeError on a value that is not a safe integer. Example: `toMetrics({ impressions: 7 }).clicks` = 0.
 */
export function toMetrics(given: Partial<Record<MetricName, number | undefined>>): Metrics {
  return checked({
    spendMicros: given.spendMicros ?? 0,
    impressions: given.impressions ?? 0,
    clicks: given.clicks ?? 0,
    completedViews: given.completedViews ?? 0,
    conversions: given.conversions ?? 0,
    conversionValueMicros: given.conversionValueMicros ?? 0,
    grpHundredths: given.grpHundredths ?? 0,
  });
}

/** The sum, metric by metric. */
export function addMetrics(a: Metrics, b: Metrics): Metrics {
  return checked({
    spendMicros: a.spendMicros + b.spendMicros,
    impressions: a.impressions + b.impressions,
    clicks: a.clicks + b.clicks,
    completedViews: a.completedViews + b.completedViews,
    conversions: a.conversions + b.conversions,
    conversionValueMicros: a.conversionValueMicros + b.conversionValueMicros,
    grpHundredths: a.grpHundredths + b.grpHundredths,
  });
}

/** What turns `before` into `after`: after − before, metric by metric. */
export function changeOfMetrics(before: Metrics, after: Metrics): Metrics {
  return checked({
    spendMicros: after.spendMicros - before.spendMicros,
    impressions: after.impressions - before.impressions,
    clicks: after.clicks - before.clicks,
    completedViews: after.completedViews - before.completedViews,
    conversions: after.conversions - before.conversions,
    conversionValueMicros: after.conversionValueMicros - before.conversionValueMicros,
    grpHundredths: after.grpHundredths - before.grpHundredths,
  });
}

/** The sum of many. Example: `sumMetrics([])` is all zero. */
export function sumMetrics(all: Iterable<Metrics>): Metrics {
  let total = ZERO_METRICS;
  for (const metrics of all) total = addMetrics(total, metrics);
  return total;
}

/** True when every number is the same. */
export function sameMetrics(a: Metrics, b: Metrics): boolean {
  return a === b || METRIC_NAMES.every((name) => a[name] === b[name]);
}

/** Spend in cents, rounded once: sum the micros first, then call this. Example: 15,000 micros is 2 cents (half to even). */
export function spendCentsOf(metrics: Pick<Metrics, 'spendMicros'>): Cents {
  const micros: Micros = metrics.spendMicros;
  return microsToCents(micros);
}
