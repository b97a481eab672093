import { expect } from 'chai';
import fc from 'fast-check';
import { assignRows } from '../../../shared/domain/makegood/assign-rows.ts';
import { makegoodFit } from '../../../shared/domain/makegood/makegood-fit.ts';
import { checkMakegoodLinks } from '../../../shared/domain/makegood/makegood-links.ts';
import type { MissedSpot, OpenAvail } from '../../../shared/domain/makegood/makegood.ts';
import { matchMakegoods, matchMakegoodsFast } from '../../../shared/domain/makegood/match-makegoods.ts';

const terms = { fromDay: '2026-10-05', toDay: '2026-10-19' };
const spot = { station: 'WAAA', daypart: 'prime', lengthSeconds: 30, impressions: 10_000, costCents: 10_000 };
const missed = (id: string, over: Partial<MissedSpot> = {}): MissedSpot => ({
  ...spot,
  id,
  airDay: '2026-10-06',
  ...over,
});
const avail = (id: string, over: Partial<OpenAvail> = {}): OpenAvail => ({
  ...spot,
  id,
  airDay: '2026-10-08',
  ...over,
});

describe('The value guard of a make-good', () => {
  const cases: [string, Partial<OpenAvail>, string][] = [
    ['another station', { station: 'WBBB' }, 'other_station'],
    ['the day after the agreed weeks', { airDay: '2026-10-19' }, 'outside_agreed_weeks'],
    ['the day before them', { airDay: '2026-10-04' }, 'outside_agreed_weeks'],
    ['another daypart', { daypart: 'daytime' }, 'other_daypart'],
    ['another length', { lengthSeconds: 15 }, 'other_length'],
    ['one impression too few', { impressions: 9_999 }, 'delivers_less'],
    ['one cent too dear', { costCents: 10_001 }, 'costs_more'],
  ];
  for (const [what, over, reason] of cases) {
    it(`refuses ${what}`, () => {
      expect(makegoodFit(missed('m'), avail('v', over), terms)).to.deep.equal({ kind: 'refused', reason });
    });
  }
  it('takes the same program in another daypart', () => {
    const fit = makegoodFit(
      missed('m', { program: 'Late Movie' }),
      avail('v', { program: 'Late Movie', daypart: 'late fringe' }),
      terms,
    );
    // Same program 0 + 2 days × 100 + 0 % surplus.
    expect(fit).to.deep.equal({ kind: 'fits', tier: 'same_program', cost: 200 });
  });
  it('takes exactly the missed value', () => {
    expect(makegoodFit(missed('m'), avail('v'), terms)).to.deep.equal({
      kind: 'fits',
      tier: 'same_daypart',
      cost: 100_000_200,
    });
  });
});

describe('Matching make-goods', () => {
  it('gives each avail to one missed spot and credits the rest, saying why', () => {
    const answer = matchMakegoods({
      missed: [missed('a'), missed('b')],
      avails: [avail('v'), avail('w', { costCents: 12_000 })],
      terms,
    });
    expect(answer.offers).to.deep.equal([
      { missedId: 'a', availId: 'v', tier: 'same_daypart', surplusImpressions: 0, savedCents: 0 },
    ]);
    expect(answer.credits).to.deep.equal([
      { missedId: 'b', creditCents: 10_000, refusals: { taken: 1, costs_more: 1 } },
    ]);
    expect(answer.status).to.equal('optimal');
  });

  it('prefers the same program, and gives it up when that saves a credit', () => {
    const program = 'Evening News';
    const first = matchMakegoods({
      missed: [missed('a', { program })],
      avails: [avail('d'), avail('p', { program })],
      terms,
    });
    expect(first.offers[0]).to.include({ availId: 'p', tier: 'same_program' });
    // b only fits p (same program); a can also take d.
    const b = missed('b', { program, daypart: 'early news' });
    const second = matchMakegoods({
      missed: [missed('a', { program }), b],
      avails: [avail('d'), avail('p', { program })],
      terms,
    });
    expect(second.offers.map(({ missedId, availId }) => `${missedId}${availId}`)).to.deep.equal(['ad', 'bp']);
    expect(second.credits).to.be.empty;
  });

  it('prefers the nearest day, then the smaller surplus', () => {
    const near = avail('near', { airDay: '2026-10-07', impressions: 15_000 });
    const lean = avail('lean', { airDay: '2026-10-07', impressions: 11_000 });
    const far = avail('far', { airDay: '2026-10-12' });
    expect(matchMakegoods({ missed: [missed('a')], avails: [far, near, lean], terms }).offers[0]?.availId).to.equal(
      'lean',
    );
  });

  it('never delivers less, never costs more, never uses an avail twice, and is never dearer than the fast form', () => {
    const value = fc.record({
      impressions: fc.integer({ min: 1, max: 5 }),
      costCents: fc.integer({ min: 1, max: 5 }),
      station: fc.constantFrom('WAAA', 'WBBB'),
      program: fc.constantFrom(undefined, 'News', 'Movie'),
      day: fc.integer({ min: 5, max: 20 }),
    });
    const shape = ({
      day,
      ...own
    }: {
      day: number;
      impressions: number;
      costCents: number;
      station: string;
      program: string | undefined;
    }) => ({
      ...spot,
      ...own,
      airDay: `2026-10-${String(day).padStart(2, '0')}`,
    });
    fc.assert(
      fc.property(fc.array(value, { maxLength: 8 }), fc.array(value, { maxLength: 8 }), (lost, open) => {
        const input = {
          missed: lost.map((own, at) => ({ ...shape(own), id: `m${at}` })),
          avails: open.map((own, at) => ({ ...shape(own), id: `v${at}` })),
          terms,
        };
        const answer = matchMakegoods(input);
        const fast = matchMakegoodsFast(input);
        expect(answer.status).to.equal('optimal');
        expect(answer.cost).to.be.at.most(fast.cost);
        expect(fast.bound).to.be.at.most(answer.cost);
        for (const result of [answer, fast]) {
          expect(result.offers.length + result.credits.length).to.equal(lost.length);
          expect(new Set(result.offers.map(({ availId }) => availId)).size).to.equal(result.offers.length);
          for (const { surplusImpressions, savedCents } of result.offers) {
            expect(Math.min(surplusImpressions, savedCents)).to.be.at.least(0);
          }
        }
      }),
    );
  });
});

describe('Min-cost matching', () => {
  it('equals trying every matching', () => {
    const costs = fc.array(fc.array(fc.option(fc.integer({ min: 0, max: 50 })), { minLength: 4, maxLength: 4 }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(costs, (table) => {
        const pairs = table.flatMap((own, row) =>
          own.flatMap((cost, column) => (cost === null ? [] : [{ row, column, cost }])),
        );
        const result = assignRows(table.length, 4, pairs, 100);
        const best = (row: number, taken: number): number => {
          if (row === table.length) return 0;
          const out = 100 + best(row + 1, taken);
          const ways = (table[row] ?? []).map((cost, column) =>
            cost === null || taken & (1 << column) ? Infinity : cost + best(row + 1, taken | (1 << column)),
          );
          return Math.min(out, ...ways);
        };
        expect(result.cost).to.equal(best(0, 0));
        expect(result.bound).to.equal(result.cost);
      }),
    );
  });
});

describe('Links between missed spots and make-goods', () => {
  it('counts a missed spot as made good once', () => {
    const spots = [
      { id: 'm', station: 'WAAA', status: 'preempted' },
      { id: 'n', station: 'WAAA', status: 'aired' },
      { id: 'a', station: 'WAAA', status: 'ordered', makegoodFor: 'm' },
      { id: 'b', station: 'WAAA', status: 'ordered', makegoodFor: 'm' },
      { id: 'c', station: 'WBBB', status: 'canceled', makegoodFor: 'm' },
      { id: 'd', station: 'WAAA', status: 'ordered', makegoodFor: 'gone' },
      { id: 'e', station: 'WAAA', status: 'ordered', makegoodFor: 'n' },
    ];
    expect(checkMakegoodLinks(spots).map(({ code, path }) => `${code} ${path}`)).to.deep.equal([
      'makegood_twice spots.b.makegoodFor',
      'makegood_unknown spots.d.makegoodFor',
      'makegood_not_missed spots.e.makegoodFor',
    ]);
  });
});
