import { expect } from 'chai';
import type { Document } from 'mongodb';
import type { Opened } from './harness.ts';
import { errorOf, filled, isEmbedded, openStore } from './harness.ts';

describe('store: indexes', () => {
  let store: Opened;
  before(async () => {
    store = await openStore();
  });
  after(() => store.close());

  it('promise uniqueness, naming the key and the value', async () => {
    const collection = await filled(store.db, []);
    await collection.createIndex({ station: 1, day: -1 }, { unique: true });
    await collection.insertOne({ station: 'WPVI', day: '2026-11-01' });
    const error = await errorOf(collection.insertOne({ station: 'WPVI', day: '2026-11-01' }));
    expect(error.code).to.equal(11000);
    expect(error['keyPattern']).to.deep.equal({ station: 1, day: -1 });
    expect(error['keyValue']).to.deep.equal({ station: 'WPVI', day: '2026-11-01' });
    expect(error.message).to.match(/E11000 duplicate key error collection: .* index: station_1_day_-1 dup key/);
    await collection.insertOne({ station: 'WPVI', day: '2026-11-02' });
    expect((await errorOf(collection.updateOne({ day: '2026-11-02' }, { $set: { day: '2026-11-01' } }))).code).to.equal(
      11000,
    );
    expect(await collection.countDocuments({ day: '2026-11-02' })).to.equal(1);
  });

  it('count a missing field of a unique index as null, once', async () => {
    const collection = await filled(store.db, []);
    await collection.createIndex({ adId: 1 }, { unique: true });
    await collection.insertOne({ a: 1 });
    expect((await errorOf(collection.insertOne({ a: 2 }))).code).to.equal(11000);
    expect((await errorOf(collection.insertOne({ adId: null } as Document))).code).to.equal(11000);
  });

  it('leave documents out when sparse', async () => {
    const collection = await filled(store.db, []);
    await collection.createIndex({ adId: 1 }, { unique: true, sparse: true });
    await collection.insertMany([{ a: 1 }, { a: 2 }, { adId: 'X' }]);
    expect((await errorOf(collection.insertOne({ adId: 'X' }))).code).to.equal(11000);
  });

  it('promise uniqueness among the documents of a partial filter only', async () => {
    const collection = await filled(store.db, []);
    await collection.createIndex({ spot: 1 }, { unique: true, partialFilterExpression: { state: 'active' } });
    await collection.insertMany([
      { spot: 1, state: 'active' },
      { spot: 1, state: 'gone' },
      { spot: 1, state: 'gone' },
    ]);
    expect((await errorOf(collection.insertOne({ spot: 1, state: 'active' }))).code).to.equal(11000);
    expect((await errorOf(collection.updateOne({ state: 'gone' }, { $set: { state: 'active' } }))).code).to.equal(
      11000,
    );
  });

  it('hold one key per element of an array', async () => {
    const collection = await filled(store.db, []);
    await collection.createIndex({ keys: 1 }, { unique: true });
    await collection.insertOne({ keys: ['a', 'b', 'a'] });
    expect((await errorOf(collection.insertOne({ keys: ['c', 'b'] }))).code).to.equal(11000);
    expect(await collection.countDocuments({ keys: 'b' })).to.equal(1);
  });

  it('refuse two arrays in one compound index', async () => {
    const collection = await filled(store.db, []);
    await collection.createIndex({ a: 1, b: 1 });
    expect((await errorOf(collection.insertOne({ a: [1], b: [2] }))).code).to.equal(171);
    expect(await collection.countDocuments()).to.equal(0);
  });

  it('are refused on documents that break them, and leave nothing behind', async () => {
    const collection = await filled(store.db, [{ a: 1 }, { a: 1 }]);
    expect((await errorOf(collection.createIndex({ a: 1 }, { unique: true }))).code).to.equal(11000);
    expect((await collection.indexes()).map((each) => each.name)).to.deep.equal(['_id_']);
  });

  it('are listed as they were made', async () => {
    const collection = await filled(store.db, []);
    await collection.createIndex({ a: 1, 'b.c': -1 }, { unique: true });
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60, name: 'ttl' });
    await collection.createIndex({ p: 1 }, { partialFilterExpression: { p: { $gt: 5 } } });
    const listed = await collection.indexes();
    expect(listed.map(({ v: _, ...rest }) => rest)).to.deep.equal([
      { key: { _id: 1 }, name: '_id_' },
      { key: { a: 1, 'b.c': -1 }, name: 'a_1_b.c_-1', unique: true },
      { key: { at: 1 }, name: 'ttl', expireAfterSeconds: 60 },
      { key: { p: 1 }, name: 'p_1', partialFilterExpression: { p: { $gt: 5 } } },
    ]);
  });

  it('may be made twice alike, but not under one name with other keys or options', async () => {
    const collection = await filled(store.db, []);
    await collection.createIndex({ a: 1 }, { name: 'one' });
    await collection.createIndex({ a: 1 }, { name: 'one' });
    expect((await errorOf(collection.createIndex({ b: 1 }, { name: 'one' }))).code).to.equal(86);
    expect((await errorOf(collection.createIndex({ a: 1 }, { name: 'two' }))).code).to.equal(85);
    expect((await errorOf(collection.createIndex({ a: 1 }, { name: 'one', unique: true }))).code).to.be.oneOf([85, 86]);
  });

  it('can be dropped, but not the one on _id', async () => {
    const collection = await filled(store.db, [{ a: 1 }]);
    await collection.createIndex({ a: 1 });
    await collection.dropIndex('a_1');
    expect(await collection.indexes()).to.have.length(1);
    expect((await errorOf(collection.dropIndex('a_1'))).code).to.equal(27);
    expect((await errorOf(collection.dropIndex('_id_'))).code).to.equal(72);
  });

  it('may be made while documents are written', async () => {
    const collection = await filled(
      store.db,
      Array.from({ length: 2_000 }, (_, i) => ({ _id: i, n: i % 50 })),
    );
    const writes = Promise.all(
      Array.from({ length: 100 }, (_, i) => collection.insertOne({ _id: 10_000 + i, n: i % 50 } as Document)),
    );
    await Promise.all([
      collection.createIndex({ n: 1 }),
      writes,
      collection.deleteMany({ _id: { $lt: 100 } } as Document),
    ]);
    expect(await collection.find({ n: 7 }).hint({ n: 1 }).toArray()).to.have.length(40);
    if (isEmbedded)
      expect((await store.db.command({ validate: collection.collectionName }))['errors']).to.deep.equal([]);
  });

  it('with a lifetime are accepted on one date field and refused on several', async () => {
    const collection = await filled(store.db, []);
    expect((await errorOf(collection.createIndex({ a: 1, b: 1 }, { expireAfterSeconds: 5 }))).code).to.equal(67);
    await collection.createIndex({ a: 1 }, { expireAfterSeconds: 5 });
    await store.db.command({ collMod: collection.collectionName, index: { name: 'a_1', expireAfterSeconds: 50 } });
    expect((await collection.indexes())[1]?.['expireAfterSeconds']).to.equal(50);
  });

  it('of kinds the embedded store lacks are refused by name', async function () {
    if (!isEmbedded) this.skip();
    const collection = await filled(store.db, []);
    for (const key of [{ a: 'text' }, { a: '2dsphere' }, { a: 'hashed' }, { '$**': 1 }] as const) {
      expect((await errorOf(collection.createIndex(key as never))).code).to.equal(115);
    }
    expect((await errorOf(collection.createIndex({ a: 1 }, { collation: { locale: 'en' } }))).code).to.equal(115);
  });
});

describe('store: collections', () => {
  let store: Opened;
  before(async () => {
    store = await openStore();
  });
  after(() => store.close());

  it('are made on first write or by name, once', async () => {
    await store.db.createCollection('made');
    expect((await errorOf(store.db.createCollection('made'))).code).to.equal(48);
    await store.db.collection('written').insertOne({ a: 1 });
    const names = (await store.db.listCollections({}, { nameOnly: true }).toArray()).map((each) => each.name);
    expect(names).to.include.members(['made', 'written']);
  });

  it('can be renamed and dropped', async () => {
    const before = await filled(store.db, [{ _id: 1 }]);
    await before.createIndex({ a: 1 });
    const after = await before.rename('renamed');
    expect(await after.countDocuments()).to.equal(1);
    expect(await after.indexes()).to.have.length(2);
    await after.drop();
    expect(await after.countDocuments()).to.equal(0);
  });

  it('answer 26 to listIndexes when they do not exist', async () => {
    expect((await errorOf(store.db.collection('nowhere').indexes())).code).to.equal(26);
  });

  it('must have a proper name', async () => {
    expect((await errorOf(store.db.command({ insert: 'a$b', documents: [{ a: 1 }] }))).code).to.equal(73);
    expect((await errorOf(store.db.command({ find: '' }))).code).to.equal(73);
  });

  it('are counted by the database', async () => {
    const stats = await store.db.stats();
    expect(stats['collections']).to.be.greaterThan(0);
    expect((await store.client.db('admin').admin().listDatabases()).databases.map((each) => each.name)).to.include(
      store.db.databaseName,
    );
  });
});
