import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import { expect } from 'chai';
import MongoStore from 'connect-mongo';
import mongoose from 'mongoose';
import type { Connection } from 'mongoose';
import type { Opened } from './harness.ts';
import { openStore } from './harness.ts';

describe('store: the libraries of the application', () => {
  let store: Opened;
  let connection: Connection;
  before(async () => {
    store = await openStore();
    connection = await mongoose.createConnection(store.uri, { dbName: store.db.databaseName }).asPromise();
  });
  after(async () => {
    await connection.close();
    await store.close();
  });

  const spotSchema = new mongoose.Schema(
    {
      _id: String,
      station: { type: String, required: true },
      cents: Number,
      key: { type: String, unique: true, sparse: true },
      actions: [{ _id: false, kind: String, dueAt: Date }],
      notes: Map,
    },
    { timestamps: true, optimisticConcurrency: true },
  );

  it('mongoose models save, find, version and index', async () => {
    const Spot = connection.model('Spot', spotSchema);
    await Spot.init();
    await Spot.create([
      { _id: 'spt_1', station: 'WPVI', cents: 1200, key: 'a', actions: [{ kind: 'air', dueAt: new Date(0) }] },
      { _id: 'spt_2', station: 'WCAU', cents: 800 },
    ]);
    const spot = await Spot.findById('spt_1').orFail();
    spot.cents = 1300;
    spot.actions.push({ kind: 'traffic', dueAt: new Date(1) });
    await spot.save();
    const stale = await Spot.findById('spt_1').orFail();
    await Spot.updateOne({ _id: 'spt_1' }, { $inc: { __v: 1 } });
    stale.cents = 1;
    expect(await stale.save().catch((cause: Error) => cause.name)).to.equal('VersionError');
    expect(
      await Spot.create({ _id: 'spt_3', station: 'KYW', key: 'a' }).catch((cause: { code?: unknown }) => cause.code),
    ).to.equal(11000);
    expect(
      (
        await Spot.find({ cents: { $gte: 1000 } })
          .sort('-cents')
          .lean()
      ).map((each) => each._id),
    ).to.deep.equal(['spt_1']);
    expect(await Spot.countDocuments({ 'actions.kind': 'traffic' })).to.equal(1);
    expect(
      (await Spot.aggregate<{ total: number }>([{ $group: { _id: null, total: { $sum: '$cents' } } }]))[0]?.total,
    ).to.equal(2100);
    expect(Object.keys(await Spot.collection.indexInformation())).to.include('key_1');
  });

  it('mongoose transactions commit together or not at all', async () => {
    const Spot = connection.models['Spot'] ?? connection.model('Spot', spotSchema);
    await Spot.deleteMany({});
    await Spot.createCollection();
    await connection.transaction(async (session) => {
      await Spot.create([{ _id: 'x', station: 'A' }], { session });
      await Spot.updateOne({ _id: 'x' }, { $set: { cents: 5 } }, { session });
    });
    await connection
      .transaction(async (session) => {
        await Spot.create([{ _id: 'y', station: 'A' }], { session });
        throw new Error('changed my mind');
      })
      .catch(() => undefined);
    expect((await Spot.find().lean()).map((each) => each['_id'] as unknown)).to.deep.equal(['x']);
  });

  it('agenda schedules, locks, runs and removes jobs', async function () {
    this.timeout(20_000);
    const agenda = new Agenda({
      backend: new MongoBackend({ mongo: store.db as never }),
      processEvery: 50,
      removeOnComplete: true,
    });
    const errors: unknown[] = [];
    agenda.on('error', (cause: unknown) => errors.push(cause));
    const ran: unknown[] = [];
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    agenda.define('spot.air', (job: { attrs: { data: unknown } }) => {
      ran.push((job.attrs.data as { spot: number }).spot);
      if (ran.length === 20) finish();
      return Promise.resolve();
    });
    await agenda.start();
    await Promise.all(Array.from({ length: 20 }, (_, spot) => agenda.schedule(new Date(), 'spot.air', { spot })));
    await finished;
    await agenda.stop();
    expect([...ran].sort((a, b) => Number(a) - Number(b))).to.deep.equal(Array.from({ length: 20 }, (_, i) => i));
    expect(errors).to.deep.equal([]);
  });

  it('connect-mongo keeps sessions', async () => {
    const sessions = MongoStore.create({ client: store.client as never, dbName: store.db.databaseName, ttl: 100 });
    const session = { cookie: { originalMaxAge: 1000 }, user: 'usr_1' } as never;
    await new Promise<void>((resolve, reject) =>
      sessions.set('sid', session, (cause?: unknown) => (cause ? reject(cause as Error) : resolve())),
    );
    const found = await new Promise((resolve, reject) =>
      sessions.get('sid', (cause: unknown, value?: unknown) => (cause ? reject(cause as Error) : resolve(value))),
    );
    expect(found).to.include({ user: 'usr_1' });
    await new Promise<void>((resolve, reject) =>
      sessions.destroy('sid', (cause?: unknown) => (cause ? reject(cause as Error) : resolve())),
    );
    expect(await store.db.collection('sessions').countDocuments()).to.equal(0);
  });
});
