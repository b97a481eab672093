import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Document } from 'mongodb';
import { openCatalog } from '../../server/db/embedded/storage/catalog.ts';
import { encode } from '../../server/db/embedded/bson/encode.ts';
import { openEngine } from '../../server/db/embedded/storage/sqlite.ts';
import { makeWriter } from '../../server/db/embedded/storage/writer.ts';
import { makeVersions } from '../../server/db/embedded/transactions/versions.ts';
import type { Opened } from './harness.ts';
import { errorOf, filled, isEmbedded, openStore } from './harness.ts';

describe('store: what it does not do it refuses', () => {
  let store: Opened;
  before(async () => {
    store = await openStore();
  });
  after(() => store.close());

  it('an unknown command, by 59', async () => {
    const error = await errorOf(store.db.command({ makeCoffee: 1 }));
    expect({ code: error.code, codeName: error.codeName }).to.deep.equal({ code: 59, codeName: 'CommandNotFound' });
  });

  it('an unknown field of a command, by 40415', async () => {
    await filled(store.db, [{ _id: 1 }]);
    expect((await errorOf(store.db.command({ find: 'any', filtre: {} }))).code).to.equal(40415);
    expect(
      (await errorOf(store.db.command({ update: 'any', updates: [{ q: {}, u: { $set: { a: 1 } }, many: true }] })))
        .code,
    ).to.equal(40415);
  });

  it('a collation other than the simple one', async function () {
    if (!isEmbedded) this.skip();
    const collection = store.db.collection('any');
    for (const attempt of [
      collection.find({}, { collation: { locale: 'en' } }).toArray(),
      collection.updateOne({}, { $set: { a: 1 } }, { collation: { locale: 'en', strength: 2 } }),
      collection.aggregate([], { collation: { locale: 'fr' } }).toArray(),
    ]) {
      expect((await errorOf(attempt)).code).to.equal(115);
    }
    expect(await collection.find({}, { collation: { locale: 'simple' } }).toArray()).to.deep.equal([]);
  });

  it("change streams, by the driver's own code", async function () {
    if (!isEmbedded) this.skip();
    for (const watched of [store.db.collection('any').watch(), store.db.watch(), store.client.watch()]) {
      expect((await errorOf(watched.next())).code).to.equal(40573);
      await watched.close();
    }
  });

  it('$where, $text, $jsonSchema, $near and bit tests in a filter', async function () {
    if (!isEmbedded) this.skip();
    const filters: Document[] = [
      { $where: 'true' },
      { $text: { $search: 'a' } },
      { $jsonSchema: {} },
      { a: { $near: [0, 0] } },
      { a: { $bitsAllSet: 1 } },
    ];
    for (const filter of filters)
      expect((await errorOf(store.db.collection('any').find(filter).toArray())).code, JSON.stringify(filter)).to.equal(
        115,
      );
  });

  it('regular expressions that JavaScript would read differently', async function () {
    if (!isEmbedded) this.skip();
    for (const pattern of ['a\\Z', '(?#note)a', 'a++', '[[:alpha:]]']) {
      expect(
        (
          await errorOf(
            store.db
              .collection('any')
              .find({ a: { $regex: pattern } })
              .toArray(),
          )
        ).code,
        pattern,
      ).to.equal(115);
    }
    expect(
      (
        await errorOf(
          store.db
            .collection('any')
            .find({ a: { $regex: 'a', $options: 'x' } })
            .toArray(),
        )
      ).code,
    ).to.equal(115);
  });

  it('capped collections, views, validators and time series', async function () {
    if (!isEmbedded) this.skip();
    for (const options of [
      { capped: true, size: 1000 },
      { viewOn: 'any', pipeline: [] },
      { validator: { a: 1 } },
      { timeseries: { timeField: 't' } },
    ]) {
      expect((await errorOf(store.db.createCollection(`c_${Object.keys(options)[0] ?? ''}`, options))).code).to.equal(
        115,
      );
    }
  });

  it('arithmetic on Decimal128', async function () {
    if (!isEmbedded) this.skip();
    const { Decimal128 } = await import('mongodb');
    const collection = await filled(store.db, [{ _id: 1, d: Decimal128.fromString('0.1') }]);
    expect((await errorOf(collection.updateOne({}, { $inc: { d: 1 } }))).code).to.equal(115);
    expect(
      (await errorOf(collection.aggregate([{ $group: { _id: null, s: { $sum: '$d' } } }]).toArray())).code,
    ).to.equal(115);
  });
});

describe('store: a full disk', () => {
  it('fails the write with a clear error, keeps what was there and goes on when there is room again', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'flightboard-full-'));
    const engine = openEngine(join(dir, 'full.db'));
    const catalog = openCatalog(engine);
    let rollbacks = 0;
    const writer = makeWriter(engine, () => {
      rollbacks += 1;
      catalog.reload();
    });
    const versions = makeVersions(engine, catalog, writer);
    writer.open();
    catalog.create('app', 'facts', {});
    await writer.committed();
    const write = async (id: number): Promise<void> => {
      const collection = catalog.find('app', 'facts');
      if (collection === undefined) throw new Error('the collection is gone');
      const doc = { _id: id, pad: 'x'.repeat(50_000) };
      versions.insert(undefined, collection, encode(doc), doc);
      await writer.committed();
    };
    await write(0);
    const pages = Number(engine.all('PRAGMA page_count')[0]?.['page_count']);
    engine.exec(`PRAGMA max_page_count=${pages + 20}`);
    let written = 1;
    let failure: unknown;
    while (failure === undefined && written < 100) {
      try {
        await write(written);
        written += 1;
      } catch (cause) {
        failure = cause;
      }
    }
    expect(failure).to.include({ code: 14031, codeName: 'OutOfDiskSpace' });
    writer.flush();
    engine.exec('PRAGMA max_page_count=1000000');
    await new Promise((resolve) => setImmediate(resolve));
    const count = (): number =>
      Number(engine.all(`SELECT count(*) AS n FROM ${catalog.find('app', 'facts')?.table ?? ''}`)[0]?.['n']);
    expect(count()).to.equal(written);
    await write(1_000);
    expect(count()).to.equal(written + 1);
    expect(rollbacks).to.be.at.least(0);
    engine.close();
    rmSync(dir, { recursive: true, force: true });
  });
});
