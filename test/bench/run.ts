import { readdirSync } from 'node:fs';
import { sayMisuse, wholeOptions } from './options.ts';

/** What a benchmark file exports: runs both sides in one process tree and gives named figures. */
type Bench = { run(options: Partial<Record<(typeof OPTIONS)[number], number>>): Promise<Record<string, number>> };
/** `rounds` repeats both sides so often, `facts` is the size of the large side of `pacing`. */
const OPTIONS = ['seed', 'rounds', 'facts'] as const;

const names = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length));

/** `npm run -s bench -- NAME [--json] [--seed N] [--rounds N] [--facts N]`: prints one JSON object, or a table for a person. */
async function main(args: readonly string[]): Promise<number> {
  const [name = ''] = args.filter((arg) => !arg.startsWith('--'));
  if (!names.includes(name)) {
    process.stderr.write(`There is no benchmark '${name}'. Choose one of: ${names.toSorted().join(', ')}.\n`);
    return 2;
  }
  const bench = (await import(`./${name}.bench.ts`)) as Bench;
  const figures = await bench.run(wholeOptions(args, OPTIONS));
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify(figures)}\n`);
  else
    for (const [key, value] of Object.entries(figures))
      process.stdout.write(`${key.padEnd(28)} ${String(Math.round(value * 1000) / 1000).padStart(12)}\n`);
  return 0;
}

process.exit(await sayMisuse(() => main(process.argv.slice(2))));
