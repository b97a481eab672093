import { expect } from 'chai';
import type { ClientSession, Collection, Document } from 'mongodb';
import { MongoClient, UUID, Long } from 'mongodb';
import type { Opened } from './harness.ts';
import { errorOf, filled, isEmbedded, openStore } from './harness.ts';

describe('store: sessions and transactions', () => {
  let store: Opened;
  let session: ClientSession;
  before(async () => {
    store = await openStore();
  });
  beforeEach(() => {
    session = store.client.startSession();
  });
  afterEach(() => session.endSession());
  after(() => store.close());

  const byId = (id: unknown): Document => ({ _id: id });

  it('a transaction reads its own writes and nobody else does until it commits', async () => {
    const collection = await filled(store.db, [{ _id: 1, n: 1 }]);
    session.startTransaction();
    await collection.updateOne(byId(1), { $inc: { n: 1 } }, { session });
    await collection.insertOne(byId(2), { session });
    expect((await collection.findOne(byId(1), { session }))?.['n']).to.equal(2);
    expect(await collection.countDocuments({}, { session })).to.equal(2);
    expect((await collection.findOne(byId(1)))?.['n']).to.equal(1);
    expect(await collection.countDocuments()).to.equal(1);
    await session.commitTransaction();
    expect((await collection.findOne(byId(1)))?.['n']).to.equal(2);
    expect(await collection.countDocuments()).to.equal(2);
  });

  it('a transaction that is aborted leaves nothing', async () => {
    const collection = await filled(store.db, [{ _id: 1, n: 1 }]);
    session.startTransaction();
    await collection.updateOne(byId(1), { $inc: { n: 1 } }, { session });
    await collection.deleteOne(byId(1), { session });
    await collection.insertOne(byId(2), { session });
    await session.abortTransaction();
    expect(await collection.find().toArray()).to.deep.equal([{ _id: 1, n: 1 }]);
  });

  it('a transaction sees the moment it began', async () => {
    const collection = await filled(store.db, [
      { _id: 1, n: 1 },
      { _id: 2, n: 1 },
    ]);
    session.startTransaction({ readConcern: { level: 'snapshot' } });
    await collection.findOne(byId(1), { session });
    await collection.updateOne(byId(2), { $set: { n: 9 } });
    await collection.insertOne(byId(3));
    await collection.deleteOne(byId(1));
    expect(await collection.find({}, { session }).sort({ _id: 1 }).toArray()).to.deep.equal([
      { _id: 1, n: 1 },
      { _id: 2, n: 1 },
    ]);
    await session.commitTransaction();
    expect(await collection.find().sort({ _id: 1 }).toArray()).to.deep.equal([{ _id: 2, n: 9 }, { _id: 3 }]);
  });

  it('finds its own changes through indexes, in order', async () => {
    const collection = await filled(
      store.db,
      Array.from({ length: 20 }, (_, i) => ({ _id: i, n: i })),
    );
    await collection.createIndex({ n: 1 });
    session.startTransaction();
    await collection.updateOne(byId(3), { $set: { n: 100 } }, { session });
    await collection.deleteOne(byId(4), { session });
    await collection.insertOne({ _id: 50, n: 4.5 } as Document, { session });
    const found = await collection
      .find({ n: { $gte: 2 } }, { session })
      .sort({ n: 1 })
      .limit(4)
      .toArray();
    expect(found.map((each) => each['_id'])).to.deep.equal([2, 50, 5, 6]);
    const [total] = await collection.aggregate([{ $group: { _id: null, n: { $sum: '$n' } } }], { session }).toArray();
    expect(total?.['n']).to.equal(190 - 3 - 4 + 100 + 4.5);
    await session.abortTransaction();
  });

  it('the second of two that change one document gets WriteConflict, to be tried again', async () => {
    const collection = await filled(store.db, [{ _id: 1, n: 0 }]);
    const other = store.client.startSession();
    session.startTransaction();
    other.startTransaction();
    await collection.updateOne(byId(1), { $inc: { n: 1 } }, { session });
    const error = await errorOf(collection.updateOne(byId(1), { $inc: { n: 1 } }, { session: other }));
    expect(error.code).to.equal(112);
    expect(error.hasErrorLabel('TransientTransactionError')).to.equal(true);
    await other.abortTransaction();
    await other.endSession();
    await session.commitTransaction();
    expect((await collection.findOne(byId(1)))?.['n']).to.equal(1);
  });

  it('a change of what was committed since the transaction began is a conflict', async () => {
    const collection = await filled(store.db, [
      { _id: 1, n: 0 },
      { _id: 2, n: 0 },
    ]);
    session.startTransaction();
    await collection.findOne(byId(2), { session });
    await collection.updateOne(byId(1), { $inc: { n: 5 } });
    const error = await errorOf(collection.updateOne(byId(1), { $inc: { n: 1 } }, { session }));
    expect(error.code).to.equal(112);
    await session.abortTransaction();
  });

  it('withTransaction tries again until each of ten has added its one', async function () {
    this.timeout(30_000);
    const collection = await filled(store.db, [
      { _id: 'a', cents: 100 },
      { _id: 'b', cents: 0 },
    ]);
    await Promise.all(
      Array.from({ length: 10 }, () =>
        store.client.withSession((own) =>
          own.withTransaction(async () => {
            await collection.updateOne(byId('a'), { $inc: { cents: -1 } }, { session: own });
            await collection.updateOne(byId('b'), { $inc: { cents: 1 } }, { session: own });
          }),
        ),
      ),
    );
    expect(await collection.find().sort({ _id: 1 }).toArray()).to.deep.equal([
      { _id: 'a', cents: 90 },
      { _id: 'b', cents: 10 },
    ]);
  });

  it('unique keys hold inside a transaction, against storage, itself and others', async () => {
    const collection = await filled(store.db, [{ _id: 1, k: 'a' }]);
    await collection.createIndex({ k: 1 }, { unique: true });
    session.startTransaction();
    await collection.updateOne(byId(1), { $set: { k: 'z' } }, { session });
    await collection.insertOne({ _id: 2, k: 'a' } as Document, { session });
    expect((await errorOf(collection.insertOne({ _id: 3, k: 'a' } as Document, { session }))).code).to.equal(11000);
    await session.abortTransaction();
    expect(await collection.find().toArray()).to.deep.equal([{ _id: 1, k: 'a' }]);
    session.startTransaction();
    await collection.updateOne(byId(1), { $set: { k: 'z' } }, { session });
    await collection.insertOne({ _id: 2, k: 'a' } as Document, { session });
    await session.commitTransaction();
    expect(await collection.find().sort({ _id: 1 }).toArray()).to.deep.equal([
      { _id: 1, k: 'z' },
      { _id: 2, k: 'a' },
    ]);
  });

  it('a write outside waits for the transaction that holds its document', async () => {
    const collection = await filled(store.db, [{ _id: 1, n: 0 }]);
    session.startTransaction();
    await collection.updateOne(byId(1), { $inc: { n: 1 } }, { session });
    const outside = collection.updateOne(byId(1), { $inc: { n: 10 } });
    await collection.findOne(byId(1));
    await session.commitTransaction();
    await outside;
    expect((await collection.findOne(byId(1)))?.['n']).to.equal(11);
  });

  it('a write without its session inside its own transaction fails within five seconds and is not tried for ever', async function () {
    if (!isEmbedded) this.skip();
    this.timeout(10_000);
    const collection = await filled(store.db, [{ _id: 1, n: 0 }]);
    const start = performance.now();
    const error = await errorOf(
      session.withTransaction(async () => {
        await collection.updateOne(byId(1), { $inc: { n: 1 } }, { session });
        await collection.updateOne(byId(1), { $inc: { n: 1 } });
      }),
    );
    expect(error.code).to.equal(24);
    expect(error.hasErrorLabel('TransientTransactionError')).to.equal(false);
    expect(performance.now() - start).to.be.lessThan(5_000);
    expect((await collection.findOne(byId(1)))?.['n']).to.equal(0);
  });

  it('a commit may be sent twice; a command after it is refused', async () => {
    const collection = await filled(store.db, [{ _id: 1, n: 0 }]);
    session.startTransaction();
    await collection.updateOne(byId(1), { $inc: { n: 1 } }, { session });
    await session.commitTransaction();
    await session.commitTransaction();
    expect((await collection.findOne(byId(1)))?.['n']).to.equal(1);
  });

  it('a transaction nobody began is refused as transient', async () => {
    const error = await errorOf(
      store.client.db('admin').command({
        commitTransaction: 1,
        lsid: { id: new UUID() },
        txnNumber: Long.fromNumber(5),
        autocommit: false,
      } as Document),
    ).catch((cause: unknown) => cause as { code?: unknown });
    // The driver does not let a plain command carry a session; either it or the server refuses.
    expect(error).to.have.property('code');
  });

  it('administration is refused inside a transaction', async () => {
    const collection = await filled(store.db, [{ _id: 1 }]);
    session.startTransaction();
    await collection.findOne({}, { session });
    expect((await errorOf(store.db.command({ dropDatabase: 1 }, { session }))).code).to.equal(263);
    await session.abortTransaction().catch(() => undefined);
  });

  it('a retryable write that is sent twice is applied once and answers the same', async function () {
    if (!isEmbedded) this.skip();
    const collection = await filled(store.db, [{ _id: 1, n: 0 }]);
    const { sendTwice } = await import('./raw-socket.ts');
    const [first, second] = await sendTwice(store.uri, {
      findAndModify: collection.collectionName,
      query: { _id: 1 },
      update: { $inc: { n: 1 } },
      new: true,
      lsid: { id: new UUID() },
      txnNumber: Long.fromNumber(1),
      $db: store.db.databaseName,
    });
    expect(first).to.deep.equal(second);
    expect((await collection.findOne(byId(1)))?.['n']).to.equal(1);
    const [insertedOnce, insertedTwice] = await sendTwice(store.uri, {
      insert: collection.collectionName,
      documents: [{ _id: 2 }, { _id: 3 }],
      lsid: { id: new UUID() },
      txnNumber: Long.fromNumber(1),
      $db: store.db.databaseName,
    });
    expect(insertedOnce).to.deep.equal(insertedTwice);
    expect(insertedTwice).to.include({ n: 2, ok: 1 });
  });
});

describe('store: cursors', () => {
  let store: Opened;
  let collection: Collection;
  before(async () => {
    store = await openStore();
    collection = await filled(
      store.db,
      Array.from({ length: 500 }, (_, i) => ({ _id: i, pad: 'x'.repeat(100) })),
    );
  });
  after(() => store.close());

  it('give everything once, batch by batch', async () => {
    const seen: unknown[] = [];
    for await (const each of collection.find().batchSize(7)) seen.push(each['_id']);
    expect(seen).to.deep.equal(Array.from({ length: 500 }, (_, i) => i));
  });

  it('end on their own when the limit is met', async () => {
    const reply = await store.db.command({ find: collection.collectionName, limit: 3, batchSize: 10 });
    expect(reply['cursor'].firstBatch).to.have.length(3);
    expect(Number(reply['cursor'].id)).to.equal(0);
  });

  it('give an empty first batch when asked for none', async () => {
    const reply = await store.db.command({ find: collection.collectionName, batchSize: 0 });
    expect(reply['cursor'].firstBatch).to.have.length(0);
    expect(Number(reply['cursor'].id)).not.to.equal(0);
  });

  it('can be closed, and answer 43 afterwards', async () => {
    const reply = await store.db.command({ find: collection.collectionName, batchSize: 2 });
    const id = Long.fromValue(reply['cursor'].id as Long);
    await store.db.command({ killCursors: collection.collectionName, cursors: [id] });
    expect((await errorOf(store.db.command({ getMore: id, collection: collection.collectionName }))).code).to.equal(43);
  });

  it('go on while documents they have yet to read are changed', async () => {
    const own = await filled(
      store.db,
      Array.from({ length: 300 }, (_, i) => ({ _id: i, n: i })),
    );
    await own.createIndex({ n: 1 });
    const cursor = own
      .find({ n: { $gte: 0 } })
      .sort({ n: 1 })
      .batchSize(10);
    const seen = [(await cursor.next())?.['_id'] as unknown];
    await own.deleteMany({ _id: { $gte: 250 } } as Document);
    for await (const each of cursor) seen.push(each['_id']);
    expect(new Set(seen).size).to.equal(seen.length);
    expect(seen.length).to.be.within(250, 300);
  });

  it('stop at maxTimeMS', async () => {
    const large = await filled(
      store.db,
      Array.from({ length: 5_000 }, (_, i) => ({ _id: i })),
    );
    const error = await errorOf(
      large
        .aggregate([{ $lookup: { from: large.collectionName, pipeline: [{ $count: 'n' }], as: 'all' } }], {
          maxTimeMS: 50,
        })
        .toArray(),
    );
    expect(error.code).to.equal(50);
  });

  it('serve many clients at once', async () => {
    const clients = await Promise.all(Array.from({ length: 5 }, () => new MongoClient(store.uri).connect()));
    const counts = await Promise.all(
      clients.map((client) => client.db(store.db.databaseName).collection(collection.collectionName).find().toArray()),
    );
    expect(counts.map((each) => each.length)).to.deep.equal([500, 500, 500, 500, 500]);
    await Promise.all(clients.map((client) => client.close()));
  });
});
