import { expect } from 'chai';
import fc from 'fast-check';
import { fitCounts } from '../../../shared/domain/rotation/fit-counts.ts';
import { rotationCounts } from '../../../shared/domain/rotation/rotation-counts.ts';

const airings = (counts: readonly { creativeId: string; airings: number }[]): Record<string, number> =>
  Object.fromEntries(counts.map(({ creativeId, airings: own }) => [creativeId, own]));

describe('Airings from weights', () => {
  it('gives 10 airings at 70/29/1 as 7/3/0', () => {
    const weights = [
      { creativeId: 'a', weight: 70 },
      { creativeId: 'b', weight: 29 },
      { creativeId: 'c', weight: 1 },
    ];
    expect(airings(rotationCounts(10, weights).counts)).to.deep.equal({ a: 7, b: 3, c: 0 });
  });

  it('carries the odd airing over to the next period: 3 at 50/50 is 2/1, then 1/2', () => {
    const weights = [
      { creativeId: 'a', weight: 50 },
      { creativeId: 'b', weight: 50 },
    ];
    const first = rotationCounts(3, weights);
    expect(airings(first.counts)).to.deep.equal({ a: 2, b: 1 });
    expect(first.carried).to.deep.equal({ a: -5_000, b: 5_000 });
    const second = rotationCounts(3, weights, first.carried);
    expect(airings(second.counts)).to.deep.equal({ a: 1, b: 2 });
    expect(second.carried).to.deep.equal({ a: 0, b: 0 });
  });

  it('keeps every creative within one airing of its share over many periods, and every period whole', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 });
    const periods = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(weights, periods, (given, list) => {
        const shares = given.map((weight, at) => ({ creativeId: `c${at}`, weight }));
        const sum = given.reduce((total, weight) => total + weight, 0);
        const totals = new Map<string, number>();
        let carried: Readonly<Record<string, number>> = {};
        let aired = 0;
        for (const period of list) {
          const result = rotationCounts(period, shares, carried);
          carried = result.carried;
          aired += period;
          expect(result.counts.reduce((all, { airings: own }) => all + own, 0)).to.equal(period);
          for (const { creativeId, airings: own } of result.counts)
            totals.set(creativeId, (totals.get(creativeId) ?? 0) + own);
        }
        for (const { creativeId, weight } of shares) {
          // The carry is kept in ten-thousandths: a rounding of one a period.
          const off = Math.abs((totals.get(creativeId) ?? 0) - (aired * weight) / sum);
          expect(off).to.be.below(given.length > 2 ? 2 : 1.01);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('Airings the eligibility can carry', () => {
  const slot = (key: string, ...eligibleCreativeIds: string[]) => ({ key, eligibleCreativeIds });
  const even = [
    { creativeId: 'a', weight: 1 },
    { creativeId: 'b', weight: 1 },
  ];

  it('moves airings a creative can not use to the others and remembers it: 3 of 4 slots only take a', () => {
    const fitted = fitCounts([slot('1', 'a'), slot('2', 'a'), slot('3', 'a', 'b'), slot('4', 'a')], even);
    expect(airings(fitted.counts)).to.deep.equal({ a: 3, b: 1 });
    expect(fitted.carried).to.deep.equal({ a: -10_000, b: 10_000 });
  });

  it('names slots nobody may fill instead of failing', () => {
    const fitted = fitCounts([slot('1', 'a'), slot('2', 'x'), slot('3')], even);
    expect(fitted.slotsWithoutCreative).to.deep.equal(['2', '3']);
    expect(airings(fitted.counts)).to.deep.equal({ a: 1, b: 0 });
  });

  it('never uses a creative of weight 0', () => {
    const fitted = fitCounts(
      [slot('1', 'a', 'b'), slot('2', 'a', 'b')],
      [
        { creativeId: 'a', weight: 1 },
        { creativeId: 'b', weight: 0 },
      ],
    );
    expect(airings(fitted.counts)).to.deep.equal({ a: 2 });
  });

  it('fills every slot somebody may fill, and the airings add up', () => {
    const ids = ['a', 'b', 'c'];
    const slots = fc.array(fc.subarray(ids), { maxLength: 25 });
    fc.assert(
      fc.property(slots, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 3, maxLength: 3 }), (lists, weights) => {
        const given = lists.map((list, at) => slot(String(at), ...list));
        const fitted = fitCounts(
          given,
          ids.map((creativeId, at) => ({ creativeId, weight: weights[at] ?? 1 })),
        );
        const open = lists.filter((list) => list.length > 0).length;
        expect(fitted.counts.reduce((sum, { airings: own }) => sum + own, 0)).to.equal(open);
        expect(fitted.slotsWithoutCreative).to.have.length(lists.length - open);
        for (const { creativeId, airings: own } of fitted.counts) {
          expect(own).to.be.at.most(lists.filter((list) => list.includes(creativeId)).length);
        }
      }),
    );
  });
});
