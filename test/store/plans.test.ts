import { expect } from 'chai';
import fc from 'fast-check';
import type { Collection, Document, IndexDirection } from 'mongodb';
import type { Opened } from './harness.ts';
import { filled, isEmbedded, openStore } from './harness.ts';
import { smallValue } from './generators.ts';

/** A field of a document: missing, one value, a list of values, or documents in a list. */
const field = fc.oneof(
  { weight: 1, arbitrary: fc.constant(undefined) },
  { weight: 5, arbitrary: smallValue },
  { weight: 4, arbitrary: fc.array(smallValue, { maxLength: 3 }) },
  {
    weight: 2,
    arbitrary: fc.array(fc.record({ x: smallValue, y: smallValue }, { requiredKeys: [] }), { maxLength: 2 }),
  },
  { weight: 1, arbitrary: fc.record({ x: smallValue, y: smallValue }, { requiredKeys: [] }) },
);
const scalarField = fc.oneof(fc.constant(undefined), smallValue);

/** At most one field of a document may be an array, as a compound index demands. */
const document = fc.record({ a: field, b: scalarField, c: scalarField }).map(withoutMissing);

function withoutMissing(fields: Document): Document {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

const path = fc.constantFrom('a', 'a', 'a', 'b', 'c', 'a.x', 'a.y');
const condition = fc.oneof(
  smallValue,
  fc
    .record({ op: fc.constantFrom('$gt', '$gte', '$lt', '$lte', '$eq', '$ne'), value: smallValue })
    .map(({ op, value }) => ({ [op]: value })),
  { weight: 3, arbitrary: fc.tuple(smallValue, smallValue).map(([low, high]) => ({ $gte: low, $lte: high })) },
  fc.array(smallValue, { maxLength: 3 }).map((list) => ({ $in: list })),
  fc.boolean().map((exists) => ({ $exists: exists })),
  smallValue.map((value) => ({ $not: { $gt: value } })),
  fc.tuple(smallValue, smallValue).map(([x, y]) => ({ $elemMatch: { x, y: { $gte: y } } })),
);
const conjunction = fc
  .array(fc.tuple(path, condition), { minLength: 1, maxLength: 3 })
  .map((parts) => Object.fromEntries(parts));
const filter = fc.oneof(
  { weight: 3, arbitrary: conjunction },
  {
    weight: 1,
    arbitrary: fc.array(conjunction, { minLength: 2, maxLength: 3 }).map((branches) => ({ $or: branches })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(conjunction, fc.array(conjunction, { minLength: 2, maxLength: 2 }))
      .map(([both, branches]) => ({ ...both, $or: branches })),
  },
);
const direction = fc.constantFrom(1, -1);
/** An index on up to three fields; half of them end with `_id`, so that they can give the order of a whole sort. */
const indexKey = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom('a', 'a', 'b', 'c', 'a.x', 'a.y'), { minLength: 1, maxLength: 3 }),
    fc.boolean(),
  )
  .map(([names, endsWithId]) => (endsWithId ? [...names, '_id'] : names))
  .chain((names) =>
    fc
      .array(direction, { minLength: names.length, maxLength: names.length })
      .map((signs) => Object.fromEntries(names.map((name, i) => [name, signs[i]])) as Record<string, IndexDirection>),
  );
const sort = fc.oneof(
  fc.constant({}),
  fc
    .tuple(fc.constantFrom('a', 'b', 'c'), direction, direction)
    .map(([name, sign, last]) => ({ [name]: sign, _id: last })),
);

function idsIn(rows: readonly Document[]): unknown[] {
  return rows.map((each) => each['_id'] as unknown);
}

describe('store: the index path gives what the scan gives', () => {
  let store: Opened;
  before(async () => {
    store = await openStore();
  });
  after(() => store.close());

  it('for any documents, indexes, filter and sort', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(
        fc.array(document, { minLength: 1, maxLength: 25 }),
        fc.array(indexKey, { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(filter, sort), { minLength: 12, maxLength: 12 }),
        async (documents, keys, queries) => {
          const collection = await filled(
            store.db,
            documents.map((each, i) => ({ _id: i, ...each })),
          );
          try {
            const distinctKeys = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
            for (const key of distinctKeys) await collection.createIndex(key);
            for (const [where, order] of queries) await compareWithScan(collection, where, order);
          } finally {
            await collection.drop();
          }
        },
      ),
      { numRuns: isEmbedded ? 60 : 20 },
    );
  });

  async function compareWithScan(collection: Collection, where: Document, order: Document): Promise<void> {
    const scan = await collection
      .find(where)
      .sort(order as never)
      .hint({ $natural: 1 })
      .toArray();
    const chosen = await collection
      .find(where)
      .sort(order as never)
      .toArray();
    const says = JSON.stringify({ where, order });
    if (Object.keys(order).length > 0) expect(idsIn(chosen), says).to.deep.equal(idsIn(scan));
    else expect(idsIn(chosen), says).to.have.members(idsIn(scan));
    expect(await collection.countDocuments(where), says).to.equal(scan.length);
  }

  it('also after updates and deletes have moved the keys', async function () {
    this.timeout(60_000);
    const change = fc.oneof(
      fc.tuple(fc.constantFrom('b', 'c'), smallValue).map(([name, value]) => ({ $set: { [name]: value } })),
      fc.constantFrom('a', 'b', 'c').map((name) => ({ $unset: { [name]: '' } })),
      fc.array(smallValue, { maxLength: 2 }).map((list) => ({ $set: { a: list } })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(document, { minLength: 3, maxLength: 15 }),
        indexKey,
        fc.array(fc.tuple(conjunction, change), { minLength: 3, maxLength: 6 }),
        filter,
        async (documents, key, changes, where) => {
          const collection = await filled(
            store.db,
            documents.map((each, i) => ({ _id: i, ...each })),
          );
          try {
            await collection.createIndex(key);
            for (const [which, update] of changes) await collection.updateMany(which, update);
            await collection.deleteOne(changes[0]?.[0] ?? {});
            await compareWithScan(collection, where, {});
            if (isEmbedded)
              expect((await store.db.command({ validate: collection.collectionName }))['errors']).to.deep.equal([]);
          } finally {
            await collection.drop();
          }
        },
      ),
      { numRuns: isEmbedded ? 60 : 20 },
    );
  });
});

describe('store: plans', () => {
  it('treat an array as the scan does: two elements may meet two conditions, the least decides the order', async () => {
    const own = await openStore();
    const pairs = await filled(own.db, [
      {
        _id: 1,
        a: [
          { x: 1, y: 2 },
          { x: 2, y: 1 },
        ],
      },
    ]);
    await pairs.createIndex({ 'a.x': 1, 'a.y': 1 });
    expect(await pairs.countDocuments({ 'a.x': 1, 'a.y': 1 })).to.equal(1);
    expect(await pairs.countDocuments({ a: { $elemMatch: { x: 1, y: 1 } } })).to.equal(0);
    // The least element decides the order, also when the range leaves it out.
    const lists = await filled(own.db, [
      { _id: 0, a: [0, 5] },
      { _id: 1, a: 4 },
    ]);
    await lists.createIndex({ a: 1, _id: 1 });
    const sorted = await lists
      .find({ a: { $gte: 3 } })
      .sort({ a: 1, _id: 1 })
      .toArray();
    expect(idsIn(sorted)).to.deep.equal([0, 1]);
    await own.close();
  });

  let store: Opened;
  let collection: Collection;
  before(async () => {
    store = await openStore();
    collection = await filled(
      store.db,
      Array.from({ length: 300 }, (_, i) => ({
        _id: i,
        flight: `flt_${i % 10}`,
        day: `2026-11-${String((i % 28) + 1).padStart(2, '0')}`,
        cents: i,
        ...(i % 3 === 0 ? { note: 'x' } : {}),
      })),
    );
    await collection.createIndexes([
      { key: { flight: 1, day: -1 }, name: 'flight_day' },
      { key: { cents: 1 }, name: 'cents', partialFilterExpression: { cents: { $gte: 100 } } },
      { key: { note: 1 }, name: 'note', sparse: true },
    ]);
  });
  after(() => store.close());

  /** The name of the index a query uses, 'COLLSCAN' for none, with ' sorted' when it need not sort. */
  async function planOf(where: Document, order: Document = {}): Promise<string> {
    const explained = await collection
      .find(where)
      .sort(order as never)
      .explain('queryPlanner');
    const text = JSON.stringify((explained as { queryPlanner: { winningPlan: unknown } }).queryPlanner.winningPlan);
    const index =
      /"indexName":"([^"]+)"/.exec(text)?.[1] ??
      (text.includes('IDHACK') || text.includes('EXPRESS') ? '_id_' : 'COLLSCAN');
    const sorts = isEmbedded ? !text.includes('"givesSortOrder":true') : text.includes('"SORT"');
    return Object.keys(order).length > 0 && !sorts ? `${index} sorted` : index;
  }

  const rows: [string, Document, Document, string][] = [
    ['equality on the first field', { flight: 'flt_3' }, {}, 'flight_day'],
    ['equality and a range', { flight: 'flt_3', day: { $gte: '2026-11-20' } }, {}, 'flight_day'],
    ['equality and the order of the next field', { flight: 'flt_3' }, { day: -1 }, 'flight_day sorted'],
    ['the same order backwards', { flight: 'flt_3' }, { day: 1 }, 'flight_day sorted'],
    ['a list of values', { flight: { $in: ['flt_1', 'flt_2'] } }, {}, 'flight_day'],
    ['a prefix of text', { flight: /^flt_1/ }, {}, 'flight_day'],
    ['the second field alone: no index', { day: '2026-11-03' }, {}, 'COLLSCAN'],
    ['_id', { _id: 7 }, {}, '_id_'],
    ['a partial index where the filter implies it', { cents: { $gte: 250 } }, {}, 'cents'],
    ['no partial index where it does not', { cents: { $gte: 5 } }, {}, 'COLLSCAN'],
    ['a sparse index for a value', { note: 'x' }, {}, 'note'],
    ['no sparse index for null', { note: null }, {}, 'COLLSCAN'],
  ];
  for (const [says, where, order, expected] of rows) {
    it(`uses an index for ${says}`, async () => expect(await planOf(where, order)).to.equal(expected));
  }

  it('gives the right documents through each of them', async () => {
    expect(await collection.countDocuments({ flight: 'flt_3', day: { $gte: '2026-11-20' } })).to.equal(
      Array.from({ length: 300 }, (_, i) => i).filter((i) => i % 10 === 3 && (i % 28) + 1 >= 20).length,
    );
    expect(await collection.countDocuments({ cents: { $gte: 250 } })).to.equal(50);
    expect(await collection.countDocuments({ note: null })).to.equal(200);
  });

  it('refuses a hint that names no index', async () => {
    let code: unknown;
    await collection
      .find({})
      .hint('nothing')
      .toArray()
      .catch((cause: { code: unknown }) => (code = cause.code));
    expect(code).to.equal(2);
  });
});
