import { expect } from 'chai';
import fc from 'fast-check';
import { broadcastWeek, gregorianWeek, weeksInBroadcastYear } from '../../../shared/domain/calendar/broadcast-week.ts';
import { addDays, dayOfNumber, daysBetween, eachDay, isoWeekday } from '../../../shared/domain/calendar/day.ts';
import { periodColumns } from '../../../shared/domain/calendar/periods.ts';

const anyDay = fc.integer({ min: 0, max: 40_000 }).map(dayOfNumber);

describe('the broadcast calendar', () => {
  it('gives a week to the month and year of its Sunday', () => {
    expect(broadcastWeek('2026-11-23')).to.deep.equal({
      weekStart: '2026-11-23',
      year: 2026,
      quarter: 4,
      month: 11,
      week: 48, // 2025-12-29 is week 1, 47 weeks earlier
      monthStart: '2026-10-26',
      monthEnd: '2026-11-29',
    });
    expect(broadcastWeek('2024-12-29')).to.include({ year: 2024, week: 52, weekStart: '2024-12-23' });
    expect(broadcastWeek('2024-12-30')).to.include({ year: 2025, week: 1, quarter: 1, month: 1 });
    expect(broadcastWeek('2026-12-28')).to.deep.equal({
      weekStart: '2026-12-28',
      year: 2027,
      quarter: 1,
      month: 1,
      week: 1,
      monthStart: '2026-12-28',
      monthEnd: '2027-01-31',
    });
  });

  it('has the months of 2026 as printed', () => {
    const cases: [string, number, string, string, number][] = [
      ['2026-10-01', 10, '2026-09-28', '2026-10-25', 4],
      ['2026-11-01', 11, '2026-10-26', '2026-11-29', 5],
      ['2026-10-26', 11, '2026-10-26', '2026-11-29', 5],
      ['2026-12-27', 12, '2026-11-30', '2026-12-27', 4],
    ];
    for (const [day, month, monthStart, monthEnd, weeks] of cases) {
      expect(broadcastWeek(day), day).to.include({ month, monthStart, monthEnd });
      expect((daysBetween(monthStart, monthEnd) + 1) / 7).to.equal(weeks);
    }
  });

  it('has 53 weeks in 2012, 2017, 2023 and 2028 only', () => {
    const long = Array.from({ length: 20 }, (_, index) => 2010 + index).filter(
      (year) => weeksInBroadcastYear(year) === 53,
    );
    expect(long).to.deep.equal([2012, 2017, 2023, 2028]);
    expect(broadcastWeek('2028-12-31')).to.include({ year: 2028, week: 53 });
    expect(broadcastWeek('2023-12-31')).to.include({ year: 2023, week: 53 });
  });

  it('gives the leap day of 2024 to broadcast March, whose first week starts on February 26', () => {
    expect(broadcastWeek('2024-02-29')).to.include({ month: 3, monthStart: '2024-02-26', monthEnd: '2024-03-31' });
    expect(gregorianWeek('2024-02-29')).to.include({ month: 2, monthEnd: '2024-02-29', week: 9 });
  });

  it('has quarters of three months', () => {
    const months = Array.from({ length: 12 }, (_, index) => `2026-${String(index + 1).padStart(2, '0')}-15`);
    expect(months.map((day) => broadcastWeek(day).quarter)).to.deep.equal([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
    expect(months.map((day) => gregorianWeek(day).quarter)).to.deep.equal([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
  });

  it('numbers everyday weeks by ISO 8601', () => {
    expect(gregorianWeek('2026-11-01')).to.include({ week: 44, month: 11, monthStart: '2026-11-01' });
    expect(gregorianWeek('2027-01-01')).to.include({ week: 53, year: 2027, weekStart: '2026-12-28' });
    expect(gregorianWeek('2024-12-30')).to.include({ week: 1, year: 2024, month: 12 });
  });

  it('tomorrow is in the same week or the next, month and year alike', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const here = broadcastWeek(day);
        const next = broadcastWeek(addDays(day, 1));
        expect(day >= here.weekStart && day <= addDays(here.weekStart, 6)).to.equal(true);
        expect(day >= here.monthStart && day <= here.monthEnd).to.equal(true);
        expect(isoWeekday(here.monthStart)).to.equal(1);
        expect(isoWeekday(here.monthEnd)).to.equal(7);
        if (next.weekStart === here.weekStart) expect(next).to.deep.equal(here);
        else if (next.year === here.year) expect(next.week).to.equal(here.week + 1);
        else expect([next.year, next.week]).to.deep.equal([here.year + 1, 1]);
        if (next.monthStart !== here.monthStart) expect(next.monthStart).to.equal(addDays(here.monthEnd, 1));
      }),
    );
  });
});

describe('columns of a flowchart', () => {
  it('are clipped to the range and keep the key of the whole period', () => {
    const columns = periodColumns({ startDay: '2026-11-01', endDay: '2026-11-10', calendar: 'broadcast', by: 'week' });
    expect(columns).to.deep.equal([
      { key: '2026-10-26', label: 'Oct 26', startDay: '2026-11-01', endDay: '2026-11-02' },
      { key: '2026-11-02', label: 'Nov 2', startDay: '2026-11-02', endDay: '2026-11-09' },
      { key: '2026-11-09', label: 'Nov 9', startDay: '2026-11-09', endDay: '2026-11-10' },
    ]);
  });

  it('differ by calendar: October 26 is November in broadcast months', () => {
    const range = { startDay: '2026-10-20', endDay: '2026-12-01', by: 'month' } as const;
    expect(
      periodColumns({ ...range, calendar: 'broadcast' }).map(({ key, startDay }) => [key, startDay]),
    ).to.deep.equal([
      ['2026-10', '2026-10-20'],
      ['2026-11', '2026-10-26'],
      ['2026-12', '2026-11-30'],
    ]);
    expect(periodColumns({ ...range, calendar: 'gregorian' }).map(({ key, label }) => [key, label])).to.deep.equal([
      ['2026-10', 'Oct 2026'],
      ['2026-11', 'Nov 2026'],
    ]);
  });

  it('are none for an empty range', () => {
    const empty = { startDay: '2026-11-10', endDay: '2026-11-10', calendar: 'broadcast', by: 'week' } as const;
    expect(periodColumns(empty)).to.deep.equal([]);
  });

  it('cover the range without gap or overlap', () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: 1, max: 500 }),
        fc.constantFrom('broadcast' as const, 'gregorian' as const),
        fc.constantFrom('week' as const, 'month' as const),
        (startDay, length, calendar, by) => {
          const endDay = addDays(startDay, length);
          const columns = periodColumns({ startDay, endDay, calendar, by });
          expect(columns.flatMap((column) => eachDay(column.startDay, column.endDay))).to.deep.equal(
            eachDay(startDay, endDay),
          );
          expect(new Set(columns.map(({ key }) => key)).size).to.equal(columns.length);
        },
      ),
    );
  });
});
