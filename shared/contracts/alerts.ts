import { z } from 'zod';
import { basisPointsSchema, instantSchema, pageOf, pageQuery } from './common.ts';

export const alertRuleSchema = z.enum([
  'projected_under',
  'projected_over',
  'silent_feed',
  'stalled',
  'cpm_jump',
  'overspend_guard',
  'bad_signatures',
  'unmapped_placements',
  'creative_expiring',
  'deadline_near',
]);
export type AlertRule = z.infer<typeof alertRuleSchema>;
export const alertStateSchema = z.enum(['open', 'acknowledged', 'snoozed', 'resolved']);

/** One alert per cause: it stays the same alert until the cause goes away. */
export const alertResponseSchema = z.strictObject({
  id: z.string(),
  rev: z.int(),
  campaignId: z.string().nullable(),
  rule: alertRuleSchema,
  severity: z.enum(['info', 'warning', 'critical']),
  state: alertStateSchema,
  subjectKind: z.enum(['campaign', 'line', 'flight', 'source', 'creative', 'spot']),
  subjectId: z.string(),
  subjectLabel: z.string(),
  message: z.string(),
  openedAt: instantSchema,
  lastSeenAt: instantSchema,
  resolvedAt: instantSchema.nullable(),
  snoozedUntil: instantSchema.nullable(),
  acknowledgedBy: z.string().nullable(),
  note: z.string().nullable(),
});
export type AlertResponse = z.infer<typeof alertResponseSchema>;
export const alertListQuerySchema = z.strictObject({
  ...pageQuery,
  campaignId: z.string().max(100).optional(),
  state: alertStateSchema.optional(),
  rule: alertRuleSchema.optional(),
});
export const alertListSchema = pageOf(alertResponseSchema);

export const acknowledgeAlertRequestSchema = z.strictObject({ note: z.string().trim().min(1).max(1_000) });
export const snoozeAlertRequestSchema = z.strictObject({
  until: instantSchema,
  note: z.string().trim().max(1_000).optional(),
});

const clockTimeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Give a time as HH:MM, for example 22:00.');
export const alertChannelSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('in_app') }),
  z.strictObject({ kind: z.literal('mail'), to: z.email().max(200) }),
  z.strictObject({
    kind: z.literal('webhook'),
    url: z.url({ protocol: /^https?$/ }).max(2_000),
    secretStart: z.string().optional().describe('Only in answers: the first characters of the signing secret.'),
  }),
]);

/** Per campaign: which rules, at what thresholds, told to whom and when. */
export const alertSettingsRequestSchema = z.strictObject({
  rules: z
    .array(alertRuleSchema)
    .default([...alertRuleSchema.options])
    .describe('Rules that are on.'),
  underProbability: z
    .number()
    .min(0.5)
    .max(0.99)
    .default(0.8)
    .describe('Alert when the chance to end below 95 % of budget is above this.'),
  overProbability: z
    .number()
    .min(0.05)
    .max(0.95)
    .default(0.2)
    .describe('Alert when the chance to end above budget is above this.'),
  underBandBasisPoints: basisPointsSchema.default(9_000),
  overBandBasisPoints: z.int().min(10_000).max(30_000).default(11_000),
  guard: z
    .enum(['off', 'alert', 'pause'])
    .default('pause')
    .describe('What the overspend guard does to a flight about to overspend.'),
  channels: z
    .array(alertChannelSchema)
    .max(10)
    .default([{ kind: 'in_app' }]),
  quietHours: z
    .strictObject({ from: clockTimeSchema, to: clockTimeSchema })
    .nullable()
    .default(null)
    .describe('In the market’s zone; critical alerts come through.'),
  digest: z.enum(['off', 'daily']).default('off'),
  digestAt: clockTimeSchema.default('08:00'),
});
export type AlertSettings = z.infer<typeof alertSettingsRequestSchema>;
export const alertSettingsResponseSchema = alertSettingsRequestSchema.extend({
  campaignId: z.string(),
  rev: z.int(),
  webhookSecret: z.string().nullable().describe('Shown once, when the first webhook channel is saved.'),
});
/** One telling through one channel outside the app: taken, still being tried, or given up. */
export const alertNoticeSchema = z.strictObject({
  id: z.string().describe('The webhook-id; the same for every try.'),
  channel: z.string(),
  status: z.enum(['waiting', 'delivered', 'given_up']),
  alertCount: z.int(),
  message: z.string().describe('Of its first alert.'),
  tries: z.int(),
  createdAt: instantSchema,
  lastTriedAt: instantSchema.nullable(),
  nextAt: instantSchema.nullable(),
  detail: z.string().nullable().describe('What came of the last try.'),
});
export type AlertNotice = z.infer<typeof alertNoticeSchema>;
export const alertNoticeListSchema = pageOf(alertNoticeSchema);
export const alertTestAnswerSchema = z.strictObject({
  results: z.array(z.strictObject({ channel: z.string(), ok: z.boolean(), detail: z.string() })),
});
