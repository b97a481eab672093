import { expect } from 'chai';
import fc from 'fast-check';
import { allocate } from '../../../shared/domain/allocation/allocate.ts';
import type { Curve } from '../../../shared/domain/allocation/curves/curve.ts';
import type { AllocationGroup, AllocationLine, AllocationRequest } from '../../../shared/domain/allocation/request.ts';
import { solved } from './support.ts';

const goal = { kind: 'maximize_response' } as const;
const response = fc.integer({ min: 50, max: 5_000 });
const half = fc.integer({ min: 10_000, max: 5_000_000 });

const concaveCurve: fc.Arbitrary<Curve> = fc.oneof(
  fc.record({ kind: fc.constant('michaelis_menten' as const), maxResponse: response, halfSaturationCents: half }),
  fc.record({ kind: fc.constant('log' as const), scale: response, offsetCents: half }),
  fc.record({
    kind: fc.constant('power' as const),
    scale: fc.integer({ min: 1, max: 50 }),
    exponent: fc.integer({ min: 20, max: 80 }).map((p) => p / 100),
  }),
  fc.record({
    kind: fc.constant('exponential' as const),
    maxResponse: response,
    ratePerDollar: half.map((cents) => 100 / cents),
  }),
  fc.record({ kind: fc.constant('linear' as const), perDollar: fc.integer({ min: 1, max: 9 }).map((n) => n / 100) }),
  fc.record({
    kind: fc.constant('hill' as const),
    maxResponse: response,
    halfSaturationCents: half,
    slope: fc.integer({ min: 40, max: 100 }).map((n) => n / 100),
  }),
);
const sCurve: fc.Arbitrary<Curve> = fc.record({
  kind: fc.constant('hill' as const),
  maxResponse: response,
  halfSaturationCents: half,
  slope: fc.integer({ min: 110, max: 500 }).map((n) => n / 100),
});

const named = (curve: fc.Arbitrary<Curve>, max: number) =>
  fc
    .array(curve, { minLength: 2, maxLength: max })
    .map((curves): AllocationLine[] => curves.map((each, i) => ({ id: `line-${i}`, curve: each })));
const concaveLines = named(concaveCurve, 7);
const anyLines = named(fc.oneof(concaveCurve, sCurve), 5);
const budget = fc.integer({ min: 1_000, max: 20_000_000 });

function scaled(curve: Curve, by: number): Curve {
  switch (curve.kind) {
    case 'michaelis_menten':
    case 'hill':
    case 'exponential':
      return { ...curve, maxResponse: curve.maxResponse * by };
    case 'log':
    case 'power':
      return { ...curve, scale: curve.scale * by };
    case 'linear':
      return { ...curve, perDollar: curve.perDollar * by };
  }
}

const centsOf = (request: AllocationRequest) =>
  Object.fromEntries(solved(request).allocations.map((each) => [each.id, each.cents]));

describe('laws of the budget split', () => {
  it('every cent is placed, in whole cents, and the proof holds', () => {
    fc.assert(
      fc.property(concaveLines, budget, (lines, budgetCents) => {
        const answer = solved({ budgetCents, goal, lines });
        expect(answer.totalCents).to.equal(budgetCents);
        for (const each of answer.allocations)
          expect(Number.isSafeInteger(each.cents) && each.cents >= 0).to.equal(true);
        expect(answer.proof).to.include({ status: 'optimal', gap: 0 });
      }),
      { numRuns: 150 },
    );
  });

  it('the order lines are sent in changes nothing', () => {
    fc.assert(
      fc.property(anyLines, budget, (lines, budgetCents) => {
        const there = centsOf({ budgetCents, goal, lines });
        expect(centsOf({ budgetCents, goal, lines: [...lines].reverse() })).to.deep.equal(there);
      }),
      { numRuns: 60 },
    );
  });

  it('measuring the response in other units (÷ 10⁷, × 10⁷) leaves the split', () => {
    fc.assert(
      fc.property(concaveLines, budget, fc.constantFrom(2 ** -23, 2 ** 23), (lines, budgetCents, by) => {
        const other = lines.map((each) => ({ ...each, curve: scaled(each.curve, by) }));
        expect(centsOf({ budgetCents, goal, lines: other })).to.deep.equal(centsOf({ budgetCents, goal, lines }));
      }),
      { numRuns: 80 },
    );
    for (const by of [1e-7, 1e7]) {
      const lines: AllocationLine[] = [
        { id: 'a', curve: { kind: 'michaelis_menten', maxResponse: 900, halfSaturationCents: 600_000 } },
        { id: 'b', curve: { kind: 'hill', maxResponse: 700, halfSaturationCents: 900_000, slope: 2 } },
        { id: 'c', curve: { kind: 'log', scale: 300, offsetCents: 50_000 } },
      ];
      const other = lines.map((each) => ({ ...each, curve: scaled(each.curve, by) }));
      const budgetCents = 5_000_000;
      expect(centsOf({ budgetCents, goal, lines: other })).to.deep.equal(centsOf({ budgetCents, goal, lines }));
    }
  });

  it('on concave curves more budget never takes from a line, never lowers the response, never raises the price', () => {
    fc.assert(
      fc.property(concaveLines, budget, fc.integer({ min: 1, max: 500_000 }), (lines, budgetCents, more) => {
        const before = solved({ budgetCents, goal, lines });
        const after = solved({ budgetCents: budgetCents + more, goal, lines });
        before.allocations.forEach((each, i) => expect(after.allocations[i]!.cents).to.be.at.least(each.cents));
        expect(after.response).to.be.at.least(before.response * (1 - 1e-14));
        expect(after.shadowPricePerDollar).to.be.at.most(before.shadowPricePerDollar * (1 + 1e-5) + 1e-300);
      }),
      { numRuns: 120 },
    );
  });

  it('a tighter bound never raises the response', () => {
    fc.assert(
      fc.property(anyLines, budget, fc.integer({ min: 1, max: 99 }), (lines, budgetCents, percent) => {
        const free = solved({ budgetCents, goal, lines });
        const maxCents = Math.floor((budgetCents * percent) / 100);
        const first = { ...lines[0]!, maxCents };
        const bound = solved({ budgetCents, goal, lines: [first, ...lines.slice(1)] });
        expect(bound.response).to.be.at.most(free.proof.upperBound * (1 + 1e-12));
        const group: AllocationGroup = { id: 'g', lineIds: [lines[0]!.id], minShareBasisPoints: percent * 100 };
        const grouped = solved({ budgetCents, goal, lines, groups: [group] });
        expect(grouped.response).to.be.at.most(free.proof.upperBound * (1 + 1e-12));
        expect(grouped.allocations[0]!.cents).to.be.at.least(Math.ceil((budgetCents * percent) / 100));
      }),
      { numRuns: 60 },
    );
  });

  it('no move of any amount between two lines helps on any curves', () => {
    fc.assert(
      fc.property(anyLines, budget, fc.double({ min: 0, max: 1, noNaN: true }), (lines, budgetCents, part) => {
        const answer = solved({ budgetCents, goal, lines });
        const cents = answer.allocations.map((each) => each.cents);
        for (const [from, has] of cents.entries()) {
          const amount = Math.floor(has * part);
          for (const to of cents.keys()) {
            if (from === to || amount === 0) continue;
            const fixed = cents.map((x, i) => x + (i === to ? amount : 0) - (i === from ? amount : 0));
            const locked = lines.map((each, i) => ({ ...each, minCents: fixed[i]!, maxCents: fixed[i]! }));
            const moved = solved({ budgetCents, goal, lines: locked });
            expect(moved.response).to.be.at.most(answer.proof.upperBound * (1 + 1e-12));
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('a target is met with the answer and missed with one cent less', () => {
    fc.assert(
      fc.property(concaveLines, fc.integer({ min: 5, max: 95 }), (lines, percent) => {
        const most = solved({ budgetCents: 5_000_000, goal, lines }).response;
        const target = (most * percent) / 100;
        const answer = solved({ budgetCents: 5_000_000, goal: { kind: 'target_response', response: target }, lines });
        expect(answer.response).to.be.at.least(target);
        const less = solved({ budgetCents: answer.totalCents - 1, goal, lines });
        expect(less.response).to.be.below(target);
      }),
      { numRuns: 40 },
    );
  });

  it('a tie goes to the smaller id', () => {
    const curve: Curve = { kind: 'michaelis_menten', maxResponse: 100, halfSaturationCents: 1_000 };
    const lines = ['c', 'a', 'b'].map((id) => ({ id, curve }));
    // 10,000 ÷ 3 = 3,333 each; the odd cent goes to a.
    expect(centsOf({ budgetCents: 10_000, goal, lines })).to.deep.equal({ a: 3_334, b: 3_333, c: 3_333 });
    const equal = ['y', 'x'].map((id) => ({ id, curve: { kind: 'linear', perDollar: 2 } as const, maxCents: 700 }));
    expect(centsOf({ budgetCents: 1_000, goal, lines: equal })).to.deep.equal({ x: 700, y: 300 });
  });

  it('is never thrown off by bounds, minimum flights, steps and nested groups together', () => {
    const bound = fc.record({
      minCents: fc.option(fc.integer({ min: 0, max: 3_000 }), { nil: undefined }),
      maxCents: fc.option(fc.integer({ min: 0, max: 9_000 }), { nil: undefined }),
      minimumWhenUsedCents: fc.option(fc.integer({ min: 0, max: 4_000 }), { nil: undefined }),
      stepCents: fc.option(fc.constantFrom(1, 50, 100), { nil: undefined }),
    });
    fc.assert(
      fc.property(
        anyLines,
        fc.array(bound, { minLength: 5, maxLength: 5 }),
        fc.integer({ min: 0, max: 20_000 }),
        (lines, bounds, budgetCents) => {
          const all = lines.map((each, i) => ({ ...each, ...bounds[i] }));
          const groups: AllocationGroup[] = [
            { id: 'all', lineIds: all.map((each) => each.id), minShareBasisPoints: 5_000 },
            { id: 'pair', lineIds: [all[0]!.id, all[1]!.id], minShareBasisPoints: 1_000, maxShareBasisPoints: 7_000 },
          ];
          const result = allocate({ budgetCents, goal, lines: all, groups, spend: 'at_most' });
          if (result.kind === 'infeasible') {
            expect(result.issues).to.not.be.empty;
            return;
          }
          expect(result.totalCents).to.be.at.most(budgetCents);
          result.allocations.forEach((each, i) => {
            const { minCents = 0, maxCents = Infinity, minimumWhenUsedCents: used = minCents, stepCents = 1 } = all[i]!;
            if (each.cents === 0) expect(minCents).to.equal(0);
            else {
              expect(each.cents).to.be.within(Math.max(minCents, used), maxCents);
              expect((each.cents - used) % stepCents).to.equal(0);
            }
          });
          const pair = result.allocations[0]!.cents + result.allocations[1]!.cents;
          expect(pair * 10_000).to.be.within(budgetCents * 1_000, budgetCents * 7_000);
        },
      ),
      { numRuns: 150 },
    );
  });
});
