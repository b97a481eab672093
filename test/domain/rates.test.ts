import { expect } from 'chai';
import fc from 'fast-check';
import {
  DEFAULT_COMMISSION_BASIS_POINTS,
  addFees,
  costOfUnits,
  effectiveRateMicros,
  equivalizedGrpHundredths,
  grossToNet,
  grpHundredths,
  netToGross,
  onBasis,
  rateOnBasis,
  rateUnit,
  spotCostCents,
  unitsForCost,
  type Rate,
  type RateKind,
} from '../../shared/domain/rates.ts';

const rate = (kind: RateKind, dollars: number): Rate => ({ kind, amountMicros: dollars * 1_000_000, basis: 'gross' });

describe('a rate', () => {
  it('turns units into cents and cents into units', () => {
    const cases: [Rate, number, number][] = [
      [rate('cpm', 20), 125_000, 250_000], // 125 × $20.00
      [rate('cpc', 1.5), 2_000, 300_000], // 2,000 × $1.50
      [rate('cpcv', 0.03), 100_000, 300_000], // 100,000 × $0.03
      [rate('cpp', 50), 800, 40_000], // 8.0 points × $50.00
      [rate('flat', 1_200), 3, 360_000], // 3 buys of $1,200.00
    ];
    for (const [given, units, cents] of cases) {
      expect(costOfUnits(given, units), given.kind).to.equal(cents);
      expect(unitsForCost(given, cents), given.kind).to.equal(units);
      expect(effectiveRateMicros(given.kind, cents, units), given.kind).to.equal(given.amountMicros);
    }
  });

  it('rounds once, at the end: 333 impressions at $7.77 cost $2.59', () => {
    expect(costOfUnits(rate('cpm', 7.77), 333)).to.equal(259); // 2.58741
    expect(unitsForCost(rate('cpm', 7.77), 259)).to.equal(333); // 333.33…
    expect(unitsForCost(rate('cpc', 0.75), 100)).to.equal(1); // $1.00 buys one click, not 1.33
  });

  it('is never divided by when it is zero', () => {
    expect(() => unitsForCost(rate('cpm', 0), 100)).to.throw(RangeError, 'above zero');
    expect(rateUnit('cpp')).to.equal('rating_hundredths');
  });

  it('a budget never buys more than it pays for, and one unit more would not fit', () => {
    const kinds = fc.constantFrom<RateKind>('cpm', 'cpc', 'cpcv', 'cpp', 'flat');
    fc.assert(
      fc.property(
        kinds,
        fc.integer({ min: 10_000, max: 10 ** 10 }),
        fc.integer({ min: 0, max: 10 ** 9 }),
        (kind, micros, cents) => {
          const given: Rate = { kind, amountMicros: micros, basis: 'net' };
          const units = unitsForCost(given, cents);
          expect(costOfUnits(given, units)).to.be.at.most(cents);
          const per = { cpm: 1_000n, cpc: 1n, cpcv: 1n, cpp: 100n, flat: 1n }[kind];
          expect(BigInt(units + 1) * BigInt(micros) > BigInt(cents) * per * 10_000n).to.equal(true);
        },
      ),
    );
  });
});

describe('gross and net', () => {
  it('net takes the commission off, gross divides by what is left', () => {
    expect(grossToNet(5_000_000, 1_500)).to.equal(4_250_000); // $50,000.00 × .85
    expect(netToGross(4_250_000, 1_500)).to.equal(5_000_000); // ÷ .85, not × 1.15 = $48,875.00
    expect(netToGross(10_000, 1_500)).to.equal(11_765); // $100 ÷ .85 = $117.647
    expect(grossToNet(10_000, 0)).to.equal(10_000);
  });

  it('quotes a rate on the other basis', () => {
    expect(rateOnBasis(rate('cpm', 20), 'net', 1_500)).to.deep.equal({
      kind: 'cpm',
      amountMicros: 17_000_000,
      basis: 'net',
    });
    expect(rateOnBasis(rate('cpm', 20), 'gross', 1_500)).to.deep.equal(rate('cpm', 20));
    expect(onBasis(8_500, { from: 'net', to: 'gross', commissionBasisPoints: 1_500 })).to.equal(10_000);
  });

  it('takes 15 % where nothing else is agreed', () => {
    expect(grossToNet(10_000, DEFAULT_COMMISSION_BASIS_POINTS)).to.equal(8_500);
  });

  it('refuses a commission that leaves nothing', () => {
    for (const wrong of [10_000, -1, 15.5]) expect(() => netToGross(1, wrong)).to.throw(RangeError, 'basis points');
  });

  it('net to gross and back is the same net, to the cent', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(10 ** 12), max: 10 ** 12 }),
        fc.integer({ min: 0, max: 9_000 }),
        (net, commission) => {
          expect(grossToNet(netToGross(net, commission), commission)).to.equal(net);
        },
      ),
    );
  });
});

describe('fees', () => {
  it('are added to the media cost one by one', () => {
    const priced = addFees(
      100_000,
      [
        { kind: 'share', name: 'Agency', basisPoints: 1_000 },
        { kind: 'fixed', name: 'Production', cents: 2_500 },
        { kind: 'per_thousand', name: 'Ad serving', amountMicros: 80_000 },
      ],
      50_000,
    );
    expect(priced).to.deep.equal({
      mediaCents: 100_000,
      fees: [
        { name: 'Agency', cents: 10_000 }, // 10 % of $1,000.00
        { name: 'Production', cents: 2_500 },
        { name: 'Ad serving', cents: 400 }, // 50 × $0.08
      ],
      totalCents: 112_900,
    });
  });
});

describe('television arithmetic', () => {
  it('an 8.0 rating at a $50 CPP costs $400, half for :15 and double for :60 unless the vendor says otherwise', () => {
    const spot = { ratingHundredths: 800, cppMicros: 50_000_000 };
    const lengthFactors = [{ lengthSeconds: 15, basisPoints: 6_500 }];
    expect(spotCostCents({ ...spot, lengthSeconds: 30 })).to.equal(40_000);
    expect(spotCostCents({ ...spot, lengthSeconds: 15 })).to.equal(20_000);
    expect(spotCostCents({ ...spot, lengthSeconds: 60 })).to.equal(80_000);
    expect(spotCostCents({ ...spot, lengthSeconds: 15, lengthFactors })).to.equal(26_000); // 65 % of $400
    expect(spotCostCents({ ...spot, lengthSeconds: 60, lengthFactors })).to.equal(80_000);
  });

  it('rating points are reach × frequency and count by length', () => {
    expect(grpHundredths(5_000, 300)).to.equal(15_000); // 50 % × 3.0 = 150 GRPs
    expect(equivalizedGrpHundredths(1_000, 15)).to.equal(500);
    expect(equivalizedGrpHundredths(1_000, 30)).to.equal(1_000);
    expect(equivalizedGrpHundredths(1_000, 60)).to.equal(2_000);
  });
});
