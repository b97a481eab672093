import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ZERO_METRICS, sameMetrics } from '../../shared/domain/delivery/metrics.ts';
import { createStormEvents, seededRandom, type StormEvent } from './storm-events.ts';
import type { StormDump } from './storm-server.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const IN_FLIGHT = 24;
const ROWS_A_PLACE = 2_500;
const LEAST_UP_MS = 120;
const MOST_UP_MS = 900;
/** Far sooner than a platform would come back, and seldom enough to leave the machine to the server that starts. */
const RETRY_MS = 50;
/** A report that is not taken for so long is a fault of its own. */
const MOST_WAIT_MS = 240_000;

type Source = Readonly<{ sourceId: string; secret: string }>;
type Target = Source & Readonly<{ port: number }>;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The server as it runs in life: from its build. In a folder of the project, since it finds its packages from there. */
function buildServer(): { entry: string; remove(): void } {
  const folder = join(ROOT, 'test', 'bench', 'dist', `storm-${process.pid}`);
  const entry = join('test', 'bench', 'storm-server.ts');
  execFileSync(process.execPath, [join('server', 'launch', 'build.mjs'), folder, entry], { cwd: ROOT });
  return { entry: join(folder, 'main.mjs'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function startServer(entry: string, dataDir: string, port: number): Promise<ChildProcess> {
  const child = fork(entry, [dataDir, String(port)], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += String(chunk)));
    child.once('message', () => resolve(child));
    child.once('exit', (code) =>
      reject(new Error(`The server did not start (exit ${String(code)}): ${said.slice(-2_000)}`)),
    );
  });
}

function ask<Answer>(child: ChildProcess, question: 'source' | 'dump'): Promise<Answer> {
  return new Promise((resolve) => {
    child.once('message', (answer) => resolve(answer as Answer));
    child.send(question);
  });
}

function kill(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

type Sent = Readonly<{ status: number; text: string }>;

/** One post; status 0 when the connection broke. `cutAfter` plays a client that stops in the middle. */
function post(
  target: Target,
  agent: Agent,
  input: { id: string; body: string; forged?: boolean; cutAfter?: number },
): Promise<Sent> {
  const seconds = Math.floor(Date.now() / 1_000);
  const key = Buffer.from(target.secret.slice('whsec_'.length), 'base64');
  const signature = input.forged
    ? Buffer.alloc(32).toString('base64')
    : createHmac('sha256', key).update(`${input.id}.${seconds}.${input.body}`).digest('base64');
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(input.body),
    'webhook-id': input.id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
  return new Promise((resolve) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port: target.port,
        path: `/webhooks/${target.sourceId}`,
        method: 'POST',
        agent,
        headers,
        timeout: 20_000,
      },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += String(chunk)));
        response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
        response.once('error', () => resolve({ status: 0, text: '' }));
      },
    );
    asked.once('error', () => resolve({ status: 0, text: '' }));
    asked.once('timeout', () => asked.destroy());
    if (input.cutAfter === undefined) asked.end(input.body);
    else {
      asked.write(input.body.slice(0, input.cutAfter));
      setTimeout(() => asked.destroy(), RETRY_MS);
    }
  });
}

/**
 * Reports, repeats, restatements, forgeries, oversized and broken-off posts from many senders at once, while the server is
 * killed with SIGKILL at random moments `rounds` times. Every report is sent until it is taken. In the end an account kept
 * apart from the product says what the totals must be. `events` is how many rows are sent at least. The long form is
 * `--rounds 200 --events 1000000`.
 */
export async function run({
  seed = 1,
  rounds = 10,
  events = 0,
}: { seed?: number; rounds?: number; events?: number } = {}): Promise<Record<string, number>> {
  const random = seededRandom(seed);
  // More places for more rows: no platform restates one day ten thousand times.
  const storm = createStormEvents(random, 12 + Math.ceil(events / ROWS_A_PLACE));
  const built = buildServer();
  const dataDir = mkdtempSync(join(tmpdir(), 'flightboard-storm-'));
  const port = await freePort();
  let child = await startServer(built.entry, dataDir, port);
  const target: Target = { ...(await ask<Source>(child, 'source')), port };
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const counts = { events: 0, rows: 0, repeats: 0, forged: 0, kills: 0, broken: 0, gaveUp: 0 };
  const answers = new Map<string, string>();
  const taken: StormEvent[] = [];
  const restarts: number[] = [];
  let killedAt: number | null = null;
  let isOver = false;

  const deliver = async (event: StormEvent): Promise<void> => {
    const until = performance.now() + MOST_WAIT_MS;
    while (performance.now() < until) {
      const { status, text } = await post(target, agent, event);
      if (status === 200) {
        if (killedAt !== null) restarts.push(performance.now() - killedAt);
        killedAt = null;
        // The same event must get the same answer for ever.
        const before = answers.get(event.id);
        if (before !== undefined && before !== text) counts.broken += 1;
        answers.set(event.id, text);
        return;
      }
      if (status !== 0 && status !== 503 && status !== 429) counts.broken += 1;
      await pause(RETRY_MS);
    }
    counts.gaveUp += 1;
  };

  const mischief = async (): Promise<void> => {
    const kind = random();
    const body =
      '{"type":"delivery.reported","timestamp":"2026-11-01T00:00:00Z","data":{"rows":[{"rowId":"f","placement":"forged","day":"2026-10-01","spendMicros":1,"impressions":1}]}}';
    if (kind < 0.6) {
      counts.forged += 1;
      const { status } = await post(target, agent, { id: `forged-${counts.forged}`, body, forged: true });
      if (status !== 401 && status !== 0 && status !== 503) counts.broken += 1;
    } else if (kind < 0.75) {
      const { status } = await post(target, agent, { id: 'oversized', body: 'x'.repeat(1_200_000) });
      if (status !== 413 && status !== 0 && status !== 503) counts.broken += 1;
    } else await post(target, agent, { id: 'cut', body, cutAfter: 40 });
  };

  const sender = async (): Promise<void> => {
    while (!isOver) {
      const dice = random();
      const repeated = taken[Math.floor(random() * taken.length)];
      if (dice < 0.08) await mischief();
      else if (dice < 0.3 && repeated) {
        counts.repeats += 1;
        await deliver(repeated);
      } else {
        const event = storm.next();
        counts.events += 1;
        counts.rows += event.rows;
        // Some wait, so that a later restatement overtakes an earlier one.
        if (random() < 0.2) await pause(random() * 200);
        await deliver(event);
        taken.push(event);
      }
    }
  };

  const senders = Array.from({ length: IN_FLIGHT }, sender);
  for (; counts.kills < rounds; counts.kills += 1) {
    // Killed at work: something was taken since the last start, and more is under way.
    while (killedAt !== null) await pause(RETRY_MS);
    await pause(LEAST_UP_MS + random() * (MOST_UP_MS - LEAST_UP_MS));
    // The kills are spread over all the rows that are to be sent.
    while (counts.rows < (events * counts.kills) / rounds) await pause(LEAST_UP_MS);
    killedAt = performance.now();
    await kill(child);
    child = await startServer(built.entry, dataDir, port);
  }
  while (counts.rows < events) await pause(MOST_UP_MS);
  await pause(MOST_UP_MS);
  isOver = true;
  await Promise.all(senders);
  const dump = await ask<StormDump>(child, 'dump');
  await kill(child);
  agent.destroy();
  rmSync(dataDir, { recursive: true, force: true });
  built.remove();

  const actual = new Map(Object.entries(dump.days).map(([id, totals]) => [keyOf(id), totals]));
  const expected = storm.expected();
  let [lost, doubled, mismatches] = [0, 0, dump.repaired + dump.adjustmentMismatches];
  for (const key of new Set([...actual.keys(), ...expected.keys()])) {
    const [is, must] = [actual.get(key) ?? ZERO_METRICS, expected.get(key) ?? ZERO_METRICS];
    // Each delta is one conversion, so a lost or doubled one shows as exactly one too few or too many.
    lost += Math.max(0, must.conversions - is.conversions);
    doubled += Math.max(0, is.conversions - must.conversions);
    if (!sameMetrics(is, must)) mismatches += 1;
  }
  const sorted = restarts.toSorted((a, b) => a - b);
  return {
    ...counts,
    days: expected.size,
    lost,
    doubled,
    mismatches,
    restartMedianMs: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
    restartMaxMs: Math.round(sorted.at(-1) ?? 0),
  };
}

/** `src_…|p%200%7C…|2026-10-01` as the account apart spells it. */
function keyOf(dayId: string): string {
  const [, placement = '', day = ''] = dayId.split('|');
  return `${decodeURIComponent(placement)} ${day}`;
}
