import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { rolesSchema } from '../../shared/contracts/common.ts';

const keptSchema = z.object({
  accounts: z.array(z.object({ email: z.string(), password: z.string(), name: z.string(), role: rolesSchema })),
  campaignId: z.string(),
  sources: z.array(
    z.object({ sourceId: z.string(), vendor: z.string(), dialect: z.enum(['standard', 'hub']), secret: z.string() }),
  ),
});
/** What the sample must remember between starts: its accounts, and the secrets its simulated platforms sign with. */
export type SampleKept = z.infer<typeof keptSchema>;

const fileOf = (dataDir: string) => join(dataDir, 'sample.json');

/** Reads what was kept; null when the sample was never finished here. */
export async function readSample(dataDir: string): Promise<SampleKept | null> {
  const text = await readFile(fileOf(dataDir), 'utf8').catch(() => null);
  if (text === null) return null;
  const parsed = keptSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}

/** Writes it at the very end of seeding, whole or not at all, readable by its owner alone. */
export async function keepSample(dataDir: string, kept: SampleKept): Promise<void> {
  const draft = `${fileOf(dataDir)}.draft`;
  await writeFile(draft, JSON.stringify(kept, null, 2), { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, fileOf(dataDir));
}
