import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EJSON } from 'bson';
import { expect } from 'chai';
import { Decimal128, Double, Long, MongoClient } from 'mongodb';
import type { Document } from 'mongodb';
import { backup, restore } from '../../server/db/embedded/operations/backup.ts';
import { check } from '../../server/db/embedded/operations/check.ts';
import { exportExtendedJson } from '../../server/db/embedded/operations/export.ts';
import { migrate } from '../../server/db/embedded/operations/migrate.ts';
import type { EmbeddedStore } from '../../server/db/embedded/server.ts';
import { startEmbeddedStore } from '../../server/db/embedded/server.ts';

const DOCUMENTS: Document[] = [
  {
    _id: 1,
    cents: Long.fromString('9007199254740993'),
    rate: new Double(2),
    exact: Decimal128.fromString('1.10'),
    at: new Date(0),
    list: [{ a: null }],
  },
  { _id: 2, name: 'WPVI' },
];

describe('store: operations', () => {
  let dir: string;
  let store: EmbeddedStore;
  let client: MongoClient;
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'flightboard-operations-'));
    store = await startEmbeddedStore({ dataDir: join(dir, 'data') });
    client = await new MongoClient(store.uri).connect();
    await client
      .db()
      .collection('spots')
      .insertMany(DOCUMENTS.map((each) => ({ ...each })));
    await client.db().collection('spots').createIndex({ name: 1 }, { unique: true, sparse: true });
  });
  afterEach(async () => {
    await client.close();
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('a backup made while writes go on is one moment, and can be restored', async () => {
    let stop = false;
    const pairs = (async () => {
      for (let i = 0; !stop; i++) {
        // Both documents come in one commit: a backup with one of them would be no moment.
        await client.withSession((session) =>
          session.withTransaction(async () => {
            await client
              .db()
              .collection('left')
              .insertOne({ _id: i } as Document, { session });
            await client
              .db()
              .collection('right')
              .insertOne({ _id: i } as Document, { session });
          }),
        );
      }
    })();
    const file = join(dir, 'copy.db');
    const made = await backup({ dataDir: join(dir, 'data'), to: file });
    stop = true;
    await pairs;
    expect(made.bytes).to.be.greaterThan(0);
    const other = join(dir, 'other');
    expect(await restore({ dataDir: other, from: file })).to.deep.equal({ replaced: null });
    const restored = await startEmbeddedStore({ dataDir: other });
    const reader = await new MongoClient(restored.uri).connect();
    expect(await reader.db().collection('spots').countDocuments()).to.equal(2);
    expect(await reader.db().collection('left').countDocuments()).to.equal(
      await reader.db().collection('right').countDocuments(),
    );
    expect((await check({ uri: restored.uri })).ok).to.equal(true);
    await reader.close();
    await restored.close();
  });

  it('a restore keeps what it replaces, and refuses a folder in use or a file that is no backup', async () => {
    const file = join(dir, 'copy.db');
    await backup({ dataDir: join(dir, 'data'), to: file });
    const inUse = await Promise.resolve()
      .then(() => restore({ dataDir: join(dir, 'data'), from: file }))
      .catch((cause: unknown) => cause);
    expect(inUse).to.include({ code: 'data_dir_in_use', pid: process.pid });
    writeFileSync(join(dir, 'bad.db'), 'no backup at all '.repeat(1000));
    const bad = await Promise.resolve()
      .then(() => restore({ dataDir: join(dir, 'fresh'), from: join(dir, 'bad.db') }))
      .catch((cause: unknown) => cause);
    expect(bad).to.include({ code: 'data_dir_damaged' });
    await store.close();
    const { replaced } = await restore({ dataDir: join(dir, 'data'), from: file });
    expect(replaced).to.match(/before-restore/);
    store = await startEmbeddedStore({ dataDir: join(dir, 'data') });
  });

  it('a check recomputes every index', async () => {
    const { ok, collections } = await check({ uri: store.uri });
    expect(ok).to.equal(true);
    expect(collections).to.deep.equal([
      { db: 'flightboard', collection: 'spots', documents: 2, indexes: 2, errors: [] },
    ]);
  });

  it('an export is extended JSON, one document a line, types kept', async () => {
    const { files, documents } = await exportExtendedJson({ uri: store.uri, to: join(dir, 'out') });
    expect(documents).to.equal(2);
    const lines = readFileSync(files[0] ?? '', 'utf8')
      .trim()
      .split('\n');
    expect(JSON.parse(lines[0] ?? '')).to.deep.equal({
      _id: { $numberInt: '1' },
      cents: { $numberLong: '9007199254740993' },
      rate: { $numberDouble: '2.0' },
      exact: { $numberDecimal: '1.10' },
      at: { $date: { $numberLong: '0' } },
      list: [{ a: null }],
    });
    expect(EJSON.parse(lines[1] ?? '')).to.deep.equal({ _id: 2, name: 'WPVI' });
  });

  it('a migration copies documents and indexes byte for byte, and only into an empty target', async () => {
    const target = await startEmbeddedStore({ dataDir: ':memory:' });
    const steps: string[] = [];
    const result = await migrate({ fromUri: store.uri, toUri: target.uri, onProgress: ({ step }) => steps.push(step) });
    expect(result).to.deep.equal({ collections: 1, documents: 2 });
    expect(steps).to.deep.equal(['copy', 'verify', 'index', 'done']);
    const reader = await new MongoClient(target.uri).connect();
    const raw = await reader.db().collection('spots').find({}, { raw: true }).sort({ _id: 1 }).toArray();
    const original = await client.db().collection('spots').find({}, { raw: true }).sort({ _id: 1 }).toArray();
    expect(raw.map((each) => Buffer.from(each as unknown as Uint8Array).toString('hex'))).to.deep.equal(
      original.map((each) => Buffer.from(each as unknown as Uint8Array).toString('hex')),
    );
    expect((await reader.db().collection('spots').indexes()).map((each) => each.name)).to.deep.equal([
      '_id_',
      'name_1',
    ]);
    const again = await migrate({ fromUri: store.uri, toUri: target.uri }).catch((cause: unknown) => cause);
    expect(again).to.include({ code: 'target_not_empty' });
    await reader.close();
    await target.close();
  });
});
