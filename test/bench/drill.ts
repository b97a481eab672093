import { readdirSync } from 'node:fs';
import { sayMisuse, wholeOptions } from './options.ts';

/** What a drill file exports: breaks things in seeded rounds and counts what went wrong. */
type Drill = { run(options: Partial<Record<(typeof OPTIONS)[number], number>>): Promise<Record<string, number>> };
const OPTIONS = ['seed', 'rounds', 'events'] as const;

const names = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.drill.ts'))
  .map((file) => file.slice(0, -'.drill.ts'.length));

/** Counts that must be zero for a drill to pass. */
const INVARIANTS = ['broken', 'lost', 'doubled', 'mismatches', 'stale'];

/** `npm run -s drill -- NAME [--json] [--seed N] [--rounds N] [--events N]`: exits with 1 when an invariant broke. */
async function main(args: readonly string[]): Promise<number> {
  const [name = ''] = args.filter((arg) => !arg.startsWith('--'));
  if (!names.includes(name)) {
    process.stderr.write(`There is no drill '${name}'. Choose one of: ${names.toSorted().join(', ')}.\n`);
    return 2;
  }
  const drill = (await import(`./${name}.drill.ts`)) as Drill;
  const counts = await drill.run(wholeOptions(args, OPTIONS));
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify(counts)}\n`);
  else
    for (const [key, value] of Object.entries(counts))
      process.stdout.write(`${key.padEnd(20)} ${String(value).padStart(10)}\n`);
  return INVARIANTS.some((key) => (counts[key] ?? 0) > 0) ? 1 : 0;
}

process.exit(await sayMisuse(() => main(process.argv.slice(2))));
