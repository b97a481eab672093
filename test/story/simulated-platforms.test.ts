import { expect } from 'chai';
import { simulatedSources, type ApprovedPlan } from '../../server/sample/platforms/sample-platforms.ts';
import { reportRows, type ReportRow } from '../../server/sample/platforms/simulated-platform.ts';
import { visitorsOfDay } from '../../server/sample/sample-visitors.ts';
import { addDays, eachDay, type Day } from '../../shared/domain/calendar/day.ts';
import { dayStart } from '../../shared/domain/calendar/zone.ts';

const ZONE = 'America/New_York';
const START = '2026-11-02';
const END = '2026-11-12';
const CHANGED_ON = '2026-11-07';

type Flight = ApprovedPlan['lines'][number]['flights'][number];
const flight = (id: string, budgetCents: number, pattern: Flight['pattern'] = { kind: 'even' }): Flight => ({
  ...{ id, startDay: START, endDay: END, budgetCents, pattern, hardStop: false },
});
const line = (name: string, channel: 'ctv' | 'social', flights: readonly Flight[]): ApprovedPlan['lines'][number] => ({
  ...{ name, channel, vendor: 'Brightlake', flights },
  rate: { kind: 'cpm', amountMicros: 20_000_000, basis: 'gross' },
});
/** What one platform reports at the end of a day about all days before. */
const reportedBy = (plans: readonly ApprovedPlan[], day: Day): readonly ReportRow[] => {
  const kept = [{ sourceId: 'src_1', vendor: 'Brightlake', dialect: 'standard' as const, secret: 'whsec_' }];
  const [source] = simulatedSources({ baseUrl: 'http://127.0.0.1', plans, kept, startDay: START, zone: ZONE });
  return reportRows(source?.flights ?? [], START, dayStart(addDays(day, 1), ZONE), ZONE);
};
const cents = (rows: readonly ReportRow[], placement: string, days: readonly Day[]) =>
  rows
    .filter((row) => row.placement === placement && row.day !== undefined && days.includes(row.day))
    .reduce((sum, row) => sum + row.spendMicros / 10_000, 0);

describe('simulated platforms', () => {
  const first: ApprovedPlan = {
    approvedAt: dayStart('2026-10-20', ZONE),
    lines: [line('Homes', 'ctv', [flight('flt_h', 100_000)]), line('Feeds', 'social', [flight('flt_f', 100_000)])],
  };
  const before = eachDay(START, CHANGED_ON);
  const after = eachDay(addDays(CHANGED_ON, 1), END);
  /** In the middle of 2026-11-07: homes get twice as much for the days to come, feeds $50.00 of $100.00 a day. */
  const daily = (past: number, toCome: number): Flight['pattern'] => ({
    ...{ kind: 'custom', by: 'day' },
    weights: [...before.map(() => past), ...[CHANGED_ON, ...after].map(() => toCome)],
  });
  const second: ApprovedPlan = {
    approvedAt: dayStart(CHANGED_ON, ZONE) + 12 * 3_600_000,
    lines: [
      line('Homes on screen', 'ctv', [flight('flt_h', 150_000, daily(10_000, 20_000))]),
      line('Feeds', 'social', [flight('flt_f', 75_000, daily(10_000, 5_000))]),
    ],
  };

  it('deliver by the plan, social 63 % of it', () => {
    const rows = reportedBy([first], '2026-11-11');
    expect(cents(rows, 'homes-2026-11-02', eachDay(START, END))).to.be.within(93_000, 107_000);
    expect(cents(rows, 'feeds-2026-11-02', eachDay(START, END))).to.be.within(58_000, 68_000);
  });

  it('follow an approved re-plan from the next day on; what is over stays as it was reported', () => {
    const [old, now] = [reportedBy([first], '2026-11-11'), reportedBy([first, second], '2026-11-11')];
    const over = [...before, CHANGED_ON];
    expect(now.filter(({ day }) => day !== undefined && over.includes(day))).to.deep.equal(
      old.filter(({ day }) => day !== undefined && over.includes(day)),
    );
    // Four days at about $200.00 instead of $100.00; the renamed line keeps its placement.
    expect(cents(now, 'homes-2026-11-02', after)).to.be.within(74_000, 86_000);
    // $50.00 a day is less than the $63.00 its inventory holds: it gets what it asks for.
    expect(cents(now, 'feeds-2026-11-02', after)).to.be.within(18_600, 21_400);
  });

  it('stop a flight that the plan took out, and run one it added', () => {
    const added = { ...flight('flt_n', 40_000), startDay: '2026-11-08' };
    const third: ApprovedPlan = { approvedAt: second.approvedAt, lines: [line('New homes', 'ctv', [added])] };
    const rows = reportedBy([first, third], '2026-11-11');
    expect(
      rows.filter(({ placement, day }) => placement === 'homes-2026-11-02' && day !== undefined && day > CHANGED_ON),
    ).to.deep.equal([]);
    expect(cents(rows, 'new-homes-2026-11-08', after)).to.be.within(37_000, 43_000);
  });
});

describe('the sample’s own website', () => {
  it('counts the same visitors whenever it is asked, each event under an id of its own', () => {
    const lines = [{ lineId: 'lin_1', name: 'Search', channel: 'search' as const }];
    const events = visitorsOfDay(START, ZONE, lines);
    expect(visitorsOfDay(START, ZONE, lines)).to.deep.equal(events);
    expect(new Set(events.map(({ eventId }) => eventId)).size).to.equal(events.length);
    const visits = events.filter(({ kind, utmContent }) => kind === 'visit' && utmContent === 'lin_1');
    expect(visits.length).to.be.within(15, 29);
    expect(events.filter(({ kind }) => kind !== 'donation').every(({ valueCents }) => valueCents === 0)).to.equal(true);
    expect(events.every(({ at }) => at >= '2026-11-02T05:00' && at < '2026-11-03T05:00')).to.equal(true);
  });
});
