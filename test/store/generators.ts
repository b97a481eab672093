import fc from 'fast-check';
import { Binary, Decimal128, Double, Long, ObjectId, Timestamp } from 'mongodb';

/** Scalars of every BSON type the product stores, with values that collide across types. */
export const anyScalar: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, 0, 1, -1, 5, true, false, '', 'a', 'b', 'ab'),
  fc.integer({ min: -10, max: 10 }),
  fc.integer(),
  fc.double(),
  fc.integer({ min: -5, max: 5 }).map((n) => new Double(n)),
  fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }).map((n) => Long.fromBigInt(n)),
  fc.integer({ min: -5, max: 5 }).map((n) => Long.fromNumber(n)),
  fc
    .tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -3, max: 3 }))
    .map(([digits, exponent]) => Decimal128.fromString(`${digits}E${exponent}`)),
  fc.string({ maxLength: 6, unit: 'grapheme' }),
  fc.constantFrom('\u0000', 'a\u0000', 'a\u0000b', '\uffff', '😀'),
  fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc.uint8Array({ maxLength: 4 }).map((bytes) => new Binary(bytes)),
  fc.tuple(fc.nat(100), fc.nat(100)).map(([t, i]) => new Timestamp({ t, i })),
);

/** Scalars, documents and arrays, a few levels deep. */
export const anyValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    anyScalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3 }),
  ),
})).value;

/** Values that collide often, for filters that should find something; mostly numbers, so that ranges meet arrays. */
export const smallValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(0, 1, 2, 3) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 'a', 'b', true, new Date(1), new Date(2)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(new Double(1), Long.fromNumber(2), 1.5, Decimal128.fromString('2.0')),
  },
);
