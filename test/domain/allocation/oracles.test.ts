import { expect } from 'chai';
import fc from 'fast-check';
import loadHighs from 'highs';
import { allocate } from '../../../shared/domain/allocation/allocate.ts';
import type { Curve } from '../../../shared/domain/allocation/curves/curve.ts';
import { responseAt } from '../../../shared/domain/allocation/curves/response.ts';
import type { AllocationGroup, AllocationLine } from '../../../shared/domain/allocation/request.ts';

const goal = { kind: 'maximize_response' } as const;

/** Every spend a line allows, straight from the definition: 0 (without a minimum) or m, m + step, …, maximum. */
function allowedSpends(line: AllocationLine, budgetCents: number): number[] {
  const { minCents = 0, maxCents = budgetCents, minimumWhenUsedCents: start = minCents, stepCents = 1 } = line;
  const spends = minCents === 0 && start > 0 ? [0] : [];
  for (let x = start; x <= Math.min(maxCents, budgetCents); x += stepCents) if (x >= minCents) spends.push(x);
  return spends;
}

/** Best response for every total up to the budget, by the textbook table over lines and totals. −∞ where no split fits. */
function bestByTable(lines: readonly AllocationLine[], budgetCents: number): number[] {
  let table: number[] = [0, ...new Array<number>(budgetCents).fill(-Infinity)];
  for (const line of lines) {
    const next = new Array<number>(budgetCents + 1).fill(-Infinity);
    for (const x of allowedSpends(line, budgetCents)) {
      const value = responseAt(line.curve, x);
      for (let total = x; total <= budgetCents; total += 1) {
        next[total] = Math.max(next[total]!, table[total - x]! + value);
      }
    }
    table = next;
  }
  return table;
}

/** Best response when the first `inside` lines together keep within [low, high]. */
function bestWithGroup(
  lines: readonly AllocationLine[],
  inside: number,
  low: number,
  high: number,
  budgetCents: number,
) {
  const group = bestByTable(lines.slice(0, inside), budgetCents);
  const rest = bestByTable(lines.slice(inside), budgetCents);
  let best = -Infinity;
  for (let x = low; x <= Math.min(high, budgetCents); x += 1) best = Math.max(best, group[x]! + rest[budgetCents - x]!);
  return best;
}

const size = fc.integer({ min: 1, max: 90 });
const curve: fc.Arbitrary<Curve> = fc.oneof(
  fc.record({ kind: fc.constant('michaelis_menten' as const), maxResponse: size, halfSaturationCents: size }),
  fc.record({
    kind: fc.constant('hill' as const),
    maxResponse: size,
    halfSaturationCents: size,
    slope: fc.integer({ min: 5, max: 60 }).map((n) => n / 10),
    carryInCents: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('log' as const), scale: size, offsetCents: size }),
  fc.record({ kind: fc.constant('power' as const), scale: size, exponent: fc.constantFrom(0.2, 0.5, 0.8) }),
  fc.record({ kind: fc.constant('exponential' as const), maxResponse: size, ratePerDollar: size.map((n) => n / 10) }),
  fc.record({ kind: fc.constant('linear' as const), perDollar: size }),
);
const bounded: fc.Arbitrary<Omit<AllocationLine, 'id'>> = fc.record({
  curve,
  minCents: fc.option(fc.integer({ min: 0, max: 10 }), { nil: undefined, freq: 2 }),
  maxCents: fc.option(fc.integer({ min: 10, max: 80 }), { nil: undefined }),
  minimumWhenUsedCents: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined }),
  stepCents: fc.option(fc.constantFrom(1, 2, 5, 7), { nil: undefined }),
});
const lines = fc
  .array(bounded, { minLength: 2, maxLength: 5 })
  .map((all): AllocationLine[] => all.map((each, i) => ({ id: `line-${i}`, ...each })));

describe('the split against an exhaustive table', () => {
  it('is the best of all splits in whole cents, and infeasible only when there is none', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 120 }), (all, budgetCents) => {
        const best = bestByTable(all, budgetCents)[budgetCents]!;
        const result = allocate({ budgetCents, goal, lines: all });
        if (result.kind === 'infeasible') {
          expect(best).to.equal(-Infinity);
          return;
        }
        expect(result.response).to.be.closeTo(best, 1e-9 * Math.max(1, best));
        expect(result.proof.status).to.equal('optimal');
      }),
      { numRuns: 250 },
    );
  });

  it('is the best under a group with a minimum and a maximum', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 120 }), fc.nat(60), fc.nat(60), (all, budgetCents, low, more) => {
        const inside = all.length - 1;
        const ids = all.slice(0, inside).map((each) => each.id);
        const groups: AllocationGroup[] = [{ id: 'g', lineIds: ids, minCents: low, maxCents: low + more }];
        const best = bestWithGroup(all, inside, low, low + more, budgetCents);
        const result = allocate({ budgetCents, goal, lines: all, groups });
        if (result.kind === 'infeasible') {
          expect(best).to.equal(-Infinity);
          return;
        }
        expect(result.response).to.be.closeTo(best, 1e-9 * Math.max(1, best));
      }),
      { numRuns: 200 },
    );
  });

  it('finds the least cost of a target to the cent', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 99 }), (all, percent) => {
        const table = bestByTable(all, 120);
        const most = Math.max(...table);
        if (most <= 0) return;
        const floor = table.findIndex((value) => value > -Infinity);
        const target = Math.max((most * percent) / 100, table[floor]! * 1.0001);
        if (target > most) return;
        const least = table.findIndex((value) => value >= target * (1 + 1e-12));
        const result = allocate({
          budgetCents: 120,
          goal: { kind: 'target_response', response: target * (1 + 1e-12) },
          lines: all,
        });
        if (least < 0) return;
        if (result.kind === 'infeasible') throw new Error(result.issues[0]!.message);
        expect(result.totalCents).to.equal(least);
      }),
      { numRuns: 150 },
    );
  });

  it('spends down to a marginal return: no split is worth more after each dollar kept at that price', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 100 }), (all, perDollar) => {
        const worth = bestByTable(all, 120).map((value, total) => value - (total * perDollar) / 100);
        const best = Math.max(...worth);
        const result = allocate({ budgetCents: 120, goal: { kind: 'target_marginal', perDollar }, lines: all });
        if (result.kind === 'infeasible') {
          expect(best).to.equal(-Infinity);
          return;
        }
        expect(result.response - (result.totalCents * perDollar) / 100).to.be.closeTo(
          best,
          1e-9 * Math.max(1, Math.abs(best)),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('spends the most a target cost per response allows on concave curves', () => {
    const all: AllocationLine[] = [
      { id: 'a', curve: { kind: 'michaelis_menten', maxResponse: 50, halfSaturationCents: 40 } },
      { id: 'b', curve: { kind: 'log', scale: 20, offsetCents: 30 } },
    ];
    const table = bestByTable(all, 400);
    for (const cents of [2, 3, 4, 5]) {
      let most = 0;
      table.forEach((value, total) => (most = total > 0 && total / value <= cents ? total : most));
      const result = allocate({ budgetCents: 400, goal: { kind: 'target_cost_per_response', cents }, lines: all });
      if (result.kind === 'infeasible') expect(most).to.equal(0);
      else expect(result.totalCents).to.equal(most);
      // The same asked as a return: a response worth 12 cents, so 12 ÷ cents per cent spent.
      const roas = { kind: 'target_return', returnOnSpend: 12 / cents, valuePerResponseCents: 12 } as const;
      const same = allocate({ budgetCents: 400, goal: roas, lines: all });
      if (same.kind === 'allocated') expect(same.totalCents).to.equal(most);
    }
  });
});

describe('the split against HiGHS', () => {
  it('agrees on piecewise-linear responses with minimum flights and groups', async function () {
    this.timeout(60_000);
    const highs = await loadHighs();
    const linear = fc.record({
      perDollar: fc.integer({ min: 1, max: 900 }),
      minimumWhenUsedCents: fc.integer({ min: 0, max: 40_000 }),
      maxCents: fc.integer({ min: 40_000, max: 200_000 }),
    });
    fc.assert(
      fc.property(
        fc.array(linear, { minLength: 3, maxLength: 9 }),
        fc.integer({ min: 50_000, max: 300_000 }),
        fc.integer({ min: 0, max: 3_000 }),
        (all, budgetCents, minShare) => {
          const sent = all.map(({ perDollar, ...bounds }, i): AllocationLine => {
            return { id: `x${i}`, curve: { kind: 'linear', perDollar }, ...bounds };
          });
          const groups = [
            { id: 'g', lineIds: ['x0', 'x1'], minShareBasisPoints: minShare, maxShareBasisPoints: 5_000 },
          ];
          const result = allocate({ budgetCents, goal, lines: sent, groups });
          const low = Math.ceil((budgetCents * minShare) / 10_000);
          const high = Math.floor(budgetCents / 2);
          const model = [
            'Maximize',
            ` obj: ${all.map((each, i) => `${each.perDollar} x${i}`).join(' + ')}`,
            'Subject To',
            ` total: ${all.map((_, i) => `x${i}`).join(' + ')} = ${budgetCents}`,
            ` glow: x0 + x1 >= ${low}`,
            ` ghigh: x0 + x1 <= ${high}`,
            ...all.flatMap((each, i) => [
              ` on${i}: x${i} - ${each.minimumWhenUsedCents} z${i} >= 0`,
              ` off${i}: x${i} - ${each.maxCents} z${i} <= 0`,
            ]),
            'General',
            ...all.map((_, i) => ` x${i}`),
            'Binary',
            ...all.map((_, i) => ` z${i}`),
            'End',
          ].join('\n');
          const solution = highs.solve(model, { mip_rel_gap: 0, mip_abs_gap: 0 });
          if (solution.Status !== 'Optimal') {
            expect(result.kind).to.equal('infeasible');
            return;
          }
          if (result.kind === 'infeasible') throw new Error(result.issues[0]!.message);
          expect(result.response * 100).to.be.closeTo(solution.ObjectiveValue, 1e-3);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('agrees on curves bought in steps, as chains of linear pieces', async () => {
    const highs = await loadHighs();
    const stepped = fc.record({
      maxResponse: fc.integer({ min: 100, max: 900 }),
      halfSaturationCents: fc.integer({ min: 20_000, max: 90_000 }),
      slope: fc.constantFrom(0.7, 1, 2, 3),
    });
    fc.assert(
      fc.property(fc.array(stepped, { minLength: 2, maxLength: 5 }), fc.integer({ min: 3, max: 14 }), (all, steps) => {
        const step = 10_000;
        const sent = all.map((each, i): AllocationLine => {
          return { id: `x${i}`, curve: { kind: 'hill', ...each }, stepCents: step };
        });
        const result = allocate({ budgetCents: steps * step, goal, lines: sent });
        if (result.kind === 'infeasible') throw new Error(result.issues[0]!.message);
        const pick = (i: number, k: number) => `p${i}_${k}`;
        const cells = sent.flatMap((each, i) =>
          Array.from({ length: steps }, (_, k) => ({
            name: pick(i, k + 1),
            k: k + 1,
            value: responseAt(each.curve, (k + 1) * step),
            i,
          })),
        );
        const model = [
          'Maximize',
          ` obj: ${cells.map((cell) => `${cell.value.toFixed(12)} ${cell.name}`).join(' + ')}`,
          'Subject To',
          ` total: ${cells.map((cell) => `${cell.k} ${cell.name}`).join(' + ')} = ${steps}`,
          ...all.map(
            (_, i) =>
              ` one${i}: ${cells
                .filter((cell) => cell.i === i)
                .map((cell) => cell.name)
                .join(' + ')} <= 1`,
          ),
          'Binary',
          ...cells.map((cell) => ` ${cell.name}`),
          'End',
        ].join('\n');
        const solution = highs.solve(model, { mip_rel_gap: 0, mip_abs_gap: 0 });
        expect(solution.Status).to.equal('Optimal');
        expect(result.response).to.be.closeTo(solution.ObjectiveValue, 1e-6);
      }),
      { numRuns: 20 },
    );
  });
});
