import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import type { Collection, Document } from 'mongodb';
import type * as Sqlite from 'node-sqlite3-wasm';
import { MongoClient } from 'mongodb';
import { startEmbeddedStore } from '../../server/db/embedded/server.ts';

const BATCH = 1_000;
const PARALLEL = 20;

/** A 450-byte document with three indexed fields, as a delivery fact would be. */
function makeDocument(i: number, random: () => number): Document {
  return {
    _id: `dlv_${String(i).padStart(10, '0')}`,
    flightId: `flt_${Math.floor(random() * 500)}`,
    bucketStart: new Date(1_700_000_000_000 + i * 60_000),
    spentCents: Math.floor(random() * 100_000),
    impressions: Math.floor(random() * 50_000),
    status: random() < 0.5 ? 'applied' : 'pending',
    source: { id: `src_${i % 7}`, dialect: 'standard', attempt: i },
    note: 'x'.repeat(180),
  };
}

/** A seeded generator (mulberry32), so that two runs insert the same documents. */
function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (count / (performance.now() - start)) * 1_000;
}

async function inParallel(count: number, work: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: PARALLEL }, async () => {
      while (next < count) await work(next++);
    }),
  );
}

/** The same documents and three indexes on the storage engine itself: what the store is compared with. */
function rawEngineInserts(dir: string, batches: Document[][]): (batch: number) => number {
  const { Database } = createRequire(import.meta.url)('node-sqlite3-wasm') as typeof Sqlite;
  const db = new Database(join(dir, 'raw.db'));
  db.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL');
  db.exec('CREATE TABLE docs(id TEXT PRIMARY KEY, flight TEXT, bucket REAL, status TEXT, spent REAL, doc BLOB)');
  db.exec(
    'CREATE INDEX a ON docs(flight, bucket); CREATE INDEX b ON docs(status, bucket); CREATE INDEX c ON docs(spent)',
  );
  const insert = db.prepare('INSERT INTO docs VALUES(?, ?, ?, ?, ?, ?)');
  return (at) => {
    const start = performance.now();
    db.exec('BEGIN');
    for (const doc of batches[at] ?? []) {
      const json = Buffer.from(JSON.stringify(doc));
      insert.run([
        doc['_id'] as string,
        doc['flightId'] as string,
        (doc['bucketStart'] as Date).getTime(),
        doc['status'] as string,
        doc['spentCents'] as number,
        json,
      ]);
    }
    db.exec('COMMIT');
    return performance.now() - start;
  };
}

async function agendaJobsPerSecond(client: MongoClient, jobs: number): Promise<number> {
  const agenda = new Agenda({
    backend: new MongoBackend({ mongo: client.db('bench_jobs') as never }),
    processEvery: 50,
    defaultConcurrency: 200,
    maxConcurrency: 200,
    defaultLockLimit: 400,
    removeOnComplete: true,
  });
  let ran = 0;
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  agenda.define('noop', () => {
    ran += 1;
    if (ran === jobs) finish();
    return Promise.resolve();
  });
  await agenda.start();
  const start = performance.now();
  await inParallel(jobs, (i) => agenda.schedule(new Date(), 'noop', { i }));
  await finished;
  const rate = (jobs / (performance.now() - start)) * 1_000;
  await agenda.stop();
  return rate;
}

async function transactionsPerSecond(client: MongoClient, collection: Collection, count: number): Promise<number> {
  const session = client.startSession();
  const rate = await perSecond(count, async () => {
    for (let i = 0; i < count; i++) {
      await session.withTransaction(async () => {
        await collection.updateOne(
          { _id: `dlv_${String(i * 2).padStart(10, '0')}` } as Document,
          { $inc: { spentCents: -1 } },
          { session },
        );
        await collection.updateOne(
          { _id: `dlv_${String(i * 2 + 1).padStart(10, '0')}` } as Document,
          { $inc: { spentCents: 1 } },
          { session },
        );
      });
    }
  });
  await session.endSession();
  return rate;
}

/** How long findOne takes while another client scans everything without an index. */
async function findDuringScan(collection: Collection, documents: number): Promise<{ p99: number; scanMs: number }> {
  const waits: number[] = [];
  let scanning = true;
  const start = performance.now();
  const scan = collection
    .aggregate([
      { $match: { impressions: { $gte: 0 } } },
      { $group: { _id: '$source.id', cents: { $sum: '$spentCents' }, n: { $sum: 1 } } },
    ])
    .toArray()
    .finally(() => (scanning = false));
  for (let i = 0; scanning; i++) {
    const before = performance.now();
    await collection.findOne({ _id: `dlv_${String((i * 7919) % documents).padStart(10, '0')}` } as Document);
    waits.push(performance.now() - before);
  }
  await scan;
  const scanMs = performance.now() - start;
  waits.sort((a, b) => a - b);
  return { p99: waits[Math.floor(waits.length * 0.99)] ?? 0, scanMs };
}

/** Median time of an indexed find of 20 documents, one at a time. */
async function indexedFindMs(collection: Collection): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 200; i++) {
    const start = performance.now();
    await collection
      .find({ flightId: `flt_${i % 500}` })
      .sort({ bucketStart: -1 })
      .limit(20)
      .toArray();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[times.length >> 1] ?? 0;
}

/**
 * Measures the embedded store through the real driver, beside its raw storage engine in the same run.
 * `STORE_BENCH_DOCUMENTS` sets the size of the scan (500,000 unless told).
 */
export async function run(options: { seed?: number } = {}): Promise<Record<string, number>> {
  const random = makeRandom(options.seed ?? 1);
  const total = Number(process.env['STORE_BENCH_DOCUMENTS'] ?? 500_000);
  const dir = mkdtempSync(join(tmpdir(), 'flightboard-bench-'));
  const started = performance.now();
  const store = await startEmbeddedStore({ dataDir: join(dir, 'store') });
  const startMs = performance.now() - started;
  const client = await new MongoClient(store.uri, { maxPoolSize: PARALLEL }).connect();
  try {
    const collection = client.db('bench').collection('facts');
    await collection.createIndexes([
      { key: { flightId: 1, bucketStart: 1 } },
      { key: { status: 1, bucketStart: -1 } },
      { key: { spentCents: 1 } },
    ]);
    const warm = 3;
    const measured = 10;
    const batches = Array.from({ length: warm + measured }, (_, b) =>
      Array.from({ length: BATCH }, (_, i) => makeDocument(b * BATCH + i, random)),
    );
    const rawBatch = rawEngineInserts(dir, batches);
    let storeMs = 0;
    let rawMs = 0;
    for (let b = 0; b < batches.length; b++) {
      const start = performance.now();
      await collection.insertMany(batches[b] ?? []);
      const took = performance.now() - start;
      const raw = rawBatch(b);
      if (b < warm) continue;
      storeMs += took;
      rawMs += raw;
    }
    const idOf = (i: number): Document => ({ _id: `dlv_${String(i % (BATCH * measured)).padStart(10, '0')}` });
    await inParallel(2_000, (i) => collection.findOne(idOf(i * 31)));
    const findOnePerS = await perSecond(20_000, () => inParallel(20_000, (i) => collection.findOne(idOf(i * 7919))));
    await inParallel(500, (i) => collection.findOneAndUpdate(idOf(i * 31), { $inc: { impressions: 1 } }));
    const findAndModifyPerS = await perSecond(6_000, () =>
      inParallel(6_000, (i) => collection.findOneAndUpdate(idOf(i * 7919), { $inc: { impressions: 1 } })),
    );
    await transactionsPerSecond(client, collection, 50);
    const transactions = await transactionsPerSecond(client, collection, 500);
    const agendaJobs = await agendaJobsPerSecond(client, 1_000);
    const findMsAt10k = await indexedFindMs(collection);
    for (let at = BATCH * batches.length; at < total; at += 5_000) {
      await collection.insertMany(Array.from({ length: 5_000 }, (_, i) => makeDocument(at + i, random)));
    }
    const findMsLarge = await indexedFindMs(collection);
    const { p99, scanMs } = await findDuringScan(collection, total);
    return {
      insertManyPerS: (measured * BATCH * 1_000) / storeMs,
      findOnePerS,
      findAndModifyPerS,
      transactionsPerS: transactions,
      agendaJobsPerS: agendaJobs,
      findDuringScanP99Ms: p99,
      insertRatio: rawMs / storeMs,
      scanMs,
      documents: total,
      indexedFindMsAt13k: findMsAt10k,
      indexedFindMsAtFull: findMsLarge,
      indexedFindRatio: findMsLarge / findMsAt10k,
      startMs,
    };
  } finally {
    await client.close();
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
