import { expect } from 'chai';
import type { Collection, Document } from 'mongodb';
import { Binary, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp, UUID } from 'mongodb';
import type { Opened } from './harness.ts';
import { bsonTypeOf, errorOf, filled, idsOf, openStore } from './harness.ts';

const ID = new ObjectId('650000000000000000000001');
const UUID_A = new UUID('3f2504e0-4f89-41d3-9a0c-0305e82c3301');

describe('store: queries', () => {
  let store: Opened;
  before(async () => {
    store = await openStore();
  });
  after(() => store.close());

  /** Each row: what it says, a filter, the `_id`s it must select. */
  function table(title: string, documents: readonly Document[], rows: readonly [string, Document, unknown[]][]): void {
    describe(title, () => {
      let collection: Collection;
      before(async () => {
        collection = await filled(store.db, documents);
      });
      for (const [says, filter, expected] of rows) {
        it(says, async () => {
          expect(await idsOf(collection, filter)).to.deep.equal(expected);
          expect(await collection.countDocuments(filter)).to.equal(expected.length);
        });
      }
    });
  }

  table(
    'comparison stays within a type',
    [
      { _id: 1, v: 5 },
      { _id: 2, v: new Double(5) },
      { _id: 3, v: Long.fromNumber(5) },
      { _id: 4, v: Decimal128.fromString('5.0') },
      { _id: 5, v: '5' },
      { _id: 6, v: null },
      { _id: 7 },
      { _id: 8, v: new Date(5) },
      { _id: 9, v: true },
      { _id: 10, v: Number.NaN },
      { _id: 11, v: 5.5 },
      { _id: 12, v: Long.fromString('9007199254740993') },
      { _id: 13, v: [1, 9] },
      { _id: 14, v: ID },
      { _id: 15, v: UUID_A },
      { _id: 16, v: new MinKey() },
      { _id: 17, v: new MaxKey() },
      { _id: 18, v: new Timestamp({ t: 5, i: 1 }) },
      { _id: 19, v: [] },
    ],
    [
      ['finds every numeric type by the same number', { v: 5 }, [1, 2, 3, 4]],
      ['keeps numbers and strings apart', { v: '5' }, [5]],
      ['matches null and missing with null', { v: null }, [6, 7]],
      ['tells null from missing with $exists', { v: { $exists: true, $eq: null } }, [6]],
      ['finds what is missing', { v: { $exists: false } }, [7]],
      ['compares only numbers with a number', { v: { $gt: 5 } }, [11, 12, 13]],
      ['leaves NaN out of ranges', { v: { $lt: 5 } }, [13]],
      ['finds NaN by equality', { v: Number.NaN }, [10]],
      ['lets an array meet two bounds by two elements', { v: { $gt: 8, $lt: 2 } }, [13]],
      ['needs one element for both bounds with $elemMatch', { v: { $elemMatch: { $gt: 8, $lt: 2 } } }, []],
      ['compares dates with dates', { v: { $gte: new Date(0) } }, [8]],
      ['finds an ObjectId', { v: ID }, [14]],
      ['finds a UUID', { v: UUID_A }, [15]],
      ['tells a long beyond 2^53 from its neighbour', { v: Long.fromString('9007199254740992') }, []],
      ['finds a long beyond 2^53', { v: Long.fromString('9007199254740993') }, [12]],
      ['finds booleans', { v: true }, [9]],
      ['finds the whole array', { v: [1, 9] }, [13]],
      ['finds the empty array', { v: [] }, [19]],
      ['finds by length', { v: { $size: 2 } }, [13]],
      ['finds by type alias', { v: { $type: 'long' } }, [3, 12]],
      ["finds by the alias 'number'", { v: { $type: 'number' } }, [1, 2, 3, 4, 10, 11, 12, 13]],
      ['finds arrays by type', { v: { $type: 'array' } }, [13, 19]],
      ['finds by a list of types', { v: { $type: ['bool', 'date'] } }, [8, 9]],
      ['finds MinKey and MaxKey by type', { v: { $type: ['minKey', 'maxKey'] } }, [16, 17]],
      ['matches null or missing within $in', { v: { $in: [null, true] } }, [6, 7, 9]],
      [
        'negates an equality including what is missing',
        { v: { $nin: [5, null, '5'] } },
        [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19],
      ],
    ],
  );

  table(
    'paths and arrays',
    [
      { _id: 1, a: { b: 1 } },
      { _id: 2, a: [{ b: 1 }, { b: 5 }] },
      { _id: 3, a: [{ b: [5, 6] }] },
      { _id: 4, a: [] },
      { _id: 5, a: 7 },
      { _id: 6 },
      { _id: 7, a: [{ c: 1 }] },
      { _id: 8, a: { b: null } },
      { _id: 9, a: [[{ b: 1 }]] },
    ],
    [
      ['walks into documents of an array', { 'a.b': 1 }, [1, 2]],
      ['walks into an array at the end of the path', { 'a.b': 6 }, [3]],
      ['reads a number in a path as a position', { 'a.0.b': 1 }, [2, 9]],
      ['matches null where the field is missing, but not under scalars of an array', { 'a.b': null }, [5, 6, 7, 8]],
      ['negates over the whole array', { 'a.b': { $ne: 1 } }, [3, 4, 5, 6, 7, 8, 9]],
      ['needs one element for all of $elemMatch', { a: { $elemMatch: { b: { $gt: 4 } } } }, [2, 3]],
      ['finds every listed element with $all', { 'a.b': { $all: [1, 5] } }, [2]],
      ['finds an embedded document only with the same fields in the same order', { a: { b: 1 } }, [1, 2]],
    ],
  );

  table(
    'logic and text',
    [
      { _id: 1, name: 'WPVI 6abc', n: 4, tags: ['tv', 'news'] },
      { _id: 2, name: 'wcau', n: 9, tags: ['tv'] },
      { _id: 3, name: 'CTV\nnetwork', n: -4, tags: [] },
      { _id: 4, name: 'Search', n: 12 },
    ],
    [
      ['matches a regular expression', { name: /^W/ }, [1]],
      ['ignores case with i', { name: { $regex: '^w', $options: 'i' } }, [1, 2]],
      ['anchors lines with m', { name: { $regex: '^network', $options: 'm' } }, [3]],
      ['reads (?i) at the start', { name: { $regex: '(?i)search' } }, [4]],
      ['matches regular expressions within $in', { name: { $in: [/^wc/, 'Search'] } }, [2, 4]],
      ['joins with $or', { $or: [{ n: 4 }, { n: 12 }] }, [1, 4]],
      ['joins with $and and $nor', { $and: [{ n: { $gt: 0 } }, { $nor: [{ tags: 'news' }, { n: 12 }] }] }, [2]],
      ['negates an operator with $not', { n: { $not: { $gt: 4 } } }, [1, 3]],
      ['negates a regular expression with $not', { name: { $not: /^W/ } }, [2, 3, 4]],
      ['divides with $mod, keeping the sign', { n: { $mod: [4, 0] } }, [1, 3, 4]],
      ['compares two fields with $expr', { $expr: { $gt: ['$n', { $size: { $ifNull: ['$tags', []] } }] } }, [1, 2, 4]],
    ],
  );

  it('selects in the order, from the place and up to the count asked', async () => {
    const collection = await filled(
      store.db,
      [3, 1, 2, 5, 4].map((n) => ({ _id: n })),
    );
    const found = await collection.find().sort({ _id: -1 }).skip(1).limit(2).toArray();
    expect(found.map((each) => each['_id'])).to.deep.equal([4, 3]);
  });

  it('keeps the order of insertion without a sort', async () => {
    const collection = await filled(
      store.db,
      [3, 1, 2].map((n) => ({ _id: n })),
    );
    expect((await collection.find().toArray()).map((each) => each['_id'])).to.deep.equal([3, 1, 2]);
  });

  it('gives back what was stored, type for type', async () => {
    const document = {
      _id: ID,
      int: new Int32(7),
      double: new Double(7),
      long: Long.fromString('9223372036854775807'),
      decimal: Decimal128.fromString('1.10'),
      date: new Date('1969-12-31T23:59:59.999Z'),
      binary: new Binary(Buffer.from([0, 1, 255])),
      uuid: UUID_A,
      text: 'naïve \u0000 😀',
      nested: { list: [[1], [{ a: null }]] },
      negativeZero: new Double(-0),
    };
    const collection = await filled(store.db, [document]);
    const raw: Document = (await collection.findOne({ _id: ID }, { promoteValues: false })) ?? {};
    expect(bsonTypeOf(raw['int'])).to.equal('Int32');
    expect(bsonTypeOf(raw['double'])).to.equal('Double');
    expect(String(raw['long'])).to.equal('9223372036854775807');
    expect(String(raw['decimal'])).to.equal('1.10');
    expect(raw['date']).to.deep.equal(document.date);
    expect(UUID.createFromHexString(Buffer.from((raw['uuid'] as Binary).buffer).toString('hex')).toString()).to.equal(
      UUID_A.toString(),
    );
    expect(Object.is((raw['negativeZero'] as Double).value, -0)).to.equal(true);
    const again = await collection.findOneAndUpdate(
      { _id: ID },
      { $set: { touched: true } },
      { returnDocument: 'after', promoteValues: false },
    );
    expect(bsonTypeOf(again?.['double']), 'a double stays a double through an update').to.equal('Double');
    expect(bsonTypeOf(again?.['int'])).to.equal('Int32');
    expect(again?.['text']).to.equal(document.text);
  });

  describe('projections', () => {
    let collection: Collection;
    before(async () => {
      collection = await filled(store.db, [
        {
          _id: 1,
          a: 1,
          b: { c: 2, d: 3 },
          list: [
            { x: 1, y: 2 },
            { x: 3, y: 4 },
          ],
          n: [1, 2, 3, 4],
        },
      ]);
    });
    const rows: [string, Document, Document][] = [
      ['includes fields, with _id unless told', { a: 1 }, { _id: 1, a: 1 }],
      ['leaves _id out when told', { a: 1, _id: 0 }, { a: 1 }],
      ['includes nested fields', { 'b.c': 1, _id: 0 }, { b: { c: 2 } }],
      ['includes fields of an array', { 'list.x': 1, _id: 0 }, { list: [{ x: 1 }, { x: 3 }] }],
      ['excludes fields', { b: 0, list: 0, n: 0 }, { _id: 1, a: 1 }],
      ['excludes nested fields', { 'b.c': 0, list: 0, n: 0 }, { _id: 1, a: 1, b: { d: 3 } }],
      ['slices an array', { n: { $slice: -2 }, a: 1, _id: 0 }, { a: 1, n: [3, 4] }],
      ['keeps the first matching element', { list: { $elemMatch: { x: 3 } }, _id: 0 }, { list: [{ x: 3, y: 4 }] }],
      ['computes', { _id: 0, total: { $add: ['$a', '$b.c'] } }, { total: 3 }],
    ];
    for (const [says, projection, expected] of rows) {
      it(says, async () => expect(await collection.findOne({}, { projection })).to.deep.equal(expected));
    }
    it('refuses to mix inclusion and exclusion', async () => {
      expect((await errorOf(collection.findOne({}, { projection: { a: 1, n: 0 } }))).code).to.be.oneOf([31253, 31254]);
    });
  });

  it('gives the distinct values of a field, entering arrays', async () => {
    const collection = await filled(store.db, [{ v: 1 }, { v: [2, 1] }, { v: 'a' }, { w: 1 }, { v: null }]);
    expect(await collection.distinct('v')).to.have.members([null, 1, 2, 'a']);
    expect(await collection.distinct('v', { v: { $type: 'number' } })).to.have.members([1, 2]);
  });

  const malformed: [string, Document, number][] = [
    ['an unknown operator', { a: { $near2: 1 } }, 2],
    ['an unknown top-level operator', { $foo: 1 }, 2],
    ['an empty $or', { $or: [] }, 2],
    ['$in without a list', { a: { $in: 5 } }, 2],
    ['an unknown type', { a: { $type: 'integer' } }, 2],
    ['a negative $size', { a: { $size: -1 } }, 2],
    ['a broken regular expression', { a: { $regex: '(' } }, 51091],
    ['a division by zero', { a: { $mod: [0, 1] } }, 2],
  ];
  for (const [says, filter, code] of malformed) {
    it(`refuses ${says}`, async () =>
      expect((await errorOf(store.db.collection('any').find(filter).toArray())).code).to.equal(code));
  }
});
