import { expect } from 'chai';
import fc from 'fast-check';
import { decimalMicros } from '../../../shared/domain/webhook/decimal-micros.ts';
import { duplicateJsonKey, isNestedDeeper } from '../../../shared/domain/webhook/json-scan.ts';
import { parseDictionary } from '../../../shared/domain/webhook/structured-field.ts';

describe('Amounts in reports', () => {
  const cases: readonly [string | number, number | null][] = [
    ['12.34', 12_340_000],
    [0.1, 100_000],
    [1e-7, 0],
    ['0.0000005', 1],
    ['-3.5', -3_500_000],
    ['1e3', 1_000_000_000],
    ['.5', 500_000],
    ['9007199254740993', null],
    ['1,000', null],
    ['NaN', null],
    ['', null],
  ];
  for (const [given, micros] of cases)
    it(`reads ${JSON.stringify(given)} as ${micros} micros`, () => expect(decimalMicros(given)).to.equal(micros));

  it('reads back every amount of whole micros', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (micros) => {
        expect(decimalMicros((micros / 1e6).toFixed(6))).to.equal(micros);
      }),
    );
  });
});

describe('Scanning JSON', () => {
  it('judges nesting without being fooled by strings', () => {
    const deeper = (text: string, depth: number) => isNestedDeeper(Buffer.from(text), depth);
    expect(deeper('[[1]]', 1)).to.equal(true);
    expect(deeper('[[1]]', 2)).to.equal(false);
    expect(deeper('["[[[", "\\"[["]', 1)).to.equal(false);
    expect(deeper('[],[],[]', 1)).to.equal(false);
  });

  it('finds a key that comes twice in one object, however it is escaped', () => {
    expect(duplicateJsonKey('{"a":1,"b":{"a":2},"c":[{"a":1},{"a":2}]}')).to.equal(null);
    expect(duplicateJsonKey('{"a":1,"\\u0061":2}')).to.equal('a');
    expect(duplicateJsonKey('{"x":{"k":"k","k":[]}}')).to.equal('k');
  });

  it('finds none in what a serializer wrote', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(duplicateJsonKey(JSON.stringify(value))).to.equal(null);
      }),
    );
  });
});

describe('Structured fields', () => {
  it('reads a signature input with its parameters and its very text', () => {
    const [member] = parseDictionary('sig1=("@method" "content-digest");created=1;keyid="k\\"1";alg="ed25519"') ?? [];
    expect(member).to.include({
      key: 'sig1',
      kind: 'list',
      source: '("@method" "content-digest");created=1;keyid="k\\"1";alg="ed25519"',
    });
    expect(member?.kind === 'list' && member.items.map(({ value }) => value)).to.deep.equal([
      '@method',
      'content-digest',
    ]);
    expect(member?.params[1]).to.deep.equal(['keyid', { kind: 'string', value: 'k"1' }]);
  });

  for (const bad of ['a', 'a=(', 'a=("x"', 'a=("x""y")', 'a=1,', 'a=1, a=2', 'a="é"', 'a=1;b=1;b=2', 'A=1']) {
    it(`refuses ${bad}`, () => expect(parseDictionary(bad)).to.equal(null));
  }
});
