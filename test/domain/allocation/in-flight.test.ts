import { expect } from 'chai';
import fc from 'fast-check';
import { inFlightBounds, type InFlightLine } from '../../../shared/domain/allocation/planning/in-flight-bounds.ts';
import { replan, type LineInFlight } from '../../../shared/domain/allocation/planning/replan.ts';
import { replanEdits } from '../../../shared/domain/allocation/planning/replan-edits.ts';
import { addDays, type Day } from '../../../shared/domain/calendar/day.ts';
import { flightDayCents } from '../../../shared/domain/flight-pattern.ts';
import { applyLineEdits } from '../../../shared/domain/plan-edits.ts';
import { lineBudgetCents, type Line } from '../../../shared/domain/plan.ts';
import { aFlight, aLine, aTvLine } from '../../support/plans.ts';
import { V5 } from './support.ts';

const days = (asked: number, delivered: readonly number[]) =>
  delivered.map((cents) => ({ askedCents: asked, deliveredCents: cents }));

/** $1,000.00 planned, $250.00 spent in ten days, twenty days left. */
function inFlight(fields: Partial<InFlightLine> = {}): InFlightLine {
  return {
    ...{ plannedCents: 100_000, firstPlannedCents: 100_000, spentCents: 25_000, committedCents: 0 },
    days: days(
      2_500,
      Array.from({ length: 10 }, () => 2_500),
    ),
    daysLeft: 20,
    ...fields,
  };
}

describe('what a line in flight may be given', () => {
  it('is at least what is spent and committed', () => {
    const bounds = inFlightBounds(inFlight({ committedCents: 12_000 }));
    expect(bounds.floorCents).to.equal(37_000);
    expect(bounds.floorReason).to.equal('$250.00 spent, $120.00 ordered and not yet aired.');
  });

  it('is at most twice its daily spend where it delivers what it is asked', () => {
    // 250 + 2 × 25 × 20 = 1,250
    const { ceilingCents, ceilingReason } = inFlightBounds(inFlight());
    expect(ceilingCents).to.equal(125_000);
    expect(ceilingReason).to.include('at most twice its $25.00 a day on the 20 days left');
    expect(inFlightBounds(inFlight({ maxCents: 110_000 }))).to.include({ ceilingCents: 110_000 });
  });

  it('is at most its best days where it is short of supply', () => {
    // Mean of 17, 18 and 19 is $18.00, standard deviation $1.00; 54 + 19 × 20 = 434.
    const short = inFlight({ spentCents: 5_400, days: days(2_800, [1_700, 1_800, 1_900]) });
    const { ceilingCents, ceilingReason } = inFlightBounds(short);
    expect(ceilingCents).to.equal(43_400);
    expect(ceilingReason).to.equal(
      'Short of supply: $18.00 a day, 64 % of what it was asked; at best $19.00 on the 20 days left.',
    );
  });

  it('keeps the ceiling of a line short of supply when the plan’s money changes, so nothing is proposed twice', () => {
    const short = inFlight({ spentCents: 5_400, days: days(2_800, [1_700, 1_800, 1_900]) });
    expect(inFlightBounds({ ...short, plannedCents: 43_400 }).ceilingCents).to.equal(
      inFlightBounds(short).ceilingCents,
    );
    const growing = inFlight({ plannedCents: 125_000 });
    expect(inFlightBounds(growing).ceilingCents).to.equal(125_000);
    const ahead = inFlight({ days: [], spentCents: 0, plannedCents: 180_000 });
    expect(inFlightBounds(ahead).ceilingCents).to.equal(200_000);
  });

  it('is what it is for a line that is locked, paused, unreported or without a curve', () => {
    for (const held of ['locked', 'paused', 'unreported', 'no_curve'] as const) {
      expect(inFlightBounds(inFlight({ held }))).to.include({ floorCents: 100_000, ceilingCents: 100_000 });
    }
    expect(inFlightBounds(inFlight({ held: 'locked', spentCents: 130_000 }))).to.include({ floorCents: 130_000 });
  });

  it('is what was spent once the last day is over', () => {
    const bounds = inFlightBounds(inFlight({ daysLeft: 0 }));
    expect(bounds).to.include({ floorCents: 25_000, ceilingCents: 25_000 });
    expect(bounds.ceilingReason).to.include('last day is over');
  });

  it('is whole spots on TV: from what is ordered up to the plan, or to known avails', () => {
    const tv = inFlight({ spentCents: 40_000, committedCents: 45_000, spots: { costCents: 10_000, availCents: 0 } });
    // 850 is gone; the plan of 1,000 is one spot of 100 above 900, the least whole spot that holds it.
    expect(inFlightBounds(tv)).to.include({ floorCents: 90_000, ceilingCents: 100_000, stepCents: 10_000 });
    const more = inFlightBounds({ ...tv, spots: { costCents: 10_000, availCents: 25_000 } });
    expect(more).to.include({ ceilingCents: 120_000, ceilingReason: 'Avails for 2 more spots of $100.00.' });
    expect(inFlightBounds({ ...tv, committedCents: 60_000 })).to.include({
      floorCents: 100_000,
      ceilingCents: 100_000,
    });
  });

  it('says why TV does not grow: nobody said how many spots a week there are, all are planned, or the plan says no more', () => {
    const tv = inFlight({ spentCents: 40_000, spots: { costCents: 10_000, availCents: 0 } });
    expect(inFlightBounds(tv).ceilingReason).to.include('is not known').and.include('spots per week');
    const full = inFlightBounds({ ...tv, spots: { costCents: 10_000, availCents: 0, isWeekKnown: true } });
    expect(full.ceilingReason).to.equal('All the spots it may have a week are planned: no more can be bought.');
    const capped = inFlightBounds({
      ...{ ...tv, maxCents: 100_000 },
      spots: { costCents: 10_000, availCents: 50_000, isWeekKnown: true },
    });
    expect(capped).to.include({
      ceilingCents: 100_000,
      ceilingReason: "The plan's maximum for this line is $1,000.00.",
    });
  });

  it('always has a ceiling at or above its floor', () => {
    const cents = fc.integer({ min: 0, max: 5_000_000 });
    const arbitrary = fc.record({
      ...{ plannedCents: cents, firstPlannedCents: cents, spentCents: cents, committedCents: cents },
      ...{ minCents: fc.option(cents, { nil: undefined }), maxCents: fc.option(cents, { nil: undefined }) },
      days: fc.array(fc.record({ askedCents: cents, deliveredCents: cents }), { maxLength: 20 }),
      daysLeft: fc.nat(60),
      spots: fc.option(fc.record({ costCents: fc.integer({ min: 1, max: 90_000 }), availCents: cents }), {
        nil: undefined,
      }),
    });
    fc.assert(
      fc.property(arbitrary, (line) => {
        const { floorCents, ceilingCents, stepCents } = inFlightBounds(line);
        expect(ceilingCents).to.be.at.least(floorCents);
        expect(floorCents).to.be.at.least(line.spentCents + line.committedCents);
        if (stepCents) expect((ceilingCents - floorCents) % stepCents).to.equal(0);
      }),
    );
  });
});

describe('a re-plan within floors and ceilings', () => {
  /** Three lines with what each was asked and delivered on ten closed days, and some spent today. */
  const cents = fc.integer({ min: 0, max: 100_000 });
  const day = fc.record({ askedCents: cents, deliveredCents: cents });
  const facts = fc.record({
    plannedCents: fc.integer({ min: 0, max: 3_000_000 }),
    days: fc.array(day, { minLength: 0, maxLength: 10 }),
    todayCents: fc.integer({ min: 0, max: 30_000 }),
    maxCents: fc.option(fc.integer({ min: 0, max: 3_000_000 }), { nil: undefined }),
  });
  type Facts = Readonly<{
    plannedCents: number;
    days: readonly { askedCents: number; deliveredCents: number }[];
    todayCents: number;
    maxCents: number | undefined;
  }>;

  const inFlightLines = (all: readonly Facts[], planned: readonly number[], daysLeft: number): LineInFlight[] =>
    all.map((one, index) => {
      const spentCents = one.days.reduce((sum, each) => sum + each.deliveredCents, one.todayCents);
      const bounds = inFlightBounds({
        ...{ plannedCents: planned[index]!, firstPlannedCents: one.plannedCents, spentCents, committedCents: 0 },
        ...{ days: one.days, daysLeft, maxCents: one.maxCents },
      });
      return {
        ...{ id: V5[index]!.id, curve: V5[index]!.curve, plannedCents: planned[index]!, spentCents },
        committedCents: bounds.floorCents - spentCents,
        deliverableCents: bounds.ceilingCents - spentCents,
      };
    });

  it('is not proposed twice, whatever the lines managed: ceilings do not grow with the money just moved', () => {
    let proposals = 0;
    fc.assert(
      fc.property(fc.tuple(facts, facts, facts), fc.integer({ min: 1, max: 40 }), (all, daysLeft) => {
        const planned = all.map(({ plannedCents }) => plannedCents);
        const first = replan({ lines: inFlightLines(all, planned, daysLeft), thresholdBasisPoints: 50 });
        if (first.kind === 'infeasible' || first.kind === 'kept') return;
        proposals += 1;
        const followed = first.lines.map(({ proposedCents }) => proposedCents);
        expect(followed.reduce((sum, each) => sum + each, 0)).to.equal(planned.reduce((sum, each) => sum + each, 0));
        const second = replan({ lines: inFlightLines(all, followed, daysLeft), thresholdBasisPoints: 50 });
        expect(second.kind).to.equal('kept');
      }),
      { numRuns: 400 },
    );
    expect(proposals).to.be.above(50);
  });
});

const START: Day = '2026-10-26';
const deliveredOf = (flightId: string, cents: readonly number[]) =>
  new Map([[flightId, new Map(cents.map((each, index) => [addDays(START, index), each]))]]);

function changed(line: Line, newCents: number, delivered: readonly number[], today: Day): Line {
  const edits = replanEdits({
    lines: [line],
    newCents: new Map([[line.id, newCents]]),
    delivered: deliveredOf(line.flights[0]!.id, delivered),
    today,
  });
  const result = applyLineEdits([line], edits, () => 'new');
  if (result.kind === 'refused') throw new Error(result.issues[0]!.message);
  return result.lines[0]!;
}

describe('carrying out a re-plan', () => {
  const ten = aLine({ flights: [aFlight({ startDay: START, endDay: addDays(START, 10), budgetCents: 10_000 })] });

  it('leaves days that are over at what they delivered and shares the rest over the days to come', () => {
    // 3,000 delivered in five days; 8,000 − 3,000 over five days is 1,000 each.
    const line = changed(ten, 8_000, [500, 600, 700, 800, 400], addDays(START, 5));
    expect(lineBudgetCents(line)).to.equal(8_000);
    expect(flightDayCents(line.flights[0]!).map(({ cents }) => cents)).to.deep.equal([
      ...[500, 600, 700, 800, 400],
      ...[1_000, 1_000, 1_000, 1_000, 1_000],
    ]);
  });

  it('keeps the shape of the days to come', () => {
    const growing = { ...ten.flights[0]!, pattern: { kind: 'to_end', growthBasisPoints: 1_000 } } as const;
    const line = changed({ ...ten, flights: [growing] }, 20_000, [400, 400], addDays(START, 2));
    const [before, after] = [flightDayCents(growing), flightDayCents(line.flights[0]!)].map((all) => all.slice(2));
    const scale = 19_200 / before!.reduce((sum, { cents }) => sum + cents, 0);
    after!.forEach(({ cents }, index) => expect(cents).to.be.closeTo(before![index]!.cents * scale, 1));
  });

  it('counts the running day among the days to come, and a day corrected below zero as nothing', () => {
    const line = changed(ten, 9_000, [500, -200, 300, 250], addDays(START, 3));
    const cents = flightDayCents(line.flights[0]!).map((day) => day.cents);
    expect(cents.slice(0, 3)).to.deep.equal([500, 0, 300]);
    expect(cents.reduce((sum, each) => sum + each, 0)).to.equal(9_000);
  });

  it('gives TV’s difference to the flights with days to come, and leaves other lines alone', () => {
    const over = aFlight({ id: 'flt_over', startDay: START, endDay: addDays(START, 7), budgetCents: 120_000 });
    const open = aFlight({
      id: 'flt_open',
      startDay: addDays(START, 14),
      endDay: addDays(START, 28),
      budgetCents: 280_000,
    });
    const tv = aTvLine({ flights: [over, open] });
    const edits = replanEdits({
      lines: [tv, ten],
      newCents: new Map([[tv.id, 320_000]]),
      delivered: new Map(),
      today: addDays(START, 10),
    });
    expect(edits).to.deep.equal([{ kind: 'update_flight', flightId: 'flt_open', set: { budgetCents: 200_000 } }]);
  });

  it('is exact to the cent whatever was delivered', () => {
    const cents = fc.integer({ min: -2_000, max: 20_000 });
    fc.assert(
      fc.property(fc.array(cents, { minLength: 1, maxLength: 9 }), fc.nat(1_000_000), (delivered, extra) => {
        const spent = delivered.reduce((sum, each) => sum + Math.max(0, each), 0);
        const line = changed(ten, spent + extra, delivered, addDays(START, delivered.length));
        expect(lineBudgetCents(line)).to.equal(spent + extra);
      }),
    );
  });
});
