import { expect } from 'chai';
import fc from 'fast-check';
import { buyGreedy } from '../../../shared/domain/buying/buy-greedy.ts';
import { buyModel, firstCuts, moreCuts } from '../../../shared/domain/buying/buy-model.ts';
import { buyRules } from '../../../shared/domain/buying/buy-rules.ts';
import type { BuyInput, BuyLine } from '../../../shared/domain/buying/buying.ts';
import { checkBuy } from '../../../shared/domain/buying/check-buy.ts';
import { reachCurve, reachOf } from '../../../shared/domain/buying/reach-gain.ts';
import { explainInfeasible, relaxationModel } from '../../../shared/domain/buying/relaxation.ts';
import { brokenRules, modelObjective, modelText } from '../../../shared/domain/linear-model.ts';

function line(id: string, over: Partial<BuyLine> = {}): BuyLine {
  const base = { id, station: 'WAAA', daypart: 'prime', week: '2026-10-05', lengthSeconds: 30 };
  return { ...base, ratingHundredths: 300, costCents: 6_000, avails: 10, ...over };
}
const points = { kind: 'rating_points' } as const;
const bought = (input: BuyInput): Record<string, number> =>
  Object.fromEntries(buyGreedy(input).answer.spots.map(({ lineId, spots }) => [lineId, spots]));

describe('Buying rating points', () => {
  it('takes the most points per dollar first, up to the avails', () => {
    // a: 5.0 points per $100, b: 4.0: 10 × $60 = $600 for a, $200 left = 4 × $50.
    const lines = [line('a'), line('b', { ratingHundredths: 200, costCents: 5_000 })];
    expect(bought({ lines, budgetCents: 80_000, goal: points })).to.deep.equal({ a: 10, b: 4 });
  });

  it('keeps a station within its share of the budget: 50 % of $600 is five spots', () => {
    const lines = [line('a'), line('b', { station: 'WBBB', ratingHundredths: 100 })];
    const stations = [{ station: 'WAAA', maximumShareBasisPoints: 5_000 }];
    expect(bought({ lines, budgetCents: 60_000, goal: points, stations })).to.deep.equal({ a: 5, b: 5 });
  });

  it('fills the floor of a daypart before the better one', () => {
    const lines = [line('a'), line('n', { daypart: 'early news', ratingHundredths: 100 })];
    // 25 % of $480 = $120 = 2 spots.
    const dayparts = [{ daypart: 'early news', minimumShareBasisPoints: 2_500 }];
    expect(bought({ lines, budgetCents: 48_000, goal: points, dayparts })).to.deep.equal({ a: 6, n: 2 });
  });

  it('meets the goal of each week and stays below its cap', () => {
    const lines = [line('a'), line('b', { week: '2026-10-12', ratingHundredths: 100 })];
    const weeks = [
      { week: '2026-10-05', maximumHundredths: 1_000 },
      { week: '2026-10-12', minimumHundredths: 200 },
    ];
    expect(bought({ lines, budgetCents: 30_000, goal: points, weeks })).to.deep.equal({ a: 3, b: 2 });
  });

  it('buys none or at least the minimum of a line', () => {
    const lines = [line('a', { minimumWhenUsed: 3 }), line('b', { ratingHundredths: 100 })];
    expect(bought({ lines, budgetCents: 12_000, goal: points })).to.deep.equal({ b: 2 });
    expect(bought({ lines, budgetCents: 18_000, goal: points })).to.deep.equal({ a: 3 });
  });

  it('leaves locked lines as they are and buys nothing after the stop day', () => {
    const lines = [
      line('a', { lockedSpots: 1 }),
      line('late', { week: '2026-11-02' }),
      line('c', { ratingHundredths: 100 }),
    ];
    expect(bought({ lines, budgetCents: 24_000, goal: points, stopDay: '2026-11-02' })).to.deep.equal({ a: 1, c: 3 });
  });

  it('says which limits the locked spots alone exceed', () => {
    const lines = [line('a', { lockedSpots: 3 })];
    expect(buyGreedy({ lines, budgetCents: 12_000, goal: points }).unmet).to.deep.equal(['budget']);
  });

  it('says which floors it could not reach', () => {
    const weeks = [{ week: '2026-10-05', minimumHundredths: 900 }];
    expect(buyGreedy({ lines: [line('a')], budgetCents: 12_000, goal: points, weeks }).unmet).to.deep.equal([
      'goal of week 2026-10-05',
    ]);
  });
});

const plans = fc.record({
  lines: fc.array(
    fc.record({
      station: fc.constantFrom('WAAA', 'WBBB', 'WCCC'),
      daypart: fc.constantFrom('prime', 'early news'),
      week: fc.constantFrom('2026-10-05', '2026-10-12'),
      ratingHundredths: fc.integer({ min: 1, max: 900 }),
      costCents: fc.integer({ min: 1_000, max: 90_000 }),
      avails: fc.integer({ min: 0, max: 6 }),
      minimumWhenUsed: fc.constantFrom(undefined, 2, 3),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  budgetCents: fc.integer({ min: 0, max: 900_000 }),
  cap: fc.integer({ min: 1_000, max: 10_000 }),
});
const inputOf = ({
  lines,
  budgetCents,
  cap,
}: {
  lines: Omit<BuyLine, 'id' | 'lengthSeconds'>[];
  budgetCents: number;
  cap: number;
}): BuyInput => ({
  lines: lines.map((own, at) => ({ ...own, id: `l${at}`, lengthSeconds: 30 })),
  budgetCents,
  goal: points,
  stations: [{ station: 'WAAA', maximumShareBasisPoints: cap }],
  weeks: [{ week: '2026-10-12', maximumHundredths: 2_000 }],
});
const spotsOf = (input: BuyInput, spots: readonly { lineId: string; spots: number }[]): number[] =>
  input.lines.map(({ id }) => spots.find(({ lineId }) => lineId === id)?.spots ?? 0);

describe('Every buy', () => {
  it('keeps all upper limits and minimums, and its bound is above it', () => {
    fc.assert(
      fc.property(plans, (given) => {
        const input = inputOf(given);
        const { answer } = buyGreedy(input);
        const spots = spotsOf(input, answer.spots);
        for (const rule of buyRules(input)) {
          const used = rule.lines.reduce((sum, at, place) => sum + (rule.amounts[place] ?? 0) * (spots[at] ?? 0), 0);
          expect(used, rule.name).to.be.at.most(rule.upper);
        }
        input.lines.forEach(({ avails, minimumWhenUsed = 0 }, at) => {
          const own = spots[at] ?? 0;
          expect(own).to.be.at.most(avails);
          expect(own === 0 || own >= minimumWhenUsed).to.equal(true);
        });
        expect(answer.bound).to.be.at.least(answer.value - 1e-6);
      }),
    );
  });

  it('is feasible in the exact model, whose objective counts the same points', () => {
    fc.assert(
      fc.property(plans, (given) => {
        const input = inputOf(given);
        const { answer } = buyGreedy(input);
        const spots = spotsOf(input, answer.spots);
        const { model } = buyModel(input);
        const used = input.lines.flatMap((own, at) =>
          (own.minimumWhenUsed ?? 0) > 1 && own.avails > 0 ? [(spots[at] ?? 0) > 0 ? 1 : 0] : [],
        );
        const values = [...spots, ...used];
        expect(brokenRules(model, values)).to.deep.equal([]);
        expect(modelObjective(model, values)).to.equal(answer.ratingHundredths);
      }),
    );
  });
});

describe('Reach of a vehicle', () => {
  it('gives 80.21 % for α = β = .75 and five spots', () => {
    // P0 = Π (.75+j)/(1.5+j), j 0…4 = .5 × .7 × .785714 × .833333 × .863636 = .19792
    expect(reachOf(reachCurve({ alpha: 0.75, beta: 0.75 }, 5)[5] ?? 0)).to.be.closeTo(0.80208, 5e-6);
  });

  it('adds less with every spot, and cuts along it never lie below it', () => {
    const positive = fc.double({ min: 0.01, max: 20, noNaN: true });
    fc.assert(
      fc.property(positive, positive, fc.integer({ min: 2, max: 60 }), (alpha, beta, most) => {
        const curve = reachCurve({ alpha, beta }, most);
        for (let n = 1; n < most; n += 1) {
          const [before = 0, here = 0, after = 0] = [curve[n - 1], curve[n], curve[n + 1]];
          expect(after - here).to.be.at.most(here - before + 1e-12);
        }
        for (const cut of firstCuts(most)) {
          const slope = (curve[cut + 1] ?? 0) - (curve[cut] ?? 0);
          curve.forEach((value, n) => expect((curve[cut] ?? 0) + slope * (n - cut)).to.be.at.least(value - 1e-9));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('adds cuts only where the model overstates it', () => {
    const input: BuyInput = {
      lines: [line('a', { avails: 9 })],
      budgetCents: 60_000,
      goal: { kind: 'reach', vehicles: [{ station: 'WAAA', daypart: 'prime', alpha: 0.75, beta: 0.75 }] },
    };
    const cuts = [[0]];
    const built = buyModel(input, cuts);
    const worth = built.worthColumns[0] ?? 0;
    const stated = Array.from({ length: worth + 1 }, (_, at) => (at === 0 ? 3 : at === worth ? 3 * Math.log(2) : 0));
    expect(moreCuts(built, stated, cuts, 1e-6)).to.deep.equal([[0, 2, 3]]);
    const exact = stated.map((value, at) => (at === worth ? (built.vehicles[0]?.curve[3] ?? 0) : value));
    expect(moreCuts(built, exact, cuts, 1e-6)).to.equal(undefined);
  });

  it('spreads over vehicles when reach is the goal', () => {
    const lines = [line('a', { costCents: 1_000 }), line('b', { station: 'WBBB', costCents: 1_000 })];
    const vehicles = ['WAAA', 'WBBB'].map((station) => ({ station, daypart: 'prime', alpha: 0.75, beta: 0.75 }));
    expect(bought({ lines, budgetCents: 6_000, goal: { kind: 'reach', vehicles } })).to.deep.equal({ a: 3, b: 3 });
  });

  it('is bounded from above also beside locked spots, which are worth more than the next one', () => {
    // Three locked spots and room for four more: two of l0 and two of l3 make seven; greedy takes all of l0, then l3 has no room.
    const own = { ratingHundredths: 1, costCents: 1_000 };
    const locked = ['l1', 'l2', 'l4'].map((id) => line(id, { ...own, avails: 0, lockedSpots: 1 }));
    const lines = [line('l0', { ...own, avails: 3 }), line('l3', { ...own, avails: 2, minimumWhenUsed: 2 }), ...locked];
    const vehicle = { station: 'WAAA', daypart: 'prime', alpha: 0.4, beta: 0.9 };
    const goal = { kind: 'reach' as const, vehicles: [vehicle] };
    const { answer } = buyGreedy({ lines, budgetCents: 7_000, goal });
    expect(answer.bound).to.be.at.least(reachCurve(vehicle, 7)[7] ?? 0);
    expect(answer.value).to.be.at.most(answer.bound);
    expect(answer.status).to.equal('best_found');
  });
});

describe('A buy that can not be made', () => {
  it('reads the least relaxation in words', () => {
    const weeks = [{ week: '2026-10-05', minimumHundredths: 2_000 }];
    const { model, read } = relaxationModel({
      lines: [line('a', { avails: 4 })],
      budgetCents: 100_000,
      goal: points,
      weeks,
    });
    const slack = model.columns.findIndex(({ name }) => name === 'lower goal of week 2026-10-05');
    const values = model.columns.map((_, at) => (at === 0 ? 4 : at === slack ? 800 : 0));
    expect(brokenRules(model, values)).to.deep.equal([]);
    const [relaxation] = read(values);
    expect(relaxation).to.deep.equal({
      rule: 'goal of week 2026-10-05',
      unit: 'hundredths',
      side: 'lower',
      from: 2_000,
      to: 1_200,
    });
    expect(explainInfeasible(read(values))[0]?.message).to.include('Lower it to 12.00 points');
  });

  it('names faults that need no solver', () => {
    const lines = [
      line('a', { costCents: -1 }),
      line('a', { lockedSpots: 2, week: '2026-11-02' }),
      line('b', { minimumWhenUsed: 20 }),
    ];
    const goal = { kind: 'reach' as const, vehicles: [{ station: 'WXXX', daypart: 'prime', alpha: 0, beta: 1 }] };
    const codes = checkBuy({ lines, budgetCents: 1.5, goal, stopDay: '2026-11-02' }).map(({ code }) => code);
    expect(codes).to.have.members([
      'line_invalid',
      'locked_after_stop',
      'minimum_above_avails',
      'line_twice',
      'budget_invalid',
      'vehicle_invalid',
      'vehicle_missing',
    ]);
  });

  it('writes the model as LP text with the names beside it', () => {
    const text = modelText(buyModel({ lines: [line('a')], budgetCents: 12_000, goal: points }).model);
    expect(text.split('\n').slice(0, 5)).to.deep.equal([
      'Maximize',
      ' cost: + 300 x0',
      'Subject To',
      '\\ budget',
      ' r0u: + 6000 x0 <= 12000',
    ]);
  });
});
