import { z } from 'zod';

const portSchema = z.coerce.number().int().min(0).max(65_535);

const environmentSchema = z.object({
  PORT: portSchema.default(8080),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('.data'),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/.+/, 'must start with mongodb:// or mongodb+srv://')
    .optional(),
  FLIGHTBOARD_SAMPLE: z.enum(['0', '1']).default('1'),
  FLIGHTBOARD_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/.+/, 'must start with smtp:// or smtps://')
    .optional(),
  PUBLIC_URL: z.url().optional(),
  ALLOW_PRIVATE_FETCH: z.enum(['0', '1']).default('0'),
});

/** Everything the process was told from outside, parsed once. */
export type Config = Readonly<{
  port: number;
  host: string;
  dataDir: string;
  mongodbUri: string | null;
  sample: boolean;
  secret: string | null;
  logLevel: z.infer<typeof environmentSchema>['LOG_LEVEL'];
  smtpUrl: string | null;
  publicUrl: string | null;
  /** Lets pulls and outgoing webhooks reach this machine and private networks. */
  allowPrivateFetch: boolean;
}>;

export type ConfigResult = { kind: 'ok'; config: Config } | { kind: 'bad'; problems: readonly string[] };

/**
 * Reads the environment as a whole and lists every problem, naming the variable, what was given and what is allowed.
 * An empty value counts as unset. Secrets are never repeated in a message.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): ConfigResult {
  const known = Object.fromEntries(
    Object.keys(environmentSchema.shape)
      .map((name) => [name, environment[name]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environmentSchema.safeParse(known);
  if (!parsed.success) {
    return { kind: 'bad', problems: parsed.error.issues.map((issue) => describe(issue, known)) };
  }
  const value = parsed.data;
  if (value.MONGODB_URI && !value.FLIGHTBOARD_SECRET) {
    return {
      kind: 'bad',
      problems: [
        'FLIGHTBOARD_SECRET is required with MONGODB_URI: give 32 or more random characters, the same on every server.',
      ],
    };
  }
  return {
    kind: 'ok',
    config: {
      port: value.PORT,
      host: value.HOST,
      dataDir: value.DATA_DIR,
      mongodbUri: value.MONGODB_URI ?? null,
      sample: value.FLIGHTBOARD_SAMPLE === '1',
      secret: value.FLIGHTBOARD_SECRET ?? null,
      logLevel: value.LOG_LEVEL,
      smtpUrl: value.SMTP_URL ?? null,
      publicUrl: value.PUBLIC_URL ?? null,
      allowPrivateFetch: value.ALLOW_PRIVATE_FETCH === '1',
    },
  };
}

function describe(issue: z.core.$ZodIssue, given: Record<string, string | undefined>): string {
  const name = String(issue.path[0]);
  const isSecret = name === 'FLIGHTBOARD_SECRET' || name === 'MONGODB_URI' || name === 'SMTP_URL';
  return `${name}: ${issue.message} (got ${isSecret ? 'a value not shown here' : JSON.stringify(given[name])}).`;
}

/** True when the server can be reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}
