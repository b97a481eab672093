import { expect } from 'chai';
import fc from 'fast-check';
import { scheduleReach, type ReachLine } from '../../../shared/domain/reach/schedule-reach.ts';
import { dispersionOf, nbdReachShare } from '../../../shared/domain/reach/negative-binomial.ts';

function line(change: Partial<ReachLine>): ReachLine {
  return {
    id: 'lin_1',
    name: 'News',
    channel: 'linear_tv',
    station: 'WQPA',
    demo: 'A35+',
    grpHundredths: 40_000,
    impressions: 4_000_000,
    spots: 50,
    ratingHundredths: 800,
    twoSpotReachHundredths: null,
    ...change,
  };
}
const digital = line({
  ...{ id: 'lin_2', name: 'Streaming', channel: 'ctv', station: null, demo: null, grpHundredths: 10_000 },
  ...{ impressions: 1_000_000, spots: null, ratingHundredths: null },
});

const row = (answer: ReturnType<typeof scheduleReach>, key: string) => {
  const found = answer.rows.find((one) => one.key === key);
  if (!found) throw new Error(`no row ${key}`);
  return found;
};

describe('reach of a schedule', () => {
  const answer = scheduleReach({ lines: [line({}), digital], people: 1_000_000 });

  it('goes from lines over stations and groups to all together', () => {
    expect(answer.rows.map(({ kind, key }) => `${kind} ${key}`)).to.deep.equal([
      'line lin_1',
      'line lin_2',
      'station WQPA',
      'group tv',
      'group digital',
      'campaign campaign',
    ]);
  });

  it('adds points and lets the NBD turn them into reach: 500 points reach 1 − (1 + 5 ÷ .55)^−.55', () => {
    const all = row(answer, 'campaign');
    expect(all.grpHundredths).to.equal(50_000);
    expect(all.model).to.equal('combined');
    expect(all.reach).to.be.closeTo(1 - Math.pow(1 + 5 / 0.55, -0.55), 1e-12);
    expect(all.low).to.be.closeTo(1 - Math.pow(1 + 5 / 0.5, -0.5), 1e-12);
    expect(all.high).to.be.closeTo(1 - Math.pow(1 + 5 / 0.6, -0.6), 1e-12);
    expect(100 * all.reach * all.frequency).to.be.closeTo(500, 1e-9);
  });

  it('is never random duplication, in any row', () => {
    expect(answer.rows.map(({ model }) => model)).to.not.include('random_duplication');
  });

  it('is beta-binomial for a line whose two-spot reach is measured', () => {
    // r1 .5, r2 .65, n 5 → α = β = .75, reach 80.21 %.
    const known = line({ ratingHundredths: 5_000, twoSpotReachHundredths: 6_500, spots: 5, grpHundredths: 25_000 });
    const found = row(scheduleReach({ lines: [known], people: 1_000_000 }), 'lin_1');
    expect(found.model).to.equal('beta_binomial');
    expect(found.reach).to.be.closeTo(0.8021, 5e-5);
    expect(found.dispersion).to.equal(null);
  });

  it('says why measured audiences that can not be fitted are left out', () => {
    const wrong = line({ ratingHundredths: 800, twoSpotReachHundredths: 1_700 });
    const found = row(scheduleReach({ lines: [wrong], people: 1_000_000 }), 'lin_1');
    expect(found.model).to.equal('nbd');
    expect(found.issues.map(({ code }) => code)).to.include('beta_binomial_guard');
  });

  it('never has a whole reach less than one of its parts, and says when it was raised', () => {
    const keen = line({ ratingHundredths: 800, twoSpotReachHundredths: 1_530 });
    const found = scheduleReach({ lines: [keen], people: 1_000_000 });
    expect(row(found, 'tv').reach).to.be.at.least(row(found, 'lin_1').reach - 1e-9);
    expect(row(found, 'tv').issues.map(({ code }) => code)).to.include('lifted_to_best_part');
  });

  it('warns when ratings of different people are added', () => {
    const mixed = scheduleReach({ lines: [line({}), line({ id: 'lin_3', demo: 'W25-54' })], people: 1_000_000 });
    expect(mixed.assumptions.find(({ code }) => code === 'demos_mixed')?.message).to.include('A35+, W25-54');
  });

  it('has nothing to say of an empty plan', () => {
    expect(scheduleReach({ lines: [], people: 1_000_000 }).rows).to.deep.equal([]);
  });

  it('keeps its laws: shares add up to 1, points = 100 × reach × frequency, more points never reach fewer', () => {
    const lines = fc.array(
      fc.record({
        grpHundredths: fc.integer({ min: 0, max: 200_000 }),
        channel: fc.constantFrom<ReachLine['channel']>('linear_tv', 'ctv', 'radio', 'ooh', 'search'),
        spots: fc.integer({ min: 1, max: 60 }),
        ratingHundredths: fc.integer({ min: 10, max: 6_000 }),
        part: fc.option(fc.integer({ min: 1, max: 99 }), { nil: null }),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 50_000 }), (all, more) => {
        const given = all.map(({ part, ...one }, i) => {
          const r1 = one.ratingHundredths / 10_000;
          const two = part === null ? null : Math.round(10_000 * (r1 + ((r1 - r1 * r1) * part) / 100));
          const grpHundredths = part === null ? one.grpHundredths : one.spots * one.ratingHundredths;
          return line({ ...one, id: `l${i}`, station: `S${i % 2}`, twoSpotReachHundredths: two, grpHundredths });
        });
        const found = scheduleReach({ lines: given, people: 1_000_000 });
        for (const one of found.rows) {
          expect(one.distribution.reduce((sum, share) => sum + share, 0)).to.be.closeTo(1, 1e-9);
          expect(one.distribution[0]).to.be.closeTo(1 - one.reach, 1e-9);
          expect(100 * one.reach * one.frequency).to.be.closeTo(one.grpHundredths / 100, 1e-6);
        }
        const all2 = row(found, 'campaign');
        for (const one of found.rows) expect(all2.reach).to.be.at.least(one.reach - 1e-9);
        const extra = line({ id: 'extra', grpHundredths: more, spots: null });
        expect(row(scheduleReach({ lines: [...given, extra], people: 1_000_000 }), 'campaign').reach).to.be.at.least(
          all2.reach - 1e-9,
        );
      }),
      { numRuns: 120 },
    );
  });

  it('finds the dispersion of a reach', () => {
    expect(dispersionOf(2, nbdReachShare(2, 0.55))).to.be.closeTo(0.55, 1e-9);
  });
});
