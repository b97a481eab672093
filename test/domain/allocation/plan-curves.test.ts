import { expect } from 'chai';
import fc from 'fast-check';
import type { Curve } from '../../../shared/domain/allocation/curves/curve.ts';
import { marginalPerDollar, responseAt } from '../../../shared/domain/allocation/curves/response.ts';
import { estimateCurve, type ResponseUnit } from '../../../shared/domain/allocation/forecast/cold-start.ts';
import { benchmarkBelief } from '../../../shared/domain/allocation/forecast/curve-belief.ts';
import type { LineForecast } from '../../../shared/domain/allocation/forecast/line-forecast.ts';
import { planCurves, type PlanLine } from '../../../shared/domain/allocation/forecast/plan-curves.ts';
import { addDays, type Day } from '../../../shared/domain/calendar/day.ts';
import { toMetrics, type Metrics } from '../../../shared/domain/delivery/metrics.ts';
import { centsToMicros } from '../../../shared/domain/money.ts';
import { aFlight, aLine, aTvLine } from '../../support/plans.ts';

const FIRST: Day = '2026-10-26';
const DAYS = 35;
const PEOPLE = 6_000_000;

/** $10,000.00 over 35 even days at a $20.00 CPM. */
const line = (fields: Partial<PlanLine> = {}): PlanLine => ({
  ...aLine({
    id: 'lin_1',
    channel: 'social',
    rate: { kind: 'cpm', amountMicros: 20_000_000, basis: 'gross' },
    flights: [aFlight({ budgetCents: 1_000_000 })],
  }),
  curve: undefined,
  ...fields,
});

function curveOf(
  one: PlanLine,
  days: readonly Partial<Record<keyof Metrics, number>>[],
  unit: ResponseUnit = 'conversions',
): LineForecast {
  const delivered = new Map(days.map((metrics, index) => [addDays(FIRST, index), toMetrics(metrics)]));
  const { lines, without } = planCurves({
    lines: [one],
    firstLines: [one],
    unit,
    population: PEOPLE,
    commissionBasisPoints: 1_500,
    ownCount: true,
    isEstimating: true,
    delivered: new Map([[one.id, delivered]]),
  });
  if (!lines[0]) throw new Error(without[0]?.reason);
  return lines[0];
}

/** Days of a line whose whole-campaign curve is `truth`: n days of g(x) = truth(n·x) ÷ n. */
function daysOf(TRUTH: Curve, dollars: readonly number[]) {
  return dollars.map((spend) => ({
    spendMicros: spend * 1_000_000,
    impressions: spend * 50,
    conversions: Math.round(responseAt(TRUTH, 100 * spend * DAYS) / DAYS),
  }));
}

const width = ({ atPlan }: LineForecast) => Math.log(atPlan.now.high / atPlan.now.low);
/** From $60 to $5,000 a day, again and again. */
const VARIED = Array.from({ length: 28 }, (_, day) => [60, 150, 400, 900, 1_800, 3_200, 5_000][day % 7]!);
/** The benchmark believes V 7,440 and K $74,400; the truth is better and bends earlier. */
const TRUTH = { kind: 'michaelis_menten', maxResponse: 12_000, halfSaturationCents: 5_000_000 } as const;

describe('the curves of a plan', () => {
  it('are exactly the benchmark while nothing is delivered, and say so', () => {
    for (const unit of ['reach', 'impressions', 'grps', 'conversions'] as const) {
      const one = curveOf(line(), [], unit);
      const estimate = estimateCurve({ channel: 'social', rate: line().rate, population: PEOPLE, unit });
      if (estimate.kind === 'refused') throw new Error('refused');
      expect(one.curves.middle).to.deep.equal(estimate.curves.middle);
      expect(one.prior.curve).to.deep.equal(one.curves.middle);
      expect(one.sureness).to.deep.equal(one.prior.sureness);
      expect(one.facts).to.deep.include({ kind: 'none', days: 0 });
      expect(one.basis).to.match(/^Benchmark only: no delivery to learn from yet\./);
    }
  });

  it('are exactly the line’s own curve where it carries one, with a band around it', () => {
    const own = { kind: 'michaelis_menten', maxResponse: 900, halfSaturationCents: 600_000 } as const;
    const one = curveOf(line({ curve: own }), []);
    expect(one.curves.middle).to.deep.equal(own);
    expect(one.source).to.equal('own');
    const at = one.atPlan.cents;
    expect(responseAt(one.curves.low, at)).to.be.below(responseAt(own, at));
    expect(responseAt(one.curves.high, at)).to.be.above(responseAt(own, at));
    // The low curve is at the low edge of the band where the plan stands.
    expect(responseAt(one.curves.low, at) / one.atPlan.now.low).to.be.closeTo(1, 0.03);
    expect(one.basis).to.match(/^Own curve, kept with this line only/);
  });

  it('start out with V and K correlated: the ceiling moves both', () => {
    const believed = benchmarkBelief({
      ...{ channel: 'ctv', rate: { kind: 'cpm', amountMicros: 30_000_000, basis: 'gross' } },
      ...{ population: 1_000_000, unit: 'reach' },
    } as const);
    if (believed.kind === 'refused') throw new Error('refused');
    const { belief } = believed;
    // Ceiling .35 to .70: ln 2 ÷ (2 × 1.2816) = .2704; with ± 15 % on price K has √(.2704² + .15²) = .3092; .2704² ÷ (.2704 × .3092) = .8745.
    expect(belief.sdLogMaxResponse).to.be.closeTo(0.2704, 1e-4);
    expect(belief.sdLogHalfSaturation).to.be.closeTo(0.3092, 1e-4);
    expect(belief.correlation).to.be.closeTo(0.8745, 1e-4);
  });

  it('approach the truth that delivery was made from, and the band narrows', () => {
    const counts = [0, 3, 7, 14, 28];
    const learnt = counts.map((n) => curveOf(line(), daysOf(TRUTH, VARIED.slice(0, n))));
    const miss = learnt.map(({ curves }) =>
      Math.abs(Math.log(responseAt(curves.middle, 1_000_000) / responseAt(TRUTH, 1_000_000))),
    );
    expect(miss[4]).to.be.below(0.05);
    expect(miss[4]).to.be.below(miss[0]! / 4);
    for (let i = 1; i < counts.length; i += 1) expect(width(learnt[i]!)).to.be.below(width(learnt[i - 1]!));
    const last = learnt[4]!;
    expect(last.curves.middle).to.have.property('kind', 'michaelis_menten');
    if (last.curves.middle.kind === 'michaelis_menten') {
      expect(last.curves.middle.maxResponse / 12_000).to.be.closeTo(1, 0.15);
      expect(last.curves.middle.halfSaturationCents / 5_000_000).to.be.closeTo(1, 0.2);
    }
    expect(last.facts).to.deep.include({
      kind: 'response',
      days: 28,
      from: FIRST,
      through: addDays(FIRST, 27),
      setAside: [],
    });
    expect(last.basis).to.match(/^Benchmark and 28 reported days\. Learned from conversions/);
  });

  it('learn an own curve just the same, and a curve without a ceiling as a whole', () => {
    const own = { kind: 'hill', maxResponse: 10_000, halfSaturationCents: 4_000_000, slope: 1 } as const;
    const one = curveOf(line({ curve: own }), daysOf(TRUTH, VARIED));
    expect(responseAt(one.curves.middle, 1_000_000) / responseAt(TRUTH, 1_000_000)).to.be.closeTo(1, 0.06);
    const log = { kind: 'log', scale: 1_000, offsetCents: 500_000 } as const;
    const twice = { kind: 'log', scale: 2_000, offsetCents: 500_000 } as const;
    const scaled = curveOf(line({ curve: log }), daysOf(twice, VARIED));
    expect(responseAt(scaled.curves.middle, 1_000_000) / responseAt(twice, 1_000_000)).to.be.closeTo(1, 0.06);
    expect(scaled.sureness.kind).to.equal('scale');
    expect(width(scaled)).to.be.below(width(curveOf(line({ curve: log }), [])));
  });

  it('learn only what a dollar buys where the goal is reach: the ceiling stays as believed', () => {
    // 40 impressions a dollar instead of the 50 of a $20.00 CPM: people cost a quarter more, so K × 1.25.
    const days = Array.from({ length: 14 }, (_, day) => ({
      spendMicros: (250 + day) * 1_000_000,
      impressions: (250 + day) * 40,
    }));
    const [before, now] = [curveOf(line(), [], 'reach'), curveOf(line(), days, 'reach')];
    expect(now.facts.kind).to.equal('price');
    if (before.curves.middle.kind !== 'michaelis_menten' || now.curves.middle.kind !== 'michaelis_menten')
      throw new Error('kind');
    expect(now.curves.middle.maxResponse / before.curves.middle.maxResponse).to.be.closeTo(1, 1e-6);
    expect(now.curves.middle.halfSaturationCents / before.curves.middle.halfSaturationCents).to.be.closeTo(1.25, 0.03);
    if (now.sureness.kind !== 'shape' || before.sureness.kind !== 'shape') throw new Error('kind');
    expect(now.sureness.sdLogMaxResponse).to.be.closeTo(before.sureness.sdLogMaxResponse, 1e-6);
    expect(now.sureness.correlation).to.be.above(before.sureness.correlation);
    expect(width(now)).to.be.below(width(before));
    expect(now.basis).to.include('not where the curve bends').and.include('correlation 0.9');
  });

  it('hold TV to the price of its points, whatever a spot’s length costs', () => {
    const tv: PlanLine = { ...aTvLine({ id: 'lin_1' }), curve: undefined };
    // $400.00 for 8.0 points, as agreed: the price is confirmed and the curve stays.
    const days = Array.from({ length: 5 }, () => ({ spendMicros: centsToMicros(40_000), grpHundredths: 800 }));
    const [before, now] = [curveOf(tv, [], 'reach'), curveOf(tv, days, 'reach')];
    expect(responseAt(now.curves.middle, 400_000) / responseAt(before.curves.middle, 400_000)).to.be.closeTo(1, 1e-4);
    expect(width(now)).to.be.below(width(before));
    const short: PlanLine = {
      ...tv,
      tv: { ...tv.tv!, lengthSeconds: 15, lengthFactors: [{ lengthSeconds: 15, basisPoints: 6_000 }] },
    };
    // A :15 at 60 % of the price buys the same points for less: more people a dollar from the start.
    const first = (one: LineForecast) => marginalPerDollar(one.curves.middle, 0);
    expect(first(curveOf(short, [], 'reach'))).to.be.closeTo(first(before) / 0.6, 0.01);
  });

  it('are not broken by days without spend, corrections below zero or a day a thousand times off', () => {
    const good = daysOf(TRUTH, VARIED.slice(0, 14));
    const clean = curveOf(line(), good);
    const dirty = curveOf(line(), [
      ...good,
      { spendMicros: 0, conversions: 40 },
      { spendMicros: -90_000_000, conversions: -12 },
      { spendMicros: 300_000_000, conversions: 250_000 },
      { spendMicros: 10_000, conversions: 900 },
    ]);
    expect(dirty.facts.setAside).to.deep.equal([
      { reason: 'nothing spent, nothing counted, or corrected to nothing', days: 2 },
      { reason: 'too far from the other days to be true', days: 2 },
    ]);
    expect(dirty.facts.days).to.equal(14);
    expect(dirty.curves).to.deep.equal(clean.curves);
    expect(dirty.basis).to.include('Set aside: 2 days (nothing spent');
  });

  it('fall back on the price when a platform never reports the goal', () => {
    const days = Array.from({ length: 10 }, () => ({ spendMicros: 300_000_000, impressions: 15_000 }));
    const one = curveOf(line(), days, 'donations');
    expect(one.facts.kind).to.equal('price');
    expect(one.basis).to.include('Nobody reports donations here');
  });

  it('share a channel’s ceiling by the first plan’s money, so that a revision doesn’t bend them', () => {
    const [a, b] = [line({ id: 'a' }), line({ id: 'b', flights: [aFlight({ id: 'flt_b', budgetCents: 3_000_000 })] })];
    const base = {
      ...{ firstLines: [a, b], unit: 'reach' as const, population: PEOPLE, commissionBasisPoints: 1_500 },
      ...{ isEstimating: true, ownCount: true, delivered: new Map() },
    };
    const first = planCurves({ ...base, lines: [a, b] });
    const moved = { ...a, flights: [aFlight({ budgetCents: 2_500_000 })] };
    const revised = planCurves({ ...base, lines: [moved, b] });
    expect(revised.lines.map(({ curves }) => curves.middle)).to.deep.equal(
      first.lines.map(({ curves }) => curves.middle),
    );
    // 62 % of 6,000,000 people between them, a quarter and three quarters.
    const ceilings = first.lines.map(({ curves }) =>
      curves.middle.kind === 'michaelis_menten' ? curves.middle.maxResponse : 0,
    );
    expect(ceilings[0]).to.be.closeTo(930_000, 1);
    expect(ceilings[1]).to.be.closeTo(2_790_000, 1);
    expect(first.lines[0]!.basis).to.include('It has 25 % of its channel’s ceiling');
  });

  it('are all estimated in a unit that the lines’ own curves don’t count', () => {
    const own = line({ curve: { kind: 'michaelis_menten', maxResponse: 900, halfSaturationCents: 600_000 } });
    const base = {
      lines: [own],
      firstLines: [own],
      population: PEOPLE,
      commissionBasisPoints: 1_500,
      delivered: new Map(),
    };
    const { lines } = planCurves({ ...base, unit: 'impressions', ownCount: false, isEstimating: false });
    expect(lines[0]?.source).to.equal('benchmark');
  });

  it('name a line that has no curve and can’t be given one', () => {
    const flat = line({ rate: { kind: 'flat', amountMicros: 5_000_000, basis: 'gross' } });
    const input = {
      ...{
        lines: [flat],
        firstLines: [flat],
        unit: 'reach' as const,
        population: PEOPLE,
        commissionBasisPoints: 1_500,
      },
      ownCount: true,
      delivered: new Map(),
    };
    expect(planCurves({ ...input, isEstimating: true }).without[0]!.reason).to.include(
      'says nothing about people reached',
    );
    expect(planCurves({ ...input, isEstimating: false }).without[0]!.reason).to.equal('It has no response curve yet.');
  });

  it('stay curves whatever is reported', () => {
    const amount = fc.integer({ min: -1_000_000_000, max: 50_000_000_000 });
    const count = fc.integer({ min: -1_000, max: 10_000_000 });
    const day = fc.record({ spendMicros: amount, impressions: count, conversions: count, clicks: count });
    const unit = fc.constantFrom<ResponseUnit>('reach', 'impressions', 'grps', 'conversions');
    fc.assert(
      fc.property(fc.array(day, { maxLength: 30 }), unit, (days, which) => {
        const one = curveOf(line(), days, which);
        const { low, middle, high } = one.curves;
        for (const curve of [low, middle, high]) {
          const value = responseAt(curve, 1_000_000);
          expect(Number.isFinite(value) && value > 0).to.equal(true);
        }
        expect(one.atPlan.now.low).to.be.at.most(one.atPlan.now.middle);
        expect(one.atPlan.now.middle).to.be.at.most(one.atPlan.now.high);
        const aside = one.facts.setAside.reduce((sum, { days: n }) => sum + n, 0);
        if (one.facts.kind !== 'none') expect(one.facts.days + aside).to.equal(days.length);
      }),
      { numRuns: 150 },
    );
  });
});
