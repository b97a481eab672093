import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Db, Document } from 'mongodb';
import { MongoBulkWriteError, MongoClient, MongoError, MongoNetworkError, MongoServerSelectionError } from 'mongodb';

const ACCOUNTS = 6;
const START_CENTS = 10_000;
const VERIFY_ALL_EVERY = 10;

/** What the drill knows it was told: acknowledged writes, and those whose fate it never learned. */
type Told = {
  acked: number;
  facts: string[];
  counters: Map<string, { acked: number; uncertain: number }>;
  transfers: string[];
  uniques: Set<string>;
};

type Counts = { rounds: number; acked: number; lost: number; doubled: number; broken: number };

/** A seeded generator, so that a failing drill can be run again. */
function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

function startChild(dataDir: string, port: number): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./crash-server.ts', import.meta.url)), [dataDir, String(port)], {
    execArgv: ['--import=tsx'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += String(chunk)));
    child.stdout?.once('data', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`The store did not start (exit ${String(code)}): ${said}`)));
  });
}

function kill(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** False when the store went away before it answered, even to the driver's own retry: the fate of the write stays unknown. */
async function acknowledged(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (cause) {
    if (cause instanceof MongoNetworkError || cause instanceof MongoServerSelectionError) return false;
    if (
      cause instanceof MongoError &&
      (cause.hasErrorLabel('UnknownTransactionCommitResult') || cause.name === 'PoolClearedOnNetworkError')
    )
      return false;
    // A bulk write wraps the network error it met.
    if (cause instanceof MongoBulkWriteError && cause.code === undefined && /ECONN|closed|EPIPE/.test(cause.message))
      return false;
    throw cause;
  }
}

/** Runs writers until `stopped()`; each learns the fate of its write before it makes the next. */
async function runWriters(
  client: MongoClient,
  db: Db,
  told: Told,
  round: number,
  random: () => number,
  stopped: () => boolean,
): Promise<void> {
  let serial = 0;
  const nextKey = (who: string): string => `${round}-${who}-${(serial += 1)}`;

  async function insertFacts(who: string): Promise<void> {
    while (!stopped()) {
      const ids = [nextKey(who), nextKey(who)];
      const write = db
        .collection('facts')
        .insertMany(ids.map((id) => ({ _id: id, who, n: serial, tags: [who, round] }) as Document));
      if (!(await acknowledged(write))) continue;
      told.facts.push(...ids);
      told.acked += 1;
    }
  }
  async function count(who: string): Promise<void> {
    const known = told.counters.get(who) ?? { acked: 0, uncertain: 0 };
    told.counters.set(who, known);
    while (!stopped()) {
      known.uncertain += 1;
      const write = db
        .collection('counters')
        .findOneAndUpdate({ _id: who } as Document, { $inc: { n: 1 } }, { upsert: true });
      if (!(await acknowledged(write))) continue;
      known.uncertain -= 1;
      known.acked += 1;
      told.acked += 1;
    }
  }
  async function transfer(who: string): Promise<void> {
    while (!stopped()) {
      const key = nextKey(who);
      const cents = 1 + Math.floor(random() * 50);
      const from = Math.floor(random() * ACCOUNTS);
      const to = (from + 1 + Math.floor(random() * (ACCOUNTS - 1))) % ACCOUNTS;
      const write = client.withSession((session) =>
        session.withTransaction(async () => {
          await db
            .collection('accounts')
            .updateOne({ _id: from } as Document, { $inc: { cents: -cents } }, { session });
          await db.collection('ledger').insertOne({ key, from, to, cents }, { session });
          await db.collection('accounts').updateOne({ _id: to } as Document, { $inc: { cents } }, { session });
        }),
      );
      if (!(await acknowledged(write))) continue;
      told.transfers.push(key);
      told.acked += 1;
    }
  }
  /** Two writers race for the same unique keys; exactly one may win each. */
  async function claim(who: string): Promise<void> {
    for (let i = 0; !stopped(); i++) {
      const key = `${round}-${i}`;
      try {
        if (!(await acknowledged(db.collection('claims').insertOne({ key, who })))) continue;
        told.uniques.add(key);
        told.acked += 1;
      } catch (cause) {
        if ((cause as { code?: unknown }).code !== 11000) throw cause;
      }
    }
  }
  const writers = [
    insertFacts('f1'),
    insertFacts('f2'),
    count('c1'),
    count('c2'),
    transfer('t1'),
    transfer('t2'),
    transfer('t3'),
    claim('u1'),
    claim('u2'),
  ];
  await Promise.all(writers);
}

/** Compares what was acknowledged with what is there. */
async function verify(db: Db, told: Told, counts: Counts, everything: boolean): Promise<void> {
  const facts = await db.collection('facts').countDocuments({ _id: { $in: told.facts } } as Document);
  counts.lost += told.facts.length - facts;
  told.facts = [];
  for (const [who, { acked, uncertain }] of told.counters) {
    const n = Number((await db.collection('counters').findOne({ _id: who } as Document))?.['n'] ?? 0);
    counts.lost += Math.max(0, acked - n);
    counts.doubled += Math.max(0, n - acked - uncertain);
  }
  const entries = await db.collection('ledger').find().toArray();
  const seen = new Map<string, number>();
  const balances = Array.from({ length: ACCOUNTS }, () => START_CENTS);
  for (const entry of entries) {
    const { key, from, to, cents } = entry as unknown as { key: string; from: number; to: number; cents: number };
    seen.set(key, (seen.get(key) ?? 0) + 1);
    balances[from] = (balances[from] ?? 0) - cents;
    balances[to] = (balances[to] ?? 0) + cents;
  }
  for (const key of told.transfers) if (!seen.has(key)) counts.lost += 1;
  for (const times of seen.values()) counts.doubled += times - 1;
  // Half a transaction would show as a balance that the ledger does not explain.
  const accounts = await db.collection('accounts').find().sort({ _id: 1 }).toArray();
  if (accounts.some((account, i) => account['cents'] !== balances[i])) counts.broken += 1;
  const claims = await db
    .collection('claims')
    .aggregate([{ $group: { _id: '$key', n: { $sum: 1 } } }])
    .toArray();
  const claimed = new Set(claims.map((each) => each['_id'] as string));
  for (const key of told.uniques) if (!claimed.has(key)) counts.lost += 1;
  if (claims.some((each) => Number(each['n']) > 1)) counts.broken += 1;
  if (!everything) return;
  for (const name of ['facts', 'counters', 'accounts', 'ledger', 'claims']) {
    const report = await db.command({ validate: name });
    if (report['valid'] !== true) {
      counts.broken += 1;
      process.stderr.write(`${name}: ${JSON.stringify(report['errors'])}\n`);
    }
  }
  await db.collection('facts').deleteMany({});
}

/**
 * Kills a store with SIGKILL at random moments under concurrent inserts, counters, transactions and races for unique keys, starts it
 * again and compares. The client is the stock driver with its own retries, so a write in flight must be applied exactly once.
 */
export async function run(options: { seed?: number; rounds?: number } = {}): Promise<Counts> {
  const random = makeRandom(options.seed ?? 1);
  const rounds = options.rounds ?? 200;
  const dataDir = mkdtempSync(join(tmpdir(), 'flightboard-crash-'));
  const port = await freePort();
  const counts: Counts = { rounds: 0, acked: 0, lost: 0, doubled: 0, broken: 0 };
  const told: Told = { acked: 0, facts: [], counters: new Map(), transfers: [], uniques: new Set() };
  let child = await startChild(dataDir, port);
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/drill?directConnection=true`, {
    heartbeatFrequencyMS: 500,
    minHeartbeatFrequencyMS: 50,
  } as object);
  await client.connect();
  const db = client.db('drill');
  try {
    await db
      .collection('accounts')
      .insertMany(Array.from({ length: ACCOUNTS }, (_, i) => ({ _id: i, cents: START_CENTS }) as Document));
    await db.collection('claims').createIndex({ key: 1 }, { unique: true });
    await db.collection('facts').createIndexes([{ key: { who: 1, n: 1 } }, { key: { tags: 1 } }]);
    await db.collection('ledger').createIndex({ key: 1 });
    for (let round = 0; round < rounds; round++) {
      let stop = false;
      const writing = runWriters(client, db, told, round, random, () => stop);
      // A writer that fails ends the round early; its error is seen below.
      writing.catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 60 + random() * 400));
      await kill(child);
      // Writers now have writes in flight; none begins a new one once the store is back.
      stop = true;
      child = await startChild(dataDir, port);
      await writing;
      counts.rounds += 1;
      await verify(db, told, counts, round % VERIFY_ALL_EVERY === VERIFY_ALL_EVERY - 1 || round === rounds - 1);
    }
    counts.acked = told.acked;
    return counts;
  } finally {
    await client.close();
    await kill(child);
    rmSync(dataDir, { recursive: true, force: true });
  }
}
