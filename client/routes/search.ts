import { z } from 'zod';

/** What an address may keep: left out, or not what it should be, it is as if nothing were kept. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.optional().catch(undefined);
}

export const optionalText = optional(z.string());
export const optionalFlag = optional(z.boolean());

/** The entries of one target, or all of them. */
export const auditSearch = z.object({ target: optionalText });
