import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCli } from './cli/cli.ts';
import { systemClock } from './clock.ts';

/** The only file that touches the process: arguments, environment, output, signals, exit. */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };

process.exitCode = await runCli({
  arguments: process.argv.slice(2),
  environment: process.env,
  root,
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

async function readAll(stream: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk.toString();
  return text;
}
