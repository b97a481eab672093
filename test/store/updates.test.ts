import { expect } from 'chai';
import type { Document, UpdateFilter } from 'mongodb';
import type { Opened } from './harness.ts';
import { bsonTypeOf, errorOf, filled, openStore } from './harness.ts';

describe('store: updates', () => {
  let store: Opened;
  before(async () => {
    store = await openStore();
  });
  after(() => store.close());

  async function updated(
    before: Document,
    update: Document | Document[],
    options: Document = {},
    filter: Document = {},
  ): Promise<Document | null> {
    const collection = await filled(store.db, [{ _id: 1, ...before }]);
    await collection.updateOne({ _id: 1, ...filter } as Document, update as UpdateFilter<Document>, options);
    return collection.findOne({ _id: 1 } as Document, { projection: { _id: 0 } });
  }

  const rows: [string, Document, Document | Document[], Document][] = [
    ['sets fields and makes parents', {}, { $set: { a: 1, 'b.c': 2 } }, { a: 1, b: { c: 2 } }],
    ['sets an element of an array, padding with null', { a: [1] }, { $set: { 'a.3': 9 } }, { a: [1, null, null, 9] }],
    ['removes fields', { a: 1, b: { c: 1, d: 2 } }, { $unset: { a: '', 'b.c': '' } }, { b: { d: 2 } }],
    ['leaves null where an element is unset', { a: [1, 2, 3] }, { $unset: { 'a.1': '' } }, { a: [1, null, 3] }],
    ['increments, starting from nothing', { a: 5 }, { $inc: { a: -2, b: 3 } }, { a: 3, b: 3 }],
    ['multiplies, giving 0 from nothing', { a: 5 }, { $mul: { a: 3, b: 3 } }, { a: 15, b: 0 }],
    [
      'keeps the lesser and the greater',
      { a: 5, b: 5 },
      { $min: { a: 3 }, $max: { b: 3, c: 1 } },
      { a: 3, b: 5, c: 1 },
    ],
    ['renames, replacing what was there', { a: 1, b: 2 }, { $rename: { a: 'b' } }, { b: 1 }],
    ['renames into another parent', { a: { x: 1 } }, { $rename: { 'a.x': 'c.y' } }, { a: {}, c: { y: 1 } }],
    ['pushes', { a: [1] }, { $push: { a: 2, b: 1 } }, { a: [1, 2], b: [1] }],
    [
      'pushes many at a place, sorted and cut',
      { a: [5, 3] },
      { $push: { a: { $each: [4, 1], $sort: 1, $slice: 3 } } },
      { a: [1, 3, 4] },
    ],
    [
      'keeps the last with a negative slice',
      { a: [1, 2] },
      { $push: { a: { $each: [3], $slice: -2 } } },
      { a: [2, 3] },
    ],
    ['pushes at a position', { a: [1, 4] }, { $push: { a: { $each: [2, 3], $position: 1 } } }, { a: [1, 2, 3, 4] }],
    [
      'sorts documents by a field',
      { a: [{ n: 2 }, { n: 1 }] },
      { $push: { a: { $each: [], $sort: { n: 1 } } } },
      { a: [{ n: 1 }, { n: 2 }] },
    ],
    ['adds to a set once', { a: [1, 2] }, { $addToSet: { a: { $each: [2, 3] } } }, { a: [1, 2, 3] }],
    [
      'adds a document to a set only when no equal one is there',
      { a: [{ x: 1, y: 2 }] },
      { $addToSet: { a: { y: 2, x: 1 } } },
      {
        a: [
          { x: 1, y: 2 },
          { y: 2, x: 1 },
        ],
      },
    ],
    ['pulls equal values', { a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
    ['pulls by condition', { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
    [
      'pulls documents by their fields',
      {
        a: [
          { k: 1, v: 2 },
          { k: 2, v: 2 },
        ],
      },
      { $pull: { a: { k: 1 } } },
      { a: [{ k: 2, v: 2 }] },
    ],
    ['pulls a list of values', { a: [1, 2, 3, 2] }, { $pullAll: { a: [2, 3] } }, { a: [1] }],
    ['pops from either end', { a: [1, 2, 3], b: [1, 2] }, { $pop: { a: 1, b: -1 } }, { a: [1, 2], b: [2] }],
    [
      'computes with a pipeline',
      { a: 2, b: 3 },
      [{ $set: { total: { $add: ['$a', '$b'] } } }, { $unset: 'a' }],
      { b: 3, total: 5 },
    ],
    ['adds new fields in the order of their names', {}, { $set: { z: 1, a: 2 } }, { a: 2, z: 1 }],
  ];
  for (const [says, before, update, expected] of rows) {
    it(says, async () => {
      const after = await updated(before, update);
      expect(after).to.deep.equal(expected);
      if (says.includes('order of their names')) expect(Object.keys(after ?? {})).to.deep.equal(Object.keys(expected));
    });
  }

  it('changes the element the filter matched with $', async () => {
    expect(
      await updated(
        {
          a: [
            { k: 1, v: 1 },
            { k: 2, v: 1 },
          ],
        },
        { $set: { 'a.$.v': 9 } },
        {},
        { 'a.k': 2 },
      ),
    ).to.deep.equal({
      a: [
        { k: 1, v: 1 },
        { k: 2, v: 9 },
      ],
    });
  });

  it('changes every element with $[]', async () => {
    expect(await updated({ a: [1, 2] }, { $inc: { 'a.$[]': 10 } })).to.deep.equal({ a: [11, 12] });
  });

  it('changes the elements of an array filter', async () => {
    const after = await updated(
      {
        a: [
          { s: 'x', n: 1 },
          { s: 'y', n: 1 },
        ],
      },
      { $set: { 'a.$[e].n': 5 } },
      { arrayFilters: [{ 'e.s': 'y' }] },
    );
    expect(after).to.deep.equal({
      a: [
        { s: 'x', n: 1 },
        { s: 'y', n: 5 },
      ],
    });
  });

  it('widens int32 to int64 when a sum no longer fits, and never to a double', async () => {
    const collection = await filled(store.db, [{ _id: 1, n: 2147483647 }]);
    const after = await collection.findOneAndUpdate(
      {},
      { $inc: { n: 1 } },
      { returnDocument: 'after', promoteValues: false },
    );
    expect(bsonTypeOf(after?.['n'])).to.equal('Long');
    expect(String(after?.['n'])).to.equal('2147483648');
  });

  it('keeps a double a double when it is incremented to a whole number', async () => {
    const collection = await filled(store.db, [{ _id: 1, n: 0.5 }]);
    const after = await collection.findOneAndUpdate(
      {},
      { $inc: { n: 0.5 } },
      { returnDocument: 'after', promoteValues: false },
    );
    expect(bsonTypeOf(after?.['n'])).to.equal('Double');
  });

  const refused: [string, Document, Document | Document[], Document, number][] = [
    ['increments of text', { a: 'x' }, { $inc: { a: 1 } }, {}, 14],
    ['increments by text', { a: 1 }, { $inc: { a: 'x' } }, {}, 14],
    ['pushing to a number', { a: 1 }, { $push: { a: 1 } }, {}, 2],
    ['adding to a set that is none', { a: 1 }, { $addToSet: { a: 1 } }, {}, 2],
    ['pulling from a number', { a: 1 }, { $pull: { a: 1 } }, {}, 2],
    ['popping from text', { a: 'x' }, { $pop: { a: 1 } }, {}, 14],
    ['fields under a scalar', { a: 1 }, { $set: { 'a.b': 1 } }, {}, 28],
    ['fields under an array', { a: [1] }, { $set: { 'a.b': 1 } }, {}, 28],
    ['two changes of one field', {}, { $set: { a: 1 }, $inc: { a: 1 } }, {}, 40],
    ['a change of a field and of its parent', {}, { $set: { 'a.b': 1 }, $unset: { a: '' } }, {}, 40],
    ['an unknown operator', {}, { $increment: { a: 1 } }, {}, 9],
    ['another _id', {}, { $set: { _id: 2 } }, {}, 66],
    ['a $ without an array in the filter', { a: [1] }, { $set: { 'a.$': 1 } }, {}, 2],
    ['an array filter nobody uses', { a: [1] }, { $set: { b: 1 } }, { arrayFilters: [{ x: 1 }] }, 9],
    ['an array filter that is missing', { a: [1] }, { $set: { 'a.$[x]': 1 } }, {}, 2],
    ['a stage that is no update', {}, [{ $match: { a: 1 } }], {}, 72],
  ];
  for (const [says, before, update, options, code] of refused) {
    it(`refuses ${says} and changes nothing`, async () => {
      const collection = await filled(store.db, [{ _id: 1, ...before }]);
      const error = await errorOf(collection.updateOne({}, update as UpdateFilter<Document>, options));
      expect(error.code).to.equal(code);
      expect(await collection.findOne({}, { projection: { _id: 0 } })).to.deep.equal(before);
    });
  }

  it('counts what matched and what changed', async () => {
    const collection = await filled(store.db, [{ n: 1 }, { n: 1 }, { n: 2 }]);
    const { matchedCount, modifiedCount } = await collection.updateMany({}, { $set: { n: 1 } });
    expect({ matchedCount, modifiedCount }).to.deep.equal({ matchedCount: 3, modifiedCount: 1 });
  });

  it('replaces a document, keeping its _id', async () => {
    const collection = await filled(store.db, [{ _id: 7, a: 1 }]);
    await collection.replaceOne({ a: 1 }, { b: 2 });
    expect(await collection.findOne({})).to.deep.equal({ _id: 7, b: 2 });
  });

  describe('upserts', () => {
    it('start from the equalities of the filter and apply $setOnInsert', async () => {
      const collection = await filled(store.db, []);
      const filter = { name: 'WPVI', 'market.dma': 504, spent: { $gte: 5 }, state: { $in: ['open'] } };
      const result = await collection.updateOne(filter, { $set: { a: 1 }, $setOnInsert: { b: 2 } }, { upsert: true });
      expect(result.upsertedCount).to.equal(1);
      expect(await collection.findOne({}, { projection: { _id: 0 } })).to.deep.equal({
        name: 'WPVI',
        market: { dma: 504 },
        state: 'open',
        a: 1,
        b: 2,
      });
      await collection.updateOne(filter, { $set: { a: 3 }, $setOnInsert: { b: 9 } });
      expect(await collection.countDocuments()).to.equal(1);
    });

    it('leave $setOnInsert alone when a document matches', async () => {
      const collection = await filled(store.db, [{ _id: 1, a: 1 }]);
      await collection.updateOne({ a: 1 }, { $set: { c: 1 }, $setOnInsert: { b: 2 } }, { upsert: true });
      expect(await collection.findOne({})).to.deep.equal({ _id: 1, a: 1, c: 1 });
    });

    it('take the _id of the filter', async () => {
      const collection = await filled(store.db, []);
      const result = await collection.updateOne({ _id: 'x' } as Document, { $inc: { n: 1 } }, { upsert: true });
      expect(result.upsertedId).to.equal('x');
      expect(await collection.findOne({})).to.deep.equal({ _id: 'x', n: 1 });
    });

    it('replace into a new document', async () => {
      const collection = await filled(store.db, []);
      await collection.replaceOne({ _id: 5 } as Document, { a: 1 }, { upsert: true });
      expect(await collection.findOne({})).to.deep.equal({ _id: 5, a: 1 });
    });

    it('make one document when twenty run at once on a unique key', async () => {
      const collection = await filled(store.db, []);
      await collection.createIndex({ k: 1 }, { unique: true });
      const results = await Promise.all(
        Array.from({ length: 20 }, () => collection.updateOne({ k: 1 }, { $inc: { n: 1 } }, { upsert: true })),
      );
      expect(results.reduce((sum, each) => sum + each.upsertedCount, 0)).to.equal(1);
      expect((await collection.findOne({ k: 1 }))?.['n']).to.equal(20);
    });
  });

  describe('findAndModify', () => {
    it('gives the document before or after, in the order asked', async () => {
      const collection = await filled(store.db, [
        { _id: 1, n: 5 },
        { _id: 2, n: 9 },
      ]);
      expect(await collection.findOneAndUpdate({}, { $inc: { n: 1 } }, { sort: { n: -1 } })).to.deep.equal({
        _id: 2,
        n: 9,
      });
      expect(
        await collection.findOneAndUpdate({}, { $inc: { n: 1 } }, { sort: { n: -1 }, returnDocument: 'after' }),
      ).to.deep.equal({ _id: 2, n: 11 });
    });

    it('shows only the fields asked for', async () => {
      const collection = await filled(store.db, [{ _id: 1, n: 5, m: 1 }]);
      expect(
        await collection.findOneAndUpdate(
          {},
          { $inc: { n: 1 } },
          { projection: { n: 1, _id: 0 }, returnDocument: 'after' },
        ),
      ).to.deep.equal({ n: 6 });
    });

    it('removes and gives back', async () => {
      const collection = await filled(store.db, [{ _id: 1 }, { _id: 2 }]);
      expect(await collection.findOneAndDelete({}, { sort: { _id: -1 } })).to.deep.equal({ _id: 2 });
      expect(await collection.countDocuments()).to.equal(1);
    });

    it('replaces', async () => {
      const collection = await filled(store.db, [{ _id: 1, a: 1 }]);
      expect(await collection.findOneAndReplace({ a: 1 }, { b: 1 }, { returnDocument: 'after' })).to.deep.equal({
        _id: 1,
        b: 1,
      });
    });

    it('says what it did', async () => {
      const collection = await filled(store.db, [{ _id: 1, a: 1 }]);
      const none = await collection.findOneAndUpdate({ a: 2 }, { $set: { a: 2 } }, { includeResultMetadata: true });
      expect(none.value).to.equal(null);
      expect(none.lastErrorObject).to.include({ n: 0, updatedExisting: false });
      const made = await collection.findOneAndUpdate(
        { a: 2 },
        { $set: { b: 2 } },
        { includeResultMetadata: true, upsert: true, returnDocument: 'after' },
      );
      expect(made.lastErrorObject).to.include({ n: 1, updatedExisting: false });
      expect(made.value).to.include({ a: 2, b: 2 });
      expect(String(made.lastErrorObject?.['upserted'])).to.equal(String(made.value?.['_id']));
    });

    it('hands out each number once to fifty callers', async () => {
      const collection = await filled(store.db, [{ _id: 'counter', n: 0 }]);
      const taken = await Promise.all(
        Array.from({ length: 50 }, () =>
          collection.findOneAndUpdate({}, { $inc: { n: 1 } }, { returnDocument: 'after' }),
        ),
      );
      expect(new Set(taken.map((each) => each?.['n'] as number)).size).to.equal(50);
    });
  });

  describe('bulk writes', () => {
    it('stop at the first error when ordered', async () => {
      const collection = await filled(store.db, [{ _id: 1 }]);
      const error = await collection
        .bulkWrite([
          { insertOne: { document: { _id: 2 } } },
          { insertOne: { document: { _id: 1 } } },
          { insertOne: { document: { _id: 3 } } },
        ] as never)
        .catch((cause: unknown) => cause);
      const { writeErrors, result } = error as {
        writeErrors: { index: number; code: number }[];
        result: { insertedCount: number };
      };
      expect(writeErrors.map(({ index, code }) => ({ index, code }))).to.deep.equal([{ index: 1, code: 11000 }]);
      expect(result.insertedCount).to.equal(1);
      expect(await collection.countDocuments()).to.equal(2);
    });

    it('go on past errors when unordered, naming each', async () => {
      const collection = await filled(store.db, [{ _id: 1 }]);
      const error = await collection
        .insertMany([{ _id: 1 }, { _id: 2 }, { _id: 2 }, { _id: 3 }] as never, { ordered: false })
        .catch((cause: unknown) => cause);
      const { writeErrors } = error as { writeErrors: { index: number; code: number }[] };
      expect(writeErrors.map(({ index }) => index)).to.deep.equal([0, 2]);
      expect(await collection.countDocuments()).to.equal(3);
    });

    it('count every kind of operation', async () => {
      const collection = await filled(store.db, [
        { _id: 1, n: 1 },
        { _id: 2, n: 1 },
      ]);
      const result = await collection.bulkWrite([
        { insertOne: { document: { _id: 3, n: 1 } } },
        { updateMany: { filter: { n: 1 }, update: { $inc: { n: 1 } } } },
        { updateOne: { filter: { _id: 9 }, update: { $set: { n: 0 } }, upsert: true } },
        { replaceOne: { filter: { _id: 1 }, replacement: { n: 7 } } },
        { deleteOne: { filter: { _id: 2 } } },
        { deleteMany: { filter: { n: 0 } } },
      ] as never);
      expect(result).to.include({
        insertedCount: 1,
        matchedCount: 4,
        modifiedCount: 4,
        deletedCount: 2,
        upsertedCount: 1,
      });
      expect(result.upsertedIds).to.deep.equal({ 2: 9 });
    });
  });

  it('deletes one or all that match', async () => {
    const collection = await filled(store.db, [{ a: 1 }, { a: 1 }, { a: 1 }, { a: 2 }]);
    expect((await collection.deleteOne({ a: 1 })).deletedCount).to.equal(1);
    expect((await collection.deleteMany({ a: 1 })).deletedCount).to.equal(2);
    expect(await collection.countDocuments()).to.equal(1);
  });

  it('puts _id first, whatever the order it came in', async () => {
    const collection = await filled(store.db, [{ a: 1, _id: 5, b: 2 }]);
    expect(Object.keys((await collection.findOne({})) ?? {})).to.deep.equal(['_id', 'a', 'b']);
  });

  it('refuses an _id that is an array or a regular expression', async () => {
    expect((await errorOf(store.db.collection('ids').insertOne({ _id: [1] } as never))).code).to.equal(53);
    expect((await errorOf(store.db.collection('ids').insertOne({ _id: /x/ } as never))).code).to.equal(53);
  });

  it('refuses a document over 16 MB that grew by an update', async () => {
    const collection = await filled(store.db, [{ _id: 1, a: 'x'.repeat(9_000_000) }]);
    expect((await errorOf(collection.updateOne({}, { $set: { b: 'y'.repeat(9_000_000) } }))).code).to.be.oneOf([
      10334, 17419, 17420,
    ]);
  });
});
