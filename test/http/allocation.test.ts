import { expect } from 'chai';
import fc from 'fast-check';
import { allocationAnswerSchema } from '../../shared/contracts/allocation.ts';
import type { AllocationAnswer } from '../../shared/domain/allocation/request.ts';
import { makeLargeCase } from '../bench/split-cases.ts';
import { V5 } from '../domain/allocation/support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { calculationAt, type Problem } from '../support/calculations.ts';

const PATH = '/api/v1/calculations/allocation';
const goal = { kind: 'maximize_response' } as const;
const v5 = { budgetCents: 5_000_000, goal, lines: V5 };
const mm = { kind: 'michaelis_menten', maxResponse: 900, halfSaturationCents: 600_000 } as const;

describe('the budget split over HTTP', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  const { send, solve, refuse } = calculationAt<AllocationAnswer>(PATH, allocationAnswerSchema, () => app);
  const centsOf = (answer: AllocationAnswer) => answer.allocations.map(({ cents }) => cents);

  it('answers exactly the contract’s fields', async () => {
    const { body } = await send(v5);
    expect(Object.keys(body).sort()).to.deep.equal([
      'allocations',
      'proof',
      'response',
      'shadowPricePerDollar',
      'totalCents',
    ]);
    expect(Object.keys(body.allocations[0]).sort()).to.deep.equal([
      'cents',
      'id',
      'marginalPerDollar',
      'response',
      'state',
    ]);
    expect(Object.keys(body.proof).sort()).to.deep.equal(['gap', 'nodes', 'status', 'upperBound']);
  });

  it('gives the known optimum, its price and its proof', async () => {
    const answer = await solve(v5);
    expect(centsOf(answer)).to.deep.equal([1_129_052, 967_590, 2_903_358]);
    expect(answer.response).to.be.closeTo(1813.125968, 5e-7);
    expect(answer.shadowPricePerDollar).to.be.closeTo(0.018062491, 5e-10);
    expect(answer.proof).to.include({ status: 'optimal', gap: 0 });
    expect(answer.allocations.map(({ state }) => state)).to.deep.equal(['interior', 'interior', 'interior']);
  });

  it('reaches a target response at least cost and stops at a target marginal return', async () => {
    const least = await solve({ ...v5, goal: { kind: 'target_response', response: 1_500 } });
    expect(least.totalCents).to.equal(3_502_442);
    expect(centsOf(least)).to.deep.equal([893_656, 713_333, 1_895_453]);
    const marginal = await solve({ ...v5, goal: { kind: 'target_marginal', perDollar: 0.02 } });
    expect(centsOf(marginal)).to.deep.equal([1_043_168, 874_824, 2_535_624]);
  });

  it('meets a cost per response and a return on spend, and no cent more would', async () => {
    const root = { id: 'a', curve: { kind: 'power', scale: 10, exponent: 0.5 } } as const;
    // 10·√x ÷ x ≥ 2 a dollar → √x ≤ 5 → $25.00.
    const cost = await solve({
      budgetCents: 10_000,
      goal: { kind: 'target_cost_per_response', cents: 50 },
      lines: [root],
    });
    expect(cost.totalCents).to.equal(2_500);
    const back = { kind: 'target_return', returnOnSpend: 4, valuePerResponseCents: 200 } as const;
    expect((await solve({ budgetCents: 10_000, goal: back, lines: [root] })).totalCents).to.equal(2_500);
  });

  it('splits every curve kind, with steps, minimum flights, a locked line and nested groups', async () => {
    const lines = [
      { id: 'mm', curve: mm },
      {
        id: 'hill',
        curve: { kind: 'hill', maxResponse: 5_200, halfSaturationCents: 1_000_000, slope: 3, carryInCents: 0 },
      },
      { id: 'log', curve: { kind: 'log', scale: 500, offsetCents: 200_000 } },
      { id: 'power', curve: { kind: 'power', scale: 4, exponent: 0.5 } },
      { id: 'exp', curve: { kind: 'exponential', maxResponse: 800, ratePerDollar: 0.0002 }, stepCents: 250_000 },
      { id: 'line', curve: { kind: 'linear', perDollar: 0.01 }, minimumWhenUsedCents: 500_000 },
      { id: 'locked', curve: mm, minCents: 123_456, maxCents: 123_456 },
    ];
    const groups = [
      { id: 'digital', lineIds: ['mm', 'log', 'power', 'locked'], maxShareBasisPoints: 5_000 },
      { id: 'social', lineIds: ['log', 'power'], minShareBasisPoints: 1_000 },
      { id: 'tv', lineIds: ['hill', 'exp', 'line'], minShareBasisPoints: 2_000, maxShareBasisPoints: 8_000 },
    ];
    const answer = await solve({ budgetCents: 5_000_000, goal, lines, groups });
    const cents = new Map(answer.allocations.map((one) => [one.id, one.cents]));
    const sum = (ids: readonly string[]) => ids.reduce((total, id) => total + (cents.get(id) ?? 0), 0);
    expect(answer.totalCents).to.equal(5_000_000);
    expect(cents.get('locked')).to.equal(123_456);
    expect((cents.get('exp') ?? 1) % 250_000).to.equal(0);
    expect(cents.get('line')).to.satisfy((value: number) => value === 0 || value >= 500_000);
    expect(sum(groups[0]!.lineIds)).to.be.at.most(2_500_000);
    expect(sum(groups[1]!.lineIds)).to.be.at.least(500_000);
    expect(sum(groups[2]!.lineIds)).to.be.within(1_000_000, 4_000_000);
    expect(answer.proof.status).to.equal('optimal');
  });

  it('names the constraints that clash and the least that would make room', async () => {
    const lines = V5.map((line) => (line.id === 'tv' ? { ...line, minCents: 3_000_000 } : line));
    const groups = [{ id: 'broadcast', lineIds: ['tv'], maxShareBasisPoints: 4_000 }];
    const { errors } = await refuse({ ...v5, lines, groups }, 422);
    // 40 % of $50,000 = $20,000, $10,000 under TV's $30,000.
    expect(errors.map(({ code }) => code)).to.deep.equal(['group_maximum', 'least_relaxation']);
    expect(errors[0]?.message).to.include('"broadcast" may take at most $20,000.00');
    expect(errors[1]).to.include({ path: 'groups.0' });
    expect(errors[1]?.message).to.include('$10,000.00');
  });

  it('says the most a target out of reach could be', async () => {
    const { errors } = await refuse({ ...v5, goal: { kind: 'target_response', response: 3_000 } }, 422);
    expect(errors[0]).to.include({ code: 'target_out_of_reach', path: 'goal.response' });
    expect(errors[0]?.message).to.include('1,813.12');
  });

  it('refuses doubled, unknown and crossing ids in words', async () => {
    const group = (id: string, ...lineIds: string[]) => ({ id, lineIds });
    const cases: readonly (readonly [object, string])[] = [
      [{ lines: [V5[0], V5[0]] }, 'Line "search" is given twice'],
      [{ groups: [group('g', 'radio')] }, 'names line "radio", which is not among the lines sent'],
      [{ groups: [group('g', 'search'), group('g', 'social')] }, 'Group "g" is given twice'],
      [{ groups: [group('g', 'search', 'search')] }, 'names line "search" twice'],
      [{ groups: [group('g', 'search', 'social'), group('h', 'social', 'tv')] }, 'neither holds the other'],
      [{ budgetCents: undefined }, 'give budgetCents'],
    ];
    for (const [change, words] of cases) {
      const { errors } = await refuse({ ...v5, ...change }, 400);
      expect(errors.map(({ message }) => message).join(' ')).to.include(words);
    }
  });

  it('refuses numbers that are none, each with its path', async () => {
    const line = (change: object) => ({ ...v5, lines: [{ ...V5[0], ...change }] });
    const curve = (change: object) => line({ curve: { ...mm, ...change } });
    const cases: readonly (readonly [unknown, string])[] = [
      [{ ...v5, budgetCents: -1 }, 'budgetCents'],
      [{ ...v5, budgetCents: 10.5 }, 'budgetCents'],
      [{ ...v5, budgetCents: '5000000' }, 'budgetCents'],
      [{ ...v5, budgetCents: 1e300 }, 'budgetCents'],
      [line({ minCents: -1 }), 'lines.0.minCents'],
      [line({ stepCents: 0 }), 'lines.0.stepCents'],
      [curve({ maxResponse: -5 }), 'lines.0.curve.maxResponse'],
      [curve({ maxResponse: null }), 'lines.0.curve.maxResponse'],
      [curve({ halfSaturationCents: 0 }), 'lines.0.curve.halfSaturationCents'],
      [curve({ kind: 'magic' }), 'lines.0.curve.kind'],
      [line({ curve: { kind: 'power', scale: 1, exponent: 1 } }), 'lines.0.curve.exponent'],
      [{ ...v5, goal: { kind: 'target_response', response: -1 } }, 'goal.response'],
      [
        { ...v5, groups: [{ id: 'g', lineIds: ['search'], maxShareBasisPoints: 10_001 }] },
        'groups.0.maxShareBasisPoints',
      ],
      [{ ...v5, groups: [{ id: 'g', lineIds: [] }] }, 'groups.0.lineIds'],
      [{ ...v5, lines: [] }, 'lines'],
    ];
    for (const [body, path] of cases) {
      const { errors } = await refuse(body, 400);
      expect(
        errors.map((error) => error.path),
        JSON.stringify(errors),
      ).to.include(path);
    }
    // JSON has no NaN and no Infinity: they arrive as text that is no JSON at all.
    for (const text of ['{"budgetCents": NaN}', '{"budgetCents": Infinity}', '{"budgetCents": 1e999}'])
      await refuse(text, 400);
  });

  it('never fails by itself: whatever is sent is split within its bounds or refused by name', async () => {
    const number = fc.oneof(
      fc.integer({ min: -5, max: 50 }),
      fc.double({ noNaN: true }),
      fc.constant(null),
      fc.constant('7'),
    );
    const line = fc.record(
      {
        id: fc.constantFrom('a', 'b', 'c'),
        curve: fc.oneof(
          fc.record({ kind: fc.constant('linear'), perDollar: number }),
          fc.record({ kind: fc.constant('hill'), maxResponse: number, halfSaturationCents: number, slope: number }),
          fc.constant(mm),
        ),
        minCents: number,
        maxCents: number,
        minimumWhenUsedCents: number,
        stepCents: number,
      },
      { requiredKeys: ['id', 'curve'] },
    );
    const group = fc.record(
      {
        id: fc.constantFrom('g', 'h'),
        lineIds: fc.array(fc.constantFrom('a', 'b', 'x')),
        minCents: number,
        maxCents: number,
      },
      { requiredKeys: ['id', 'lineIds'] },
    );
    const body = fc.record(
      { budgetCents: number, lines: fc.array(line, { maxLength: 4 }), groups: fc.array(group, { maxLength: 3 }) },
      { requiredKeys: ['budgetCents', 'lines'] },
    );
    await fc.assert(
      fc.asyncProperty(body, async (given) => {
        const answer = await send({ goal, ...given });
        expect([200, 400, 422], answer.text.slice(0, 300)).to.include(answer.status);
        if (answer.status === 200) {
          expect(allocationAnswerSchema.parse(answer.body).totalCents).to.equal(given.budgetCents);
          return;
        }
        const { errors } = answer.body as Problem;
        expect(errors.length).to.be.above(0);
        for (const { code, message } of errors)
          expect(code && message)
            .to.be.a('string')
            .and.not.equal('');
      }),
      { numRuns: 120 },
    );
  });

  it('splits 13,000 lines, and refuses more than 20,000 without working on them', async () => {
    let state = 5;
    const random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 4_294_967_296;
    };
    const large = makeLargeCase(random, 1_000, 13, 'closed');
    const startedAt = Date.now();
    const answer = await solve(large);
    expect(answer.totalCents).to.equal(large.budgetCents);
    expect(answer.proof.status).to.equal('optimal');
    const many = { ...v5, lines: Array.from({ length: 20_001 }, (_, i) => ({ id: `${i}`, curve: mm })) };
    await refuse(many, 400);
    // Generous: the split itself takes a twentieth of a second, the rest is reading, checking and writing JSON.
    expect(Date.now() - startedAt).to.be.below(10_000);
  });

  it('shows who may ask, and whom not', async () => {
    expect((await app.agent.post(PATH).send(v5)).status).to.equal(401);
    expect((await app.agent.post(PATH).set(app.as('platform')).send(v5)).status).to.equal(403);
  });
});
