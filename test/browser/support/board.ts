import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const READY = /Flightboard is ready at (http:\/\/\S+)/;
const PASSWORD = 'a long enough password';

type Json = Readonly<Record<string, unknown>>;

/** A real Flightboard in a process of its own, on a free port with a fresh store and no sample. */
export async function startBoard() {
  const dataDir = await mkdtemp(join(tmpdir(), 'flightboard-browser-'));
  const env = {
    ...process.env,
    PORT: '0',
    DATA_DIR: dataDir,
    FLIGHTBOARD_SAMPLE: '0',
    LOG_LEVEL: 'warn',
    MONGODB_URI: undefined,
  };
  const server = spawn(process.execPath, ['server/launch/run.mjs', 'start'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await readyAt(server);
  const key = (await run(['keys', 'create', '--role', 'admin', '--name', 'browser tests'], env)).trim();

  const api = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Json> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const answer = (await response.json()) as Json;
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${String(answer['detail'])}`);
    return answer;
  };
  for (const role of ['admin', 'buyer', 'manager', 'viewer', 'platform']) {
    await api('POST', '/api/v1/people', {
      email: `${role}@example.org`,
      name: `Robin ${role}`,
      role,
      password: PASSWORD,
    });
  }
  return {
    url,
    api,
    /** Signs the page in by the form, as a person would. */
    async signIn(
      page: Page,
      role: 'admin' | 'buyer' | 'manager' | 'viewer' | 'platform' = 'admin',
      to = '/',
    ): Promise<void> {
      await page.goto(`${url}/sign-in?to=${encodeURIComponent(to)}`);
      await page.getByLabel('E-mail').fill(`${role}@example.org`);
      await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.waitForURL((address) => address.pathname !== '/sign-in');
    },
    async stop(): Promise<void> {
      server.kill('SIGTERM');
      await new Promise((resolve) => server.once('exit', resolve));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
export type Board = Awaited<ReturnType<typeof startBoard>>;

function readyAt(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      const match = READY.exec(said);
      if (match?.[1]) resolve(match[1]);
    };
    server.stdout?.on('data', listen);
    server.stderr?.on('data', listen);
    server.once('exit', (code) => reject(new Error(`The server ended with ${code} before it was ready:\n${said}`)));
  });
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['server/launch/run.mjs', ...args], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.once('exit', (code) =>
      code === 0 ? resolve(out) : reject(new Error(`flightboard ${args.join(' ')} ended with ${code}: ${err}`)),
    );
  });
}
