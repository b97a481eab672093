import { z } from 'zod';
import { decimalMicros } from '../../../shared/domain/webhook/decimal-micros.ts';
import type { DeadRow } from '../../deliveries/ledger/accept.ts';
import { issuesOf } from '../../http/problem.ts';
import { NO_ROWS, type ReadBody, type ReadBodyInput } from './body.ts';
import { readRows } from './read-rows.ts';

const count = z.number().nullish();
const metrics = {
  spend: z.union([z.number(), z.string()]).nullish(),
  impressions: count,
  clicks: count,
  completed_views: count,
  conversions: count,
  conversion_value: z.union([z.number(), z.string()]).nullish(),
  grps: z.number().nullish(),
};
const dailySchema = z.looseObject({ date: z.iso.date(), ...metrics });
const packageSchema = z.looseObject({
  package_id: z.string().min(1),
  ...metrics,
  measurement_window: z.string().nullish(),
  daily_breakdown: z.array(dailySchema).nullish(),
});
const buySchema = z.looseObject({ media_buy_id: z.string().min(1), by_package: z.array(packageSchema).default([]) });
const periodSchema = z.looseObject({ start: z.string().min(10), end: z.string().min(10) });
const resultSchema = z.looseObject({
  notification_type: z.enum(['scheduled', 'final', 'delayed', 'adjusted', 'window_update']),
  sequence_number: z.int().min(0).nullish(),
  next_expected_at: z.iso.datetime({ offset: true }).nullish(),
  reporting_period: periodSchema.nullish(),
  currency: z.string().default('USD'),
  media_buy_deliveries: z.array(buySchema).default([]),
});
/** AdCP 3.1's envelope; fields of later versions are let through, what we read is checked. */
export const adcpEnvelopeSchema = z.looseObject({
  idempotency_key: z.string().regex(/^[A-Za-z0-9_.:-]{1,255}$/),
  operation_id: z.string().optional(),
  task_id: z.string().optional(),
  task_type: z.string().optional(),
  status: z.string().optional(),
  timestamp: z.iso.datetime({ offset: true }),
  result: resultSchema.nullish(),
});
type Result = z.infer<typeof resultSchema>;
type Metrics = z.infer<typeof dailySchema>;

const HOUR_MS = 3_600_000;

/**
 * AdCP's delivery notification as rows: one total per package and day, placement `media_buy_id/package_id`. The sequence
 * number is the revision; `final` and `adjusted` are mature, a window update says its window, the rest is live.
 * Amounts in another currency and periods we can't put on one day become dead letters, never guesses.
 */
export function readAdcpBody(value: unknown, input: ReadBodyInput): ReadBody {
  const parsed = adcpEnvelopeSchema.safeParse(value);
  if (!parsed.success) return { kind: 'invalid', issues: issuesOf(parsed.error) };
  const { idempotency_key: eventId, result, timestamp } = parsed.data;
  const nextExpectedAt = result?.next_expected_at ? Date.parse(result.next_expected_at) : null;
  const report = { kind: 'report' as const, eventId, sequenceNumber: result?.sequence_number ?? null, nextExpectedAt };
  if (!result || result.notification_type === 'delayed') return { ...report, batch: NO_ROWS };
  const revision = result.sequence_number ?? Math.floor(Date.parse(timestamp) / 1_000) % 1e9;
  const rows: unknown[] = [];
  const dead: DeadRow[] = [];
  for (const buy of result.media_buy_deliveries) {
    for (const pack of buy.by_package) {
      const placement = `${buy.media_buy_id}/${pack.package_id}`;
      const window = windowOf(result, pack.measurement_window ?? null);
      for (const { period, values } of periodsOf(result, pack)) {
        const index = rows.length;
        const row = {
          rowId: `${eventId}:${index}`.slice(-200),
          placement,
          window,
          revision,
          kind: 'total',
          ...period,
          ...rowMetrics(values),
        };
        rows.push(row);
        const trouble = troubleOf(result, period);
        if (trouble)
          dead.push({
            index,
            placement,
            day: String(result.reporting_period?.start ?? '').slice(0, 10),
            row: { ...row, period: result.reporting_period ?? null, currency: result.currency },
            ...trouble,
          });
      }
    }
  }
  return { ...report, batch: readRows(rows, { ...input, dead }) };
}

type Period = Readonly<{ day: string }> | Readonly<{ hour: string }> | Readonly<Record<string, never>>;

function periodsOf(
  result: Result,
  pack: z.infer<typeof packageSchema>,
): readonly { period: Period; values: Metrics | z.infer<typeof packageSchema> }[] {
  if (pack.daily_breakdown && pack.daily_breakdown.length > 0)
    return pack.daily_breakdown.map((values) => ({ period: { day: values.date }, values }));
  return [{ period: periodOf(result), values: pack }];
}

/** The day or hour of a reporting period, as the platform wrote it; `{}` when it is neither. */
function periodOf({ reporting_period: period }: Result): Period {
  if (!period) return {};
  if (/^\d{4}-\d{2}-\d{2}$/.test(period.start))
    return period.start === period.end || nextDay(period.start) === period.end ? { day: period.start } : {};
  const length = Date.parse(period.end) - Date.parse(period.start);
  if (length === HOUR_MS) return { hour: period.start.replace(/:00\.0+(?=Z|[+-])/, ':00') };
  // A day has 23 to 25 hours; some senders end it at 23:59:59.
  return length > 22 * HOUR_MS && length <= 25 * HOUR_MS ? { day: period.start.slice(0, 10) } : {};
}

const nextDay = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 24 * HOUR_MS).toISOString().slice(0, 10);

function troubleOf(result: Result, period: Period): { code: string; message: string } | null {
  if (result.currency !== 'USD')
    return { code: 'other_currency', message: `The report is in ${result.currency}; this campaign is kept in USD.` };
  if (!('day' in period) && !('hour' in period))
    return {
      code: 'period_not_a_day',
      message: 'The reporting period is neither one day nor one hour, and there is no daily_breakdown.',
    };
  return null;
}

function windowOf(result: Result, window: string | null): string {
  if (window !== null) return window;
  return result.notification_type === 'final' || result.notification_type === 'adjusted' ? 'final' : 'live';
}

function rowMetrics(values: Metrics | z.infer<typeof packageSchema>): Record<string, unknown> {
  const micros = (amount: string | number | null | undefined) =>
    amount === null || amount === undefined ? 0 : (decimalMicros(amount) ?? Number.NaN);
  return {
    spendMicros: micros(values.spend),
    impressions: values.impressions ?? 0,
    clicks: values.clicks ?? 0,
    completedViews: values.completed_views ?? 0,
    conversions: values.conversions ?? 0,
    conversionValueMicros: micros(values.conversion_value),
    grpHundredths: values.grps === null || values.grps === undefined ? 0 : Math.round(values.grps * 100),
  };
}
