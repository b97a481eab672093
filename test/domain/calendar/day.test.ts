import { expect } from 'chai';
import fc from 'fast-check';
import {
  addDays,
  dayNumber,
  dayOfNumber,
  daysBetween,
  daysInMonth,
  eachDay,
  earlierDay,
  isDay,
  isoWeekday,
  laterDay,
  mondayOf,
} from '../../../shared/domain/calendar/day.ts';

const anyDay = fc.integer({ min: -20_000, max: 100_000 }).map(dayOfNumber);

describe('a day', () => {
  it('is real: leap days exist in leap years only', () => {
    const cases: [unknown, boolean][] = [
      ['2024-02-29', true],
      ['2026-02-29', false],
      ['2000-02-29', true], // divisible by 400
      ['1900-02-29', false], // divisible by 100, not by 400
      ['2026-11-31', false],
      ['2026-13-01', false],
      ['2026-00-10', false],
      ['2026-1-1', false],
      ['2026-11-01T00:00:00Z', false],
      ['1899-12-31', false],
      ['1900-01-01', true],
      ['9999-12-31', true],
      ['2026/11/01', false],
      ['2026-11/01', false],
      ['20x6-11-01', false],
      [20_261_101, false],
    ];
    for (const [value, real] of cases) expect(isDay(value), String(value)).to.equal(real);
  });

  it('adds across months, years and the leap day', () => {
    const cases: [string, number, string][] = [
      ['2024-02-28', 1, '2024-02-29'],
      ['2024-02-28', 2, '2024-03-01'],
      ['2026-02-28', 1, '2026-03-01'],
      ['2026-12-31', 1, '2027-01-01'],
      ['2026-01-01', -1, '2025-12-31'],
      ['2026-10-31', 1, '2026-11-01'], // 25 hours long in New York, one day on the calendar
    ];
    for (const [day, count, expected] of cases) expect(addDays(day, count)).to.equal(expected);
  });

  it('refuses what is no day or no whole number of days', () => {
    expect(() => addDays('2026-02-29', 1)).to.throw(RangeError, '2026-02-29');
    expect(() => addDays('2026-02-28', 0.5)).to.throw(RangeError, 'whole');
    expect(() => addDays('9999-12-31', 1)).to.throw(RangeError, '9999');
  });

  it('knows its weekday', () => {
    const cases: [string, number][] = [
      ['1970-01-01', 4], // a Thursday
      ['2026-11-01', 7],
      ['2026-11-02', 1],
      ['2026-11-23', 1],
      ['1950-01-01', 7],
    ];
    for (const [day, weekday] of cases) expect(isoWeekday(day), day).to.equal(weekday);
  });

  it('is listed with the start included and the end excluded', () => {
    expect(eachDay('2024-02-28', '2024-03-01')).to.deep.equal(['2024-02-28', '2024-02-29']);
    expect(eachDay('2024-02-28', '2024-02-28')).to.deep.equal([]);
    expect(eachDay('2024-02-28', '2024-02-01')).to.deep.equal([]);
    expect(daysBetween('2026-10-26', '2026-11-30')).to.equal(35); // 6 in October + 29 in November
  });

  it('agrees with the Gregorian calendar of the runtime', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const utc = new Date(`${day}T00:00:00Z`);
        expect(dayNumber(day)).to.equal(utc.getTime() / 86_400_000);
        expect(isoWeekday(day) % 7).to.equal(utc.getUTCDay());
      }),
    );
  });

  it('is listed as it is counted, across months and years', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 800 }), (start, count) => {
        const first = dayNumber(start);
        const counted = Array.from({ length: count }, (_, index) => dayOfNumber(first + index));
        expect(eachDay(start, dayOfNumber(first + count))).to.deep.equal(counted);
      }),
    );
  });

  it('adding is undone by subtracting, and text order is day order', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -5_000, max: 5_000 }), (day, count) => {
        const moved = addDays(day, count);
        expect(addDays(moved, -count)).to.equal(day);
        expect(daysBetween(day, moved)).to.equal(count);
        expect(moved > day).to.equal(count > 0);
        expect(isoWeekday(mondayOf(moved))).to.equal(1);
        expect(daysBetween(mondayOf(moved), moved)).to.be.within(0, 6);
      }),
    );
  });

  it('knows the earlier and the later of two', () => {
    expect([earlierDay('2026-10-31', '2026-11-01'), laterDay('2026-10-31', '2026-11-01')]).to.deep.equal([
      '2026-10-31',
      '2026-11-01',
    ]);
    expect([earlierDay('2026-11-01', '2026-10-31'), laterDay('2026-11-01', '2026-10-31')]).to.deep.equal([
      '2026-10-31',
      '2026-11-01',
    ]);
  });

  it('months have 365 or 366 days between them', () => {
    const yearDays = (year: number) =>
      Array.from({ length: 12 }, (_, index) => daysInMonth(year, index + 1)).reduce((a, b) => a + b, 0);
    const lengths = Array.from({ length: 12 }, (_, index) => daysInMonth(2026, index + 1));
    expect(lengths).to.deep.equal([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
    expect([2023, 2024, 2100, 2000].map(yearDays)).to.deep.equal([365, 366, 365, 366]);
  });
});
