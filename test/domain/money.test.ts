import { expect } from 'chai';
import fc from 'fast-check';
import {
  apportion,
  assertCents,
  centsToMicros,
  formatCents,
  microsToCents,
  multiplyRatio,
  sumCents,
  type RoundingMode,
} from '../../shared/domain/money.ts';

const MAX = Number.MAX_SAFE_INTEGER;
const split = (total: number, ...weights: number[]) =>
  apportion(
    total,
    weights.map((weight, index) => ({ key: String.fromCharCode(97 + index), weight })),
  ).map(({ cents }) => cents);

describe('money', () => {
  it('is whole cents in the safe range, and says what is not', () => {
    expect(assertCents(-5)).to.equal(-5);
    expect(assertCents(MAX)).to.equal(MAX);
    for (const wrong of [1.5, NaN, Infinity, MAX + 1, -MAX - 1]) {
      expect(() => assertCents(wrong, 'budgetCents'), String(wrong)).to.throw(
        RangeError,
        'budgetCents must be whole cents',
      );
    }
  });

  it('adds up, and refuses a sum beyond the safe range', () => {
    expect(sumCents([])).to.equal(0);
    expect(sumCents([100, 250, -1])).to.equal(349);
    expect(() => sumCents([MAX, 1])).to.throw(RangeError, 'sum');
  });

  it('is written as people read it', () => {
    expect(formatCents(5_012_000)).to.equal('$50,120.00');
    expect(formatCents(-5)).to.equal('-$0.05');
    expect(formatCents(0)).to.equal('$0.00');
    expect(formatCents(123_456, 'EUR')).to.equal('€1,234.56');
  });

  it('goes to micros exactly and back', () => {
    expect(centsToMicros(3)).to.equal(30_000);
    expect(microsToCents(30_000)).to.equal(3);
    expect(microsToCents(15_000)).to.equal(2); // 1.5 → even 2
    expect(microsToCents(25_000)).to.equal(2); // 2.5 → even 2
    expect(microsToCents(25_000, 'half_up')).to.equal(3);
    expect(microsToCents(-25_001)).to.equal(-3);
  });
});

describe('a multiplied ratio', () => {
  it('is rounded once, by its named mode', () => {
    const cases: [number, number, number, RoundingMode, number][] = [
      [10_000, 85, 100, 'half_even', 8_500],
      [1, 1, 2, 'half_even', 0], // 0.5 → even 0
      [3, 1, 2, 'half_even', 2], // 1.5 → even 2
      [1, 1, 2, 'half_up', 1],
      [-1, 1, 2, 'half_up', 0], // −0.5 up is towards +∞
      [-3, 1, 2, 'half_even', -2], // −1.5 → even −2
      [7, 1, 3, 'down', 2], // 2.33
      [-7, 1, 3, 'down', -3], // −2.33, towards −∞
      [7, 1, 3, 'up', 3],
      [-7, 1, 3, 'up', -2],
      [6, 1, 3, 'up', 2],
      [5, 1, 3, 'half_even', 2], // 1.67
      [4, 1, 3, 'half_even', 1], // 1.33
      [7, -1, 3, 'down', -3],
      [MAX, MAX, MAX, 'half_even', MAX], // the product needs 106 bits
    ];
    for (const [amount, numerator, denominator, mode, expected] of cases) {
      const name = `${amount} × ${numerator} ÷ ${denominator} ${mode}`;
      expect(multiplyRatio(amount, numerator, denominator, mode) + 0, name).to.equal(expected);
    }
  });

  it('refuses a denominator that is not above zero, and operands and results that are not safe integers', () => {
    expect(() => multiplyRatio(1, 1, 0)).to.throw(RangeError, 'above zero');
    expect(() => multiplyRatio(1, 1, -2)).to.throw(RangeError, 'above zero');
    expect(() => multiplyRatio(1.5, 1, 2)).to.throw(RangeError, 'operand');
    expect(() => multiplyRatio(1, 0.5, 2)).to.throw(RangeError, 'operand');
    expect(() => multiplyRatio(MAX, 2, 1)).to.throw(RangeError, 'result');
  });

  const integer = fc.integer({ min: -(10 ** 9), max: 10 ** 9 });
  const positive = fc.integer({ min: 1, max: 10 ** 6 });

  it('lies within one of the exact value, on the side its mode names', () => {
    fc.assert(
      fc.property(integer, positive, positive, (amount, numerator, denominator) => {
        const exact = BigInt(amount) * BigInt(numerator);
        const times = (result: number) => BigInt(result) * BigInt(denominator);
        const [down, up] = [
          multiplyRatio(amount, numerator, denominator, 'down'),
          multiplyRatio(amount, numerator, denominator, 'up'),
        ];
        expect(times(down) <= exact && times(down + 1) > exact).to.equal(true);
        expect(times(up) >= exact && times(up - 1) < exact).to.equal(true);
        for (const mode of ['half_even', 'half_up'] as const) {
          const nearest = multiplyRatio(amount, numerator, denominator, mode);
          const off = exact - times(nearest);
          expect(2n * (off < 0n ? -off : off) <= BigInt(denominator), mode).to.equal(true);
        }
      }),
    );
  });

  it('half to even is symmetric around zero and lands on even at the half', () => {
    fc.assert(
      fc.property(integer, positive, positive, (amount, numerator, denominator) => {
        const there = multiplyRatio(amount, numerator, denominator);
        expect(multiplyRatio(-amount, numerator, denominator) + there).to.equal(0);
      }),
    );
    fc.assert(fc.property(integer, (half) => Math.abs(multiplyRatio(2 * half + 1, 1, 2)) % 2 === 0));
  });
});

describe('an apportioned amount', () => {
  it('moves the odd cent to the share with the largest remainder, ties to the smaller key', () => {
    const cases: [number, number[], number[]][] = [
      [10, [70, 29, 1], [7, 3, 0]], // 7.0 / 2.9 / 0.1: not 8/2/0
      [100, [1, 1, 1], [34, 33, 33]],
      [101, [1, 1, 1], [34, 34, 33]],
      [5, [1, 1], [3, 2]],
      [1, [0, 0], [1, 0]], // all-zero weights count as equal
      [7, [0, 1, 0], [0, 7, 0]],
      [0, [3, 4], [0, 0]],
      [-10, [70, 29, 1], [-7, -3, 0]], // the mirror image
      [100, [0.1, 0.2, 0.7], [10, 20, 70]], // weights may be fractions
      [10, [5e-324, 0], [10, 0]], // as small as numbers go
      [10, [1e308, 1e308], [5, 5]], // and as large
      [MAX, [1, 1], [(MAX + 1) / 2, (MAX - 1) / 2]],
    ];
    for (const [total, weights, expected] of cases) {
      expect(split(total, ...weights), `${total} by ${weights.join('/')}`).to.deep.equal(expected);
    }
  });

  it('breaks ties by key, not by place', () => {
    const parts = apportion(1, [
      { key: 'b', weight: 1 },
      { key: 'a', weight: 1 },
    ]);
    expect(parts).to.deep.equal([
      { key: 'b', cents: 0 },
      { key: 'a', cents: 1 },
    ]);
  });

  it('refuses what cannot be split', () => {
    expect(apportion(0, [])).to.deep.equal([]);
    expect(() => apportion(1, [])).to.throw(RangeError, 'nobody');
    expect(() => split(1, -1)).to.throw(RangeError, 'The weight of a');
    expect(() => split(1, 1, NaN)).to.throw(RangeError, 'The weight of b');
    expect(() => split(1, Infinity)).to.throw(RangeError, 'zero or more');
    expect(() => split(0.5, 1)).to.throw(RangeError, 'total');
    const twice = [
      { key: 'a', weight: 1 },
      { key: 'a', weight: 2 },
    ];
    expect(() => apportion(3, twice)).to.throw(RangeError, 'key of its own');
  });

  const shares = fc
    .array(fc.integer({ min: 0, max: 10 ** 9 }), { minLength: 1, maxLength: 40 })
    .map((weights) => weights.map((weight, index) => ({ key: `k${String(index).padStart(2, '0')}`, weight })));
  const amount = fc.integer({ min: -(10 ** 12), max: 10 ** 12 });

  it('sums to the whole, and gives each its exact share to within a cent (the quota rule)', () => {
    fc.assert(
      fc.property(amount, shares, (total, claims) => {
        const parts = apportion(total, claims);
        expect(parts.map(({ key }) => key)).to.deep.equal(claims.map(({ key }) => key));
        expect(sumCents(parts.map(({ cents }) => cents))).to.equal(total);
        const sum = claims.reduce((all, { weight }) => all + weight, 0);
        claims.forEach(({ weight }, index) => {
          const [own, whole] = sum === 0 ? [1n, BigInt(claims.length)] : [BigInt(weight), BigInt(sum)];
          const off = BigInt(parts[index]?.cents ?? NaN) * whole - BigInt(total) * own;
          expect((off < 0n ? -off : off) < whole, claims[index]?.key ?? '').to.equal(true);
        });
      }),
    );
  });

  it('gives the odd cents to the largest remainders: who got one has no smaller remainder than who did not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 6 }), shares, (total, claims) => {
        const sum = BigInt(claims.reduce((all, { weight }) => all + weight, 0));
        if (sum === 0n) return;
        const parts = apportion(total, claims).map(({ key, cents }, index) => {
          const exact = BigInt(total) * BigInt(claims[index]?.weight ?? 0);
          return { key, got: BigInt(cents) - exact / sum, remainder: exact % sum };
        });
        for (const lucky of parts.filter(({ got }) => got === 1n)) {
          for (const other of parts.filter(({ got }) => got === 0n)) {
            const first =
              lucky.remainder > other.remainder || (lucky.remainder === other.remainder && lucky.key < other.key);
            expect(first, `${lucky.key} before ${other.key}`).to.equal(true);
          }
        }
      }),
    );
  });

  it('does not depend on the order of the shares or on the scale of the weights', () => {
    fc.assert(
      fc.property(amount, shares, fc.integer({ min: 1, max: 1_000 }), (total, claims, factor) => {
        const byKey = (parts: readonly { key: string; cents: number }[]) =>
          Object.fromEntries(parts.map(({ key, cents }) => [key, cents]));
        const plain = byKey(apportion(total, claims));
        expect(byKey(apportion(total, claims.toReversed()))).to.deep.equal(plain);
        const scaled = claims.map(({ key, weight }) => ({ key, weight: weight * factor }));
        expect(byKey(apportion(total, scaled))).to.deep.equal(plain);
      }),
    );
  });

  it('with fractional weights stays exact in sum and fair to a cent', () => {
    const fractions = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), fractions, (total, weights) => {
        const parts = split(total, ...weights.slice(0, 20));
        const sum = weights.reduce((a, b) => a + b, 0);
        expect(sumCents(parts)).to.equal(total);
        if (sum < 1e-3) return;
        parts.forEach((cents, index) => expect(cents).to.be.closeTo((total * (weights[index] ?? 0)) / sum, 1.01));
      }),
    );
  });

  it('gives a larger weight no less, and equal weights at most a cent apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), shares, (total, claims) => {
        const parts = apportion(total, claims).map(({ cents }, index) => ({
          cents,
          weight: claims[index]?.weight ?? 0,
        }));
        if (claims.every(({ weight }) => weight === 0)) return;
        const sorted = parts.toSorted((a, b) => a.weight - b.weight);
        sorted.slice(1).forEach((part, index) => {
          const smaller = sorted[index];
          if (!smaller) return;
          expect(part.cents).to.be.at.least(smaller.cents - (part.weight === smaller.weight ? 1 : 0));
        });
      }),
    );
  });
});
