import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { CliTrouble, type Io } from './io.ts';

const SOURCES = ['client', 'shared', 'package-lock.json'];

/** What the client is built from, in one short text: it changes when any source file does. */
async function fingerprint(root: string): Promise<string> {
  const hash = createHash('sha256');
  const visit = async (path: string): Promise<void> => {
    const found = await stat(path);
    if (!found.isDirectory()) return void hash.update(`${path.slice(root.length)} ${found.size} ${found.mtimeMs}\n`);
    for (const name of (await readdir(path)).sort()) if (name !== 'dist') await visit(join(path, name));
  };
  for (const source of SOURCES) await visit(join(root, source)).catch(() => undefined);
  return hash.digest('hex');
}

/** Builds the client when it was never built or its sources changed; gives the folder to serve. */
export async function builtClient(io: Io): Promise<string> {
  const dist = join(io.root, 'client', 'dist');
  const stamp = join(dist, '.built-from');
  const print = await fingerprint(io.root);
  const isFresh = (await readFile(stamp, 'utf8').catch(() => '')) === print;
  if (isFresh) return dist;
  io.out('Building the client (only when it changed) …\n');
  const startedAt = io.clock.now();
  await runVite(io);
  await writeFile(stamp, print);
  io.out(`Built the client in ${((io.clock.now() - startedAt) / 1_000).toFixed(1)} s.\n`);
  return dist;
}

function runVite(io: Io): Promise<void> {
  const vite = join(io.root, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn('node', [vite, 'build', '--config', 'client/vite.config.ts', '--logLevel', 'warn'], {
    cwd: io.root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new CliTrouble(`The client could not be built:\n${output}`)),
    );
  });
}

/** `build-client`: what `start` does by itself when needed; for images and checks. */
export function buildClientCommand(io: Io): Command {
  return new Command('build-client').description('Build the client if its sources changed').action(async () => {
    io.out(`The client is in ${await builtClient(io)}.\n`);
  });
}
