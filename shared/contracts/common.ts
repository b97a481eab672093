import { z } from 'zod';

/** A calendar day in the market's time zone. */
export const daySchema = z.iso.date('Give a day as YYYY-MM-DD, for example 2026-11-01.');
/** An instant on the wire: ISO 8601 in UTC or with an offset. */
export const instantSchema = z.iso.datetime({ offset: true });
/** Money on the wire: whole cents, zero or more. */
export const centsSchema = z.int('Give whole cents: $12.50 is 1250.').min(0);
/** Money that may be below zero (corrections, variances). */
export const signedCentsSchema = z.int('Give whole cents: −$12.50 is −1250.');
export const microsSchema = z.int('Give whole micros: $12.50 is 12500000.');
export const idSchema = z
  .string()
  .regex(/^[a-z]{3}_[0-9a-z]{16,40}$/, 'Give an id as the API returned it, like cmp_01jd….');
export const nameSchema = z.string().trim().min(1).max(200);
export const basisPointsSchema = z.int('Give basis points: 15 % is 1500.').min(0).max(10_000);

export const issueSchema = z.strictObject({
  severity: z.enum(['error', 'warning', 'info']),
  code: z.string(),
  message: z.string(),
  path: z.string(),
});

/** RFC 9457 problem document; `errors` names every problem found, not only the first. */
export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(z.strictObject({ code: z.string(), path: z.string(), message: z.string() })),
  requestId: z.string(),
});
export type Problem = z.infer<typeof problemSchema>;

/** Paging of every list: `cursor` is the `nextCursor` of the page before. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  cursor: z.string().max(400).optional(),
};
export const pageQuerySchema = z.strictObject(pageQuery);

/** The shape of every list answer. `nextCursor` is null on the last page. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const idParamsSchema = z.strictObject({ id: z.string().min(1).max(100) });
export const rolesSchema = z.enum(['admin', 'buyer', 'manager', 'viewer', 'platform']);
export type Role = z.infer<typeof rolesSchema>;
