import { expect } from 'chai';
import fc from 'fast-check';
import { buyGreedy } from '../../../shared/domain/buying/buy-greedy.ts';
import { boughtFlights, planBuy, type PlanBuyTerms } from '../../../shared/domain/buying/plan-buy.ts';
import { aFlight, aLine, aTvLine } from '../../support/plans.ts';

const terms = (over: Partial<PlanBuyTerms> = {}): PlanBuyTerms => ({
  budgetCents: 1_000_000,
  goal: 'rating_points',
  availsPerWeek: 4,
  ...over,
});

describe('The buy of a plan', () => {
  it('makes each flight and week something to buy, at the price of a spot: $400.00 for 8.0 points at a $50.00 CPP', () => {
    const { lines, issues } = planBuy([aTvLine()], 1_500, terms());
    expect(lines.map(({ week }) => week)).to.deep.equal([
      '2026-10-26',
      '2026-11-02',
      '2026-11-09',
      '2026-11-16',
      '2026-11-23',
    ]);
    expect(lines[0]).to.include({ flightId: 'flt_tv', costCents: 40_000, ratingHundredths: 800, avails: 4 });
    expect(issues).to.deep.equal([]);
  });

  it('leaves out weeks in which the line does not air, and canceled flights', () => {
    const weekend = aTvLine({ tv: { ...aTvLine().tv, weekdays: [6] } as never });
    const flights = [
      aFlight({ id: 'flt_a', startDay: '2026-10-26', endDay: '2026-10-31' }),
      aFlight({ id: 'flt_b', startDay: '2026-11-02', endDay: '2026-11-09' }),
      aFlight({ id: 'flt_c', startDay: '2026-11-09', endDay: '2026-11-16', status: 'canceled' }),
    ];
    // 2026-10-31 is the first Saturday: flight a ends before it.
    const { lines } = planBuy([{ ...weekend, flights }], 1_500, terms());
    expect(lines.map(({ flightId, firstAirDay }) => [flightId, firstAirDay])).to.deep.equal([['flt_b', '2026-11-07']]);
  });

  it('says which TV lines take no part, and says nothing of digital ones', () => {
    const byThousand = aTvLine({ id: 'lin_2', rate: { kind: 'cpm', amountMicros: 1_000_000, basis: 'gross' } });
    const { lines, issues } = planBuy([aLine(), byThousand], 1_500, terms());
    expect(lines).to.deep.equal([]);
    expect(issues.map(({ code, path }) => [code, path])).to.deep.equal([['not_bought_by_spot', 'lines.1']]);
  });

  it('keeps a locked line at what its flights buy now, week by week: $4,000.00 at $400.00 is 2 a week', () => {
    const { lines } = planBuy([aTvLine({ locked: true })], 1_500, terms());
    expect(lines.map(({ lockedSpots }) => lockedSpots)).to.deep.equal([2, 2, 2, 2, 2]);
  });

  it('keeps the weeks that began at what they have, and asks no goal of them', () => {
    // $4,000.00 at $400.00 is 2 a week; on Nov 11, a Wednesday, the weeks of Oct 26, Nov 2 and Nov 9 have begun.
    const { lines, input } = planBuy(
      [aTvLine()],
      1_500,
      terms({ fromDay: '2026-11-12', weekBand: { minimumHundredths: 100 } }),
    );
    expect(lines.map(({ lockedSpots }) => lockedSpots)).to.deep.equal([2, 2, 2, undefined, undefined]);
    expect(input.weeks?.map(({ week }) => week)).to.deep.equal(['2026-11-16', '2026-11-23']);
  });

  it('makes flights whose budget is spots × cost to the cent and whose pattern is the spots by week', () => {
    const spots = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(spots, (counts) => {
        const lines = [aTvLine()];
        const { lines: buyable } = planBuy(lines, 1_500, terms());
        const answer = { spots: buyable.map(({ id }, at) => ({ lineId: id, spots: counts[at] ?? 0 })) };
        const [flight] = boughtFlights(lines, buyable, answer);
        const total = counts.reduce((sum, count) => sum + count, 0);
        expect(flight?.budgetCents).to.equal(total * 40_000);
        expect(flight?.pattern).to.deep.equal(
          total === 0 ? { kind: 'even' } : { kind: 'custom', by: 'week', weights: counts },
        );
      }),
    );
  });

  it('feeds the solver: $1,000.00 at $400.00 a spot buys two', () => {
    const { input } = planBuy([aTvLine()], 1_500, terms({ budgetCents: 100_000 }));
    const { answer } = buyGreedy(input);
    expect([answer.totalCents, answer.ratingHundredths]).to.deep.equal([80_000, 1_600]);
  });
});
