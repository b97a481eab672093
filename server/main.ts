import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCli } from './cli/cli.ts';
import { systemClock } from './clock.ts';

/** The only file that touches the process: arguments, environment, output, signals, exit. */
const root = projectOf(dirname(fileURLToPath(import.meta.url)));
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };

process.exitCode = await runCli({
  arguments: process.argv.slice(2),
  environment: process.env,
  root,
  isBuilt: !import.meta.url.endsWith('.ts'),
  version,
  clock: systemClock,
  randomBytes: (size) => randomBytes(size),
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isTerminal: Boolean(process.stdout.isTTY),
  readInput: async () => readAll(process.stdin),
  onStopSignal: (stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(signal));
  },
  exit: (code) => process.exit(code),
});

/** The project's folder, from the sources or from their build inside it. */
function projectOf(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  if (folder === dirname(folder))
    throw new Error('There is no package.json above the program; it must run inside its project.');
  return projectOf(dirname(folder));
}

async function readAll(stream: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk.toString();
  return text;
}
