import { z } from 'zod';
import { nameSchema, rolesSchema } from './common.ts';
import { keyScopeSchema } from './key-scopes.ts';

export const signInRequestSchema = z.strictObject({ email: z.email().max(200), password: z.string().min(1).max(200) });

export const personResponseSchema = z.strictObject({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: rolesSchema,
  createdAt: z.string(),
  lastSignInAt: z.string().nullable(),
});
export type PersonResponse = z.infer<typeof personResponseSchema>;

/** Who is signed in; `actor` is null for nobody. `sampleAccounts` is only filled on loopback with the sample campaign. */
export const sessionResponseSchema = z.strictObject({
  actor: z
    .strictObject({ id: z.string(), name: z.string(), role: rolesSchema, kind: z.enum(['person', 'key', 'system']) })
    .nullable(),
  sampleAccounts: z.array(
    z.strictObject({ email: z.string(), password: z.string(), name: z.string(), role: rolesSchema }),
  ),
});
export type SessionResponse = z.infer<typeof sessionResponseSchema>;

export const createPersonRequestSchema = z.strictObject({
  email: z.email().max(200),
  name: nameSchema,
  role: rolesSchema,
  password: z.string().min(12, 'Use at least 12 characters.').max(200),
});
export type CreatePersonRequest = z.infer<typeof createPersonRequestSchema>;

const keyScopesSchema = z
  .array(keyScopeSchema)
  .min(1)
  .max(20)
  .nullable()
  .describe('What of its role the key may use; null for all of it. `write` includes `read`.');
export const createKeyRequestSchema = z.strictObject({
  name: nameSchema,
  role: rolesSchema,
  scopes: keyScopesSchema.default(null),
});
export const keyResponseSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  role: rolesSchema,
  scopes: keyScopesSchema,
  start: z.string().describe('The first characters of the key, to tell keys apart.'),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});
export const createdKeyResponseSchema = keyResponseSchema.extend({ key: z.string().describe('Shown once.') });
export type KeyResponse = z.infer<typeof keyResponseSchema>;
