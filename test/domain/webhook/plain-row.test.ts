import { expect } from 'chai';
import fc from 'fast-check';
import { readPlainRow } from '../../../server/webhooks/bodies/plain-row.ts';
import { deliveryRowSchema } from '../../../shared/contracts/deliveries.ts';

const plain = {
  ...{ rowId: 'r-1', placement: 'ad group 7', day: '2026-10-01', window: 'c3', revision: 2, kind: 'delta' },
  ...{ spendMicros: 12_500_000, impressions: 900, clicks: 3, completedViews: 1, conversions: 0 },
  ...{ conversionValueMicros: -5, grpHundredths: 40 },
};

/** A row of JSON in which every field may be right, at the edge, wrong, or left out, and which may hold strangers. */
const fields = {
  text: fc.oneof(
    fc.constantFrom('p', 'ad group 7', '', 'é', '\ud800', 'tab\there', 'x'.repeat(200), 'x'.repeat(201), null, 7),
    fc.string({ maxLength: 12, unit: 'binary' }),
  ),
  day: fc.constantFrom('2026-10-01', '2024-02-29', '2026-02-29', '1899-12-31', '0004-02-29', '2026-1-1', '', 20261001),
  count: fc.constantFrom(0, -0, 1, -1, 1e12, 1e12 + 1, -1e12, -1e12 - 1, 0.5, 1e300, '5', null, true),
  micros: fc.constantFrom(0, -0, 1_000_000, 1e14, 1e14 + 1, -1e14, -1e14 - 1, 2 ** 53, 0.1, '1', null),
  revision: fc.constantFrom(0, 7, 1e9, 1e9 + 1, -1, 1.5, '1', null),
  window: fc.constantFrom('live', 'c3', 'c7', 'final', 'c4', '', null),
  kind: fc.constantFrom('total', 'delta', 'sum', null),
};
const anyRow = fc
  .record(
    {
      ...{ rowId: fields.text, placement: fields.text, day: fields.day, window: fields.window, kind: fields.kind },
      ...{ revision: fields.revision, spendMicros: fields.micros, impressions: fields.count, clicks: fields.count },
      ...{ completedViews: fields.count, conversions: fields.count, conversionValueMicros: fields.micros },
      ...{ grpHundredths: fields.count, hour: fc.constantFrom('2026-10-01T05:00:00Z', 'noon') },
      ...{ stranger: fc.constant(1), toString: fc.constant('x') },
    },
    { requiredKeys: [] },
  )
  .map((changed) => changed as Record<string, unknown>);

describe('A row read by hand', () => {
  it('is what the schema makes of it, or is left to the schema', () => {
    let taken = 0;
    fc.assert(
      fc.property(anyRow, fc.array(fc.constantFrom(...Object.keys(plain)), { maxLength: 2 }), (changed, names) => {
        // A plain row with one or two fields as they came, or the row as it came.
        const some = Object.fromEntries(names.flatMap((name) => (name in changed ? [[name, changed[name]]] : [])));
        for (const given of [changed, { ...plain, ...some }]) {
          const raw: unknown = JSON.parse(JSON.stringify(given));
          const row = readPlainRow(raw);
          if (row === null) continue;
          taken += 1;
          expect(row).to.deep.equal(deliveryRowSchema.parse(raw));
        }
      }),
      { numRuns: 2_000 },
    );
    expect(taken).to.be.above(500);
  });

  it('is taken with its usual fields, and with what may be left out', () => {
    expect(readPlainRow(plain)).to.deep.equal(plain);
    const { rowId, placement, day, spendMicros, impressions } = plain;
    const least = { rowId, placement, day, spendMicros, impressions };
    expect(readPlainRow(least)).to.deep.equal(deliveryRowSchema.parse(least));
    expect(Object.values(deliveryRowSchema.parse(least))).to.have.lengthOf(13);
  });

  for (const [what, raw] of [
    ['an hour', { ...plain, day: undefined, hour: '2026-10-01T05:00:00Z' }],
    ['both day and hour', { ...plain, hour: '2026-10-01T05:00:00Z' }],
    ['an unknown field', { ...plain, cost: 1 }],
    ['a __proto__', JSON.parse('{"__proto__":{"rowId":"r"}}')],
    ['nothing', null],
    ['a list', [plain]],
  ] as const)
    it(`is not ${what}`, () => expect(readPlainRow(raw)).to.equal(null));
});
