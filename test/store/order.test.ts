import { expect } from 'chai';
import fc from 'fast-check';
import type { Document } from 'mongodb';
import { Binary, BSONRegExp, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'mongodb';
import { compare } from '../../server/db/embedded/bson/order.ts';
import { decode } from '../../server/db/embedded/bson/decode.ts';
import { encode } from '../../server/db/embedded/bson/encode.ts';
import { encodeKey } from '../../server/db/embedded/bson/keys.ts';
import type { Opened } from './harness.ts';
import { filled, openStore } from './harness.ts';
import { anyValue } from './generators.ts';

describe('store: the order of values', () => {
  let store: Opened;
  before(async () => {
    store = await openStore();
  });
  after(() => store.close());

  /** The order of types in MongoDB's manual ("Comparison/Sort Order"), with an order inside each type. */
  const inOrder: unknown[] = [
    new MinKey(),
    [],
    null,
    Number.NaN,
    -Infinity,
    Long.fromString('-9223372036854775808'),
    -1.5,
    Decimal128.fromString('-1.25'),
    0,
    Decimal128.fromString('0.1'),
    new Double(0.1),
    1,
    Long.fromString('9007199254740992'),
    Long.fromString('9007199254740993'),
    Infinity,
    '',
    'A',
    'a',
    'aa',
    'é',
    '\uffee',
    '😀',
    {},
    { a: 1 },
    { b: 0 },
    { a: 'x' },
    new Binary(Buffer.from([9])),
    new Binary(Buffer.from([1, 1])),
    new ObjectId('000000000000000000000001'),
    new ObjectId('ffffffffffffffffffffffff'),
    false,
    true,
    new Date(-1),
    new Date(0),
    new Timestamp({ t: 1, i: 1 }),
    new BSONRegExp('a'),
    new MaxKey(),
  ];

  it('sorts across types as the manual says, with or without an index, both ways', async () => {
    const shuffled = inOrder
      .map((v, i) => ({ _id: i, v }))
      .toSorted((a, b) => ((a._id * 17) % 37) - ((b._id * 17) % 37));
    const expected = inOrder.map((_, i) => i);
    for (const index of [undefined, { v: 1 } as const, { v: -1 } as const]) {
      const collection = await filled(store.db, shuffled);
      if (index !== undefined) await collection.createIndex(index);
      const up = await collection.find().sort({ v: 1 }).toArray();
      expect(up.map((each) => each['_id'])).to.deep.equal(expected);
      const down = await collection.find().sort({ v: -1 }).toArray();
      expect(down.map((each) => each['_id'])).to.deep.equal(expected.toReversed());
    }
  });

  it('sorts an array by its least element upwards and its greatest downwards', async () => {
    const collection = await filled(store.db, [
      { _id: 1, v: [5, 1] },
      { _id: 2, v: 3 },
      { _id: 3, v: [4, 2] },
    ]);
    const ids = async (direction: 1 | -1): Promise<unknown[]> =>
      (await collection.find().sort({ v: direction }).toArray()).map((each) => each['_id'] as unknown);
    expect(await ids(1)).to.deep.equal([1, 3, 2]);
    expect(await ids(-1)).to.deep.equal([1, 3, 2]);
  });

  it('sorts by several fields', async () => {
    const collection = await filled(store.db, [
      { _id: 1, a: 1, b: 1 },
      { _id: 2, a: 1, b: 2 },
      { _id: 3, a: 0, b: 9 },
    ] as Document[]);
    expect((await collection.find().sort({ a: 1, b: -1 }).toArray()).map((each) => each['_id'])).to.deep.equal([
      3, 2, 1,
    ]);
  });

  it('orders index keys byte by byte as it orders values', () => {
    fc.assert(
      fc.property(anyValue, anyValue, (left, right) => {
        const a = decode(encode({ v: left }))['v'];
        const b = decode(encode({ v: right }))['v'];
        expect(Math.sign(Buffer.compare(encodeKey([a]), encodeKey([b])))).to.equal(Math.sign(compare(a, b)));
        expect(Math.sign(Buffer.compare(encodeKey([a], [true]), encodeKey([b], [true]))) + 0).to.equal(
          -Math.sign(compare(a, b)) + 0,
        );
      }),
      { numRuns: 1500 },
    );
  });

  it('reads back the bytes it wrote', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const bytes = encode({ v: value, nested: [{ deep: value }] });
        expect(encode(decode(bytes)).equals(bytes)).to.equal(true);
      }),
      { numRuns: 1000 },
    );
  });
});
