import { expect } from 'chai';
import fc from 'fast-check';
import { lineAudience } from '../../../shared/domain/audience/line-audience.ts';
import { measuredFlowchart, type MeasuredFlowchart } from '../../../shared/domain/audience/measured-flowchart.ts';
import { flowchart } from '../../../shared/domain/flowchart.ts';
import { CHANNELS, type Line } from '../../../shared/domain/plan.ts';
import type { RateKind } from '../../../shared/domain/rates.ts';

const frame = { commissionBasisPoints: 1_500, people: 1_000_000 };
const WEEKS = { startDay: '2026-10-26', endDay: '2026-11-30' } as const;

function line(change: Partial<Line> & { cents?: number; rateKind?: RateKind; dollars?: number }): Line {
  const { cents = 2_000_000, rateKind = 'cpm', dollars = 20, ...rest } = change;
  return {
    id: 'lin_1',
    name: 'A line',
    channel: 'ctv',
    vendor: 'Brightlake',
    rate: { kind: rateKind, amountMicros: dollars * 1_000_000, basis: 'gross' },
    locked: false,
    flights: [
      {
        ...{ id: `flt_${rest.id ?? 1}`, ...WEEKS, budgetCents: cents, pattern: { kind: 'even' }, hardStop: true },
        status: 'draft',
      },
    ],
    ...rest,
  };
}

const tv = { station: 'WQPA', daypart: 'early_news', ratingHundredths: 800, lengthSeconds: 30 };

function measured(given: Line) {
  const audience = lineAudience(given, frame);
  if (audience.kind === 'unmeasured') throw new Error(audience.reason);
  return audience;
}

describe('what a line’s money buys in people', () => {
  it('is impressions by CPM, and points of the people in the market', () => {
    // $20,000 ÷ $20 × 1,000 = 1,000,000 impressions on 1,000,000 people = 100 points.
    expect(measured(line({}))).to.include({ impressions: 1_000_000, grpHundredths: 10_000, spots: null });
  });

  it('is whole spots of a station, never a part of one', () => {
    // 8.0 × $50 = $400 a spot; $20,300 pays for 50 spots = 400 points = 4,000,000 impressions.
    const news = line({ channel: 'linear_tv', rateKind: 'cpp', dollars: 50, tv, cents: 2_030_000 });
    expect(measured(news)).to.include({ spots: 50, grpHundredths: 40_000, impressions: 4_000_000 });
  });

  it('prices net rates at gross before it divides', () => {
    // $17.00 net is $20.00 gross at 15 %.
    const net = line({ rate: { kind: 'cpm', amountMicros: 17_000_000, basis: 'net' } });
    expect(measured(net).impressions).to.equal(1_000_000);
  });

  it('turns clicks and completed views into impressions by a benchmark it names', () => {
    // $2.00 a click: 10,000 clicks; search has 40 for 1,000 impressions: 250,000.
    const search = measured(line({ channel: 'search', rateKind: 'cpc', dollars: 2 }));
    expect(search.impressions).to.equal(250_000);
    expect(search.basis).to.include('40 clicks for 1,000 impressions');
    // $.05 a view: 400,000 views, 60 % completed: 666,667.
    expect(measured(line({ channel: 'olv', rateKind: 'cpcv', dollars: 0.05 })).impressions).to.equal(666_667);
  });

  it('is refused with the reason for a flat price without a station, and for a rate of nothing', () => {
    const flat = lineAudience(line({ channel: 'ooh', rateKind: 'flat', dollars: 500 }), frame);
    expect(flat.kind === 'unmeasured' && flat.reason).to.include('flat price');
    const free = lineAudience(line({ dollars: 0 }), frame);
    expect(free.kind === 'unmeasured' && free.reason).to.include('$0.00');
  });
});

describe('the flowchart in points, impressions and spots', () => {
  const campaign = { budgetCents: 5_000_000, commissionBasisPoints: 1_500, ...WEEKS };
  const chartOf = (lines: readonly Line[]) =>
    flowchart({ plan: { lines }, campaign, calendar: 'broadcast', by: 'week', basis: 'gross' });
  const show = (
    lines: readonly Line[],
    measure: MeasuredFlowchart['measure'],
    scheduled: Parameters<typeof measuredFlowchart>[0]['scheduled'] = [],
  ) => measuredFlowchart({ chart: chartOf(lines), lines, measure, frame, scheduled });
  const news = line({
    id: 'lin_tv',
    name: 'News',
    channel: 'linear_tv',
    vendor: 'WQPA',
    rateKind: 'cpp',
    dollars: 50,
    tv,
  });

  it('lies over the weeks as the money does', () => {
    const shown = show([line({ id: 'lin_1' }), news], 'grps');
    // 100 points streaming + 400 points news over five even weeks: 100 a week.
    expect(shown.columnTotals).to.deep.equal([10_000, 10_000, 10_000, 10_000, 10_000]);
    expect(shown.total).to.equal(50_000);
  });

  it('counts scheduled spots where they stand, and what the money pays for where nothing is scheduled', () => {
    expect(show([news], 'spots').columnTotals).to.deep.equal([10, 10, 10, 10, 10]);
    expect(show([news], 'spots').notes[0]).to.include({ code: 'not_scheduled' });
    const scheduled = [
      { lineId: 'lin_tv', day: '2026-10-26', spots: 2 },
      { lineId: 'lin_tv', day: '2026-11-29', spots: 3 },
      { lineId: 'lin_tv', day: '2026-12-05', spots: 1 },
    ];
    const shown = show([news], 'spots', scheduled);
    expect(shown.columnTotals).to.deep.equal([2, 0, 0, 0, 3]);
    expect(shown.notes[0]?.message).to.equal('1 spot of News outside the weeks shown.');
  });

  it('names what it can not count', () => {
    const shown = show([line({ channel: 'ooh', name: 'Posters', rateKind: 'flat' })], 'impressions');
    expect(shown.total).to.equal(0);
    expect(shown.notes[0]).to.include({ code: 'not_countable', severity: 'warning' });
    expect(shown.notes[0]?.message).to.include('Posters is not counted.');
  });

  it('foots both ways whatever the lines', () => {
    const lines = fc
      .array(
        fc.record({
          channel: fc.constantFrom(...CHANNELS),
          vendor: fc.constantFrom('A', 'B', 'C'),
          rateKind: fc.constantFrom<RateKind>('cpm', 'cpc', 'cpcv', 'cpp', 'flat'),
          dollars: fc.integer({ min: 1, max: 300 }),
          cents: fc.integer({ min: 0, max: 3_000_000 }),
          hasStation: fc.boolean(),
        }),
        { minLength: 1, maxLength: 9 },
      )
      .map((all) =>
        all.map(({ hasStation, ...given }, i) =>
          line({
            ...given,
            id: `lin_${i}`,
            name: `Line ${i}`,
            ...(hasStation ? { tv: { ...tv, lengthSeconds: 15 } } : {}),
          }),
        ),
      );
    fc.assert(
      fc.property(lines, fc.constantFrom('grps', 'impressions', 'spots'), (all, measure) => {
        const chart = chartOf(all);
        const shown = show(all, measure);
        const add = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
        const ofKind = (kind: string) => shown.rows.filter((_, i) => chart.rows[i]?.kind === kind);
        for (const kind of ['channel', 'vendor', 'line']) {
          expect(add(ofKind(kind).map(({ total }) => total))).to.equal(shown.total);
          shown.columnTotals.forEach((total, i) =>
            expect(add(ofKind(kind).map(({ cells }) => cells[i] ?? 0))).to.equal(total),
          );
        }
        for (const row of shown.rows) expect(add(row.cells)).to.equal(row.total);
        expect(add(shown.columnTotals)).to.equal(shown.total);
      }),
      { numRuns: 80 },
    );
  });
});
