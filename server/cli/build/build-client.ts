import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { Clock } from '../../clock.ts';
import { installClient } from './install-client.ts';
import { CliTrouble, type Io } from '../io.ts';

/** No build takes this long. */
const LOCK_STALE_MS = 5 * 60_000;
const LOCK_POLL_MS = 200;
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

/**
 * Builds the client when it was never built or its sources changed; gives the folder to serve. It is built beside the served
 * one and put in place when it is whole, so a server that runs never shows half a build; a second builder waits for the first.
 */
export async function builtClient(io: Io): Promise<string> {
  const dist = join(io.root, 'client', 'dist');
  const stamp = join(dist, '.built-from');
  const isFresh = async () => (await readFile(stamp, 'utf8').catch(() => '')) === (await fingerprint(io.root));
  if (await isFresh()) return dist;
  await mkdir(dist, { recursive: true });
  await withLock(join(dist, '.building'), io.clock, async () => {
    if (await isFresh()) return;
    io.out('Building the client (only when it changed) …\n');
    const startedAt = io.clock.now();
    const print = await fingerprint(io.root);
    const next = join(dist, '.next');
    await rm(next, { recursive: true, force: true });
    await runVite(io, next);
    await installClient(next, dist);
    await writeFile(stamp, print);
    io.out(`Built the client in ${((io.clock.now() - startedAt) / 1_000).toFixed(1)} s.\n`);
  });
  return dist;
}

/** One at a time over all processes of this machine; a lock left by a process that died is taken over. */
async function withLock(path: string, clock: Clock, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await mkdir(path);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const since = (await stat(path).catch(() => null))?.mtimeMs ?? 0;
      if (clock.now() - since > LOCK_STALE_MS) await rm(path, { recursive: true, force: true });
      else await sleep(LOCK_POLL_MS);
    }
  }
  try {
    await work();
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

function runVite(io: Io, outDir: string): Promise<void> {
  const vite = join(io.root, 'node_modules', 'vite', 'bin', 'vite.js');
  const options = ['--config', 'client/vite.config.ts', '--logLevel', 'warn', '--outDir', outDir, '--emptyOutDir'];
  const child = spawn('node', [vite, 'build', ...options], {
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
