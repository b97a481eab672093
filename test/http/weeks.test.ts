import { expect } from 'chai';
import fc from 'fast-check';
import { weeksAnswerSchema, weeksRequestSchema, type WeeksAnswer } from '../../shared/contracts/weeks.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { calculationAt } from '../support/calculations.ts';

const PATH = '/api/v1/calculations/weeks';
const curve = { kind: 'michaelis_menten', maxResponse: 100, halfSaturationCents: 10_000 } as const;
const s = { kind: 'hill', maxResponse: 100, halfSaturationCents: 10_000, slope: 2 } as const;
const carry = { kind: 'carry_over', curve, carryOverBasisPoints: 5_000 } as const;

describe('a line’s money over its weeks over HTTP', () => {
  let app: TestApp;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  const { send, solve: ask, refuse } = calculationAt(PATH, weeksAnswerSchema, () => app);
  const solve = (totalCents: number, weeks: number, pattern: object): Promise<WeeksAnswer> =>
    ask({ totalCents, weeks, pattern });

  const patterns: readonly (readonly [string, object, readonly number[]])[] = [
    ['even: 100.00 ÷ 3, the odd cent to the first', { kind: 'even' }, [3_334, 3_333, 3_333]],
    ['front-loaded 3 : 2 : 1', { kind: 'front_loaded' }, [5_000, 3_333, 1_667]],
    ['a week on, a week off', { kind: 'burst', on: 1, off: 1 }, [5_000, 0, 5_000]],
    ['to the election, doubling: 1 : 2 : 4 of 7', { kind: 'to_election', growth: 2 }, [1_429, 2_857, 5_714]],
    ['typed weights 70 / 29 / 1', { kind: 'custom', weights: [70, 29, 1] }, [7_000, 2_900, 100]],
  ];
  for (const [name, pattern, cents] of patterns)
    it(`spreads ${name}`, async () =>
      expect(await solve(10_000, 3, pattern)).to.deep.equal({ totalCents: 10_000, cents, carryOver: null }));

  it('is even without carry-over', async () => {
    const { cents, carryOver } = await solve(30_000, 3, { ...carry, carryOverBasisPoints: 0 });
    expect(cents).to.deep.equal([10_000, 10_000, 10_000]);
    // Three weeks at K: 3 × 100·100/(100 + 100) = 150.
    expect(carryOver?.response).to.be.closeTo(150, 1e-9);
    expect(carryOver?.even).to.deep.equal({ cents, response: carryOver?.response });
    // The next dollar goes into one week: slope 100·100/(100 + 100)² = 0.25 a dollar.
    expect(carryOver?.shadowPricePerDollar).to.be.closeTo(0.25, 1e-6);
  });

  it('gives two weeks what is best by hand', async () => {
    const { cents, carryOver } = await solve(30_000, 2, carry);
    // In dollars, a = x, b = 300 − x/2: x brings 10,000 ÷ (100 + a)² and takes half of 10,000 ÷ (100 + b)² away, so
    // (100 + b) = (100 + a) ÷ √2 → 400 − x/2 = (100 + x) ÷ √2 → x = (400 − 100/√2) ÷ (1/√2 + ½) = 272.79.
    expect(cents).to.deep.equal([27_279, 2_721]);
    expect(carryOver?.pressureCents).to.deep.equal([27_279, 2_721 + 27_279 / 2]);
    // Pressure 272.79 and 27.21 + 136.395 = 163.605.
    expect(carryOver?.response).to.be.closeTo((100 * 272.79) / 372.79 + (100 * 163.605) / 263.605, 1e-9);
    // Evenly $150 and $150: pressure 150 and 225 → 60 + 69.2307.
    expect(carryOver?.even.response).to.be.closeTo(60 + (100 * 225) / 325, 1e-9);
    expect(carryOver?.upperBound).to.be.at.least(carryOver?.response ?? NaN);
    expect(carryOver?.gap).to.be.within(0, 1e-9);
  });

  it('buys nothing while what was there before lasts, and heeds which weeks count', async () => {
    const rich = { ...carry, carryOverBasisPoints: 9_000, startingPressureCents: 100_000 };
    expect((await solve(5_000, 3, rich)).cents).to.deep.equal([5_000, 0, 0]);
    expect((await solve(5_000, 3, { ...carry, weekWeights: [0, 0, 1] })).cents).to.deep.equal([0, 0, 5_000]);
  });

  it('counts a short week by its days', async () => {
    const short = { ...carry, carryOverBasisPoints: 0, weekDays: [5, 7, 2] };
    const { cents, carryOver } = await solve(14_000, 3, short);
    expect(cents).to.deep.equal([5_000, 7_000, 2_000]);
    expect(carryOver?.even.cents).to.deep.equal(cents);
  });

  it('refuses an S-curve by name and says what to do instead', async () => {
    const { errors } = await refuse({ totalCents: 100, weeks: 2, pattern: { ...carry, curve: s } }, 422);
    expect(errors).to.have.length(1);
    expect(errors[0]).to.include({ code: 's_shaped_curve', path: 'pattern.curve' });
    expect(errors[0]?.message).to.include('S-shaped (slope 2, at most 1 here)').and.include('week pattern');
  });

  it('refuses numbers out of range, each with its path', async () => {
    const body = { totalCents: 100, weeks: 3, pattern: carry };
    const cases: readonly (readonly [object, string])[] = [
      [{ ...body, totalCents: 10.5 }, 'totalCents'],
      [{ ...body, totalCents: 10_000_000_000_001 }, 'totalCents'],
      [{ ...body, weeks: 0 }, 'weeks'],
      [{ ...body, weeks: 105 }, 'weeks'],
      [{ ...body, pattern: { kind: 'magic' } }, 'pattern.kind'],
      [{ ...body, pattern: { ...carry, carryOverBasisPoints: 10_000 } }, 'pattern.carryOverBasisPoints'],
      [{ ...body, pattern: { ...carry, startingPressureCents: -1 } }, 'pattern.startingPressureCents'],
      [{ ...body, pattern: { ...carry, weekDays: [7, 0, 7] } }, 'pattern.weekDays.1'],
      [{ ...body, pattern: { ...carry, weekDays: [7, 7] } }, 'pattern.weekDays'],
      [{ ...body, pattern: { ...carry, weekWeights: [1, 1, 1, 1] } }, 'pattern.weekWeights'],
      [{ ...body, pattern: { kind: 'custom', weights: [1, 2] } }, 'pattern.weights'],
      [{ ...body, pattern: { kind: 'custom', weights: [0, 0, 0] } }, 'pattern.weights'],
      [{ ...body, pattern: { kind: 'even', ratio: 3 } }, 'pattern.ratio'],
      [{ ...body, pattern: { kind: 'burst', on: 0, off: 1 } }, 'pattern.on'],
    ];
    for (const [sent, path] of cases) {
      const { errors } = await refuse(sent, 400);
      const paths = errors.map((error) => error.path);
      expect(paths, JSON.stringify(errors)).to.include(path);
    }
  });

  it('never fails by itself: whatever fits the contract is split exactly', async () => {
    const number = fc.oneof(
      fc.constantFrom(0, 1e-30, 1e-9, 1, 1e9, 1e30),
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    );
    const positiveCents = fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.constant(10_000_000_000_000));
    const anyCurve = fc.oneof(
      fc.record({
        kind: fc.constant('michaelis_menten'),
        maxResponse: number,
        halfSaturationCents: positiveCents,
      }),
      fc.record({
        kind: fc.constant('hill'),
        maxResponse: number,
        halfSaturationCents: positiveCents,
        slope: fc.constantFrom(0.05, 0.5, 1, 1.5),
      }),
      fc.record({ kind: fc.constant('log'), scale: number, offsetCents: positiveCents }),
      fc.record({ kind: fc.constant('power'), scale: number, exponent: fc.constantFrom(0.001, 0.5, 0.999) }),
      fc.record({ kind: fc.constant('exponential'), maxResponse: number, ratePerDollar: number }),
      fc.record({ kind: fc.constant('linear'), perDollar: number }),
    );
    const anyWeeks = fc.integer({ min: 1, max: 6 }).chain((weeks) =>
      fc.record({
        totalCents: fc.oneof(fc.nat(50), fc.nat(10_000_000), fc.constant(10_000_000_000_000)),
        weeks: fc.constant(weeks),
        pattern: fc.record(
          {
            kind: fc.constant('carry_over'),
            curve: anyCurve,
            carryOverBasisPoints: fc.constantFrom(0, 1, 3_000, 9_900),
            startingPressureCents: fc.constantFrom(0, 5_000, 10_000_000_000_000),
            weekWeights: fc.array(fc.constantFrom(0, 1, 1e6), { minLength: weeks, maxLength: weeks }),
            weekDays: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: weeks, maxLength: weeks }),
          },
          { requiredKeys: ['kind', 'curve', 'carryOverBasisPoints'] },
        ),
      }),
    );
    await fc.assert(
      fc.asyncProperty(anyWeeks, async (given) => {
        const answer = await send(given);
        const isS =
          given.pattern.curve.kind === 'hill' && 'slope' in given.pattern.curve && given.pattern.curve.slope > 1;
        if (answer.status === 422 && isS) return;
        expect(answer.status, answer.text.slice(0, 300)).to.equal(200);
        const { cents, carryOver } = weeksAnswerSchema.parse(answer.body);
        expect(cents).to.have.length(given.weeks);
        expect(Math.min(...cents)).to.be.at.least(0);
        expect(cents.reduce((sum, x) => sum + x, 0)).to.equal(given.totalCents);
        expect(carryOver!.response).to.be.at.least(carryOver!.even.response * (1 - 1e-9));
        expect(carryOver!.upperBound).to.be.at.least(carryOver!.response);
      }),
      { numRuns: 80 },
    );
  });

  it('is described with an example that is what it answers', async () => {
    const { body } = await app.agent.get('/openapi.json');
    const operation = body.paths[PATH].post;
    const example = weeksRequestSchema.parse(operation.requestBody.content['application/json'].schema.example);
    const told = weeksAnswerSchema.parse(operation.responses['200'].content['application/json'].schema.example);
    const answer = weeksAnswerSchema.parse((await send(example)).body);
    expect(answer.cents).to.deep.equal(told.cents);
    expect(answer.carryOver?.response).to.be.closeTo(told.carryOver!.response, 1e-5);
    expect(answer.carryOver?.even).to.deep.include({ cents: told.carryOver!.even.cents });
    expect(answer.carryOver?.shadowPricePerDollar).to.be.closeTo(told.carryOver!.shadowPricePerDollar, 1e-6);
  });

  it('shows who may ask, and whom not', async () => {
    const body = { totalCents: 100, weeks: 2, pattern: { kind: 'even' } };
    expect((await app.agent.post(PATH).send(body)).status).to.equal(401);
    expect((await app.agent.post(PATH).set(app.as('platform')).send(body)).status).to.equal(403);
  });
});
