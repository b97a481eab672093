import { expect } from 'chai';
import fc from 'fast-check';
import { EASTERN_DAYPARTS } from '../../shared/domain/daypart.ts';
import type { ScheduleFlight, ScheduleInput } from '../../shared/domain/spot/schedule/schedule.ts';
import { scheduleSpots, spotsBought } from '../../shared/domain/spot/schedule/schedule-spots.ts';
import type { SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import { aSpotRecord } from '../support/memory-spots.ts';

const MINUTE = 60_000;

function aFlight(fields: Partial<ScheduleFlight> = {}): ScheduleFlight {
  return {
    flightId: 'flt_1',
    lineId: 'lin_1',
    lineName: 'Prime',
    station: 'WPHL',
    daypart: 'prime',
    lengthSeconds: 30,
    ratingHundredths: 800,
    startDay: '2026-10-26',
    endDay: '2026-11-09',
    budgetCents: 400_000,
    spotCostCents: 40_000,
    pattern: { kind: 'even' },
    ...fields,
  };
}

const input = (flights: readonly ScheduleFlight[], existing: readonly SpotRecord[] = []): ScheduleInput => ({
  flights,
  existing,
  dayparts: EASTERN_DAYPARTS,
  timeZone: 'America/New_York',
  separationMinutes: 15,
  soldOut: [],
  notBefore: 0,
});

/** What a schedule adds, as spots that stand. */
function standing(made: ReturnType<typeof scheduleSpots>, flights: readonly ScheduleFlight[]): readonly SpotRecord[] {
  return made.add.map(({ flightId, cell }, at) => {
    const flight = flights.find((one) => one.flightId === flightId);
    return aSpotRecord({
      id: `spt_${at}`,
      slotKey: `${flightId}#${at}`,
      flightId,
      station: flight?.station ?? '',
      daypart: flight?.daypart ?? '',
      lengthSeconds: flight?.lengthSeconds ?? 30,
      costCents: flight?.spotCostCents ?? 0,
      airDay: cell.airDay,
      minute: cell.minute,
      scheduledAt: cell.scheduledAt,
      status: 'planned',
    });
  });
}

describe('a schedule of spots', () => {
  const table = [
    [400_000, 10, 0],
    [410_000, 10, 10_000],
    [39_999, 0, 39_999],
    [40_000, 1, 0],
  ] as const;
  for (const [budgetCents, spots, leftoverCents] of table) {
    it(`of ${budgetCents} cents at 40,000 buys ${spots} and leaves ${leftoverCents}`, () => {
      expect(spotsBought({ budgetCents, spotCostCents: 40_000 })).to.deep.equal({ spots, leftoverCents });
    });
  }

  it('lies over the weeks as the money does: ten over two even weeks is five and five', () => {
    const { add } = scheduleSpots(input([aFlight()]));
    const first = add.filter(({ cell }) => cell.airDay < '2026-11-02').length;
    expect([first, add.length - first]).to.deep.equal([5, 5]);
  });

  it('keeps to the weekdays of its line', () => {
    const { add } = scheduleSpots(input([aFlight({ weekdays: [1, 3] })]));
    const days = new Set(add.map(({ cell }) => cell.airDay));
    expect([...days].sort()).to.deep.equal(['2026-10-26', '2026-10-28', '2026-11-02', '2026-11-04']);
  });

  it('cancels the last planned spots when the plan buys fewer, and never one that is confirmed', () => {
    const flights = [aFlight()];
    const made = standing(scheduleSpots(input(flights)), flights);
    const fewer = scheduleSpots(input([aFlight({ budgetCents: 320_000 })], made));
    const last = [...made]
      .sort((a, b) => b.scheduledAt - a.scheduledAt)
      .slice(0, 2)
      .map(({ id }) => id);
    expect([...fewer.cancel].sort()).to.deep.equal(last.sort());
    const agreed = made.map((spot) => ({ ...spot, status: 'confirmed' as const }));
    const held = scheduleSpots(input([aFlight({ budgetCents: 320_000 })], agreed));
    expect([held.cancel.length, held.issues.map(({ code }) => code)]).to.deep.equal([0, ['spots_over_budget']]);
  });

  it('says how many found no time: a daypart of two half hours on one day holds two', () => {
    const tight = aFlight({ daypart: 'early_fringe', startDay: '2026-10-26', endDay: '2026-10-27' });
    const made = scheduleSpots(input([tight]));
    expect([made.add.length, made.flights[0]?.unplaced, made.issues.map(({ code }) => code)]).to.deep.equal([
      2,
      8,
      ['spots_unplaced'],
    ]);
  });

  it('adds up, stands apart, stays inside its flights, and changes nothing when made again', () => {
    const anyFlight = fc.record({
      station: fc.constantFrom('WPHL', 'WQPA'),
      daypart: fc.constantFrom('prime', 'early_news', 'late_fringe'),
      budgetCents: fc.integer({ min: 0, max: 900_000 }),
      spotCostCents: fc.integer({ min: 20_000, max: 90_000 }),
      days: fc.integer({ min: 1, max: 21 }),
      from: fc.integer({ min: 0, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(anyFlight, { minLength: 1, maxLength: 4 }), (drawn) => {
        const flights = drawn.map(({ days, from, ...fields }, at) => {
          const day = (number: number) => new Date(Date.UTC(2026, 9, 26 + number)).toISOString().slice(0, 10);
          return aFlight({ ...fields, flightId: `flt_${at}`, startDay: day(from), endDay: day(from + days) });
        });
        const made = scheduleSpots(input(flights));
        for (const row of made.flights) {
          const flight = flights.find(({ flightId }) => flightId === row.flightId);
          expect(row.costCents + row.leftoverCents).to.equal(flight?.budgetCents);
          expect(row.costCents).to.equal(row.spots * (flight?.spotCostCents ?? 0));
          expect(row.spots + row.unplaced).to.equal(spotsBought(flight ?? aFlight()).spots);
        }
        for (const { flightId, cell } of made.add) {
          const flight = flights.find((one) => one.flightId === flightId);
          expect(cell.airDay >= (flight?.startDay ?? '') && cell.airDay < (flight?.endDay ?? '')).to.equal(true);
        }
        const spots = standing(made, flights);
        for (const station of ['WPHL', 'WQPA']) {
          const times = spots
            .filter((spot) => spot.station === station)
            .map(({ scheduledAt }) => scheduledAt)
            .sort((a, b) => a - b);
          times.slice(1).forEach((time, at) => expect(time - (times[at] ?? 0)).to.be.at.least(15 * MINUTE));
        }
        const again = scheduleSpots(input(flights, spots));
        expect(again.cancel).to.deep.equal([]);
        // What found no time before may be tried again, and finds none.
        expect(again.add.length).to.equal(0);
      }),
      { numRuns: 40 },
    );
  });
});
