import { expect } from 'chai';
import { emptyForm, flightSpanOf, newFlight, readForm, type FlightForm } from '../../client/plans/line/line-form.ts';

/** Two weeks from Monday November 2, 2026, $300.00 by week as 200 and 100. */
const flight: FlightForm = {
  ...newFlight('2026-11-02', '2026-11-15'),
  budget: '300',
  pattern: { kind: 'custom', by: 'week', weights: [20_000, 10_000] },
  patternDays: { startDay: '2026-11-02', endDay: '2026-11-16' },
};

describe('the form of a line', () => {
  const patternOf = (change: Partial<FlightForm>) => {
    const form = {
      ...emptyForm('2026-10-26', '2026-11-29'),
      ...{ name: 'Streaming homes', vendor: 'Keystone', rateAmount: '30' },
      flights: [{ ...flight, ...change }],
    };
    const read = readForm(form, undefined);
    if (read.kind === 'refused') throw new Error(JSON.stringify(read.complaints));
    return read.line.flights[0]?.pattern;
  };

  it('keeps weeks set one by one as they are while the days stay', () => {
    expect(patternOf({})).to.deep.equal(flight.pattern);
    expect(patternOf({ budget: '600' })).to.deep.equal(flight.pattern);
  });

  it('moves weeks set one by one along with the days', () => {
    expect(patternOf({ startDay: '2026-11-09', lastDay: '2026-11-22' })).to.deep.equal(flight.pattern);
    // A week more: the fourteen days keep their share, the seven new ones get their mean, $300 ÷ 14 = $21.43.
    const longer = patternOf({ lastDay: '2026-11-22' });
    expect(longer).to.include({ kind: 'custom', by: 'day' });
    const weights = longer?.kind === 'custom' ? longer.weights : [];
    expect(weights).to.have.length(21);
    expect(weights.slice(14)).to.deep.equal(Array.from({ length: 7 }, () => 2_143));
  });

  it('reads a flight once its days and its amount can be read', () => {
    expect(flightSpanOf(flight, undefined)).to.deep.include({ endDay: '2026-11-16', budgetCents: 30_000 });
    expect(flightSpanOf({ ...flight, budget: 'much' }, undefined)).to.equal(null);
    expect(flightSpanOf({ ...flight, lastDay: '2026-11-01' }, undefined)).to.equal(null);
    expect(flightSpanOf({ ...flight, startDay: '' }, undefined)).to.equal(null);
  });
});
