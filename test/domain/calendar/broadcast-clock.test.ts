import { expect } from 'chai';
import fc from 'fast-check';
import {
  formatClock,
  instantToLocal,
  localToInstant,
  parseClock,
  type LocalTimeInput,
} from '../../../shared/domain/calendar/broadcast-clock.ts';
import {
  broadcastDayOf,
  broadcastDayStart,
  hoursInBroadcastDay,
} from '../../../shared/domain/calendar/broadcast-day.ts';
import { dayStart, isZone, offsetMinutes, todayIn } from '../../../shared/domain/calendar/zone.ts';

const NY = 'America/New_York';
const at = (iso: string) => Date.parse(iso);
const ask = (day: string, minute: number, more: Partial<LocalTimeInput> = {}) =>
  localToInstant({ day, minute, zone: NY, missing: 'reject', ...more });

describe('the broadcast clock', () => {
  it('writes the hours after midnight as 24 and up', () => {
    expect(formatClock(300)).to.equal('05:00');
    expect(formatClock(1_530)).to.equal('25:30');
    expect(formatClock(1_739)).to.equal('28:59');
    expect(parseClock('25:30')).to.equal(1_530);
    for (const wrong of ['29:00', '04:59', '5:00', '25:60', 'noon'])
      expect(parseClock(wrong), wrong).to.equal(undefined);
  });

  it('starts the day at 05:00 local', () => {
    expect(broadcastDayOf(at('2026-11-02T09:59:59Z'), NY)).to.equal('2026-11-01'); // 04:59:59 EST
    expect(broadcastDayOf(at('2026-11-02T10:00:00Z'), NY)).to.equal('2026-11-02'); // 05:00 EST
    expect(broadcastDayOf(at('2026-07-02T08:59:59Z'), NY)).to.equal('2026-07-01'); // 04:59:59 EDT
    expect(broadcastDayStart('2026-10-31', NY)).to.equal(at('2026-10-31T09:00:00Z')); // EDT
    expect(broadcastDayStart('2026-11-01', NY)).to.equal(at('2026-11-01T10:00:00Z')); // EST
    expect(broadcastDayOf(at('2026-11-02T10:30:00Z'), NY, 6)).to.equal('2026-11-01'); // a market starting at 06:00
  });

  it('has 23 hours when clocks go forward and 25 when they go back', () => {
    const cases: [string, number][] = [
      ['2026-03-06', 24],
      ['2026-03-07', 23], // 05:00 EST → 05:00 EDT
      ['2026-03-08', 24],
      ['2026-10-30', 24],
      ['2026-10-31', 25], // 05:00 EDT → 05:00 EST
      ['2026-11-01', 24],
      ['2024-02-29', 24],
    ];
    for (const [day, hours] of cases) expect(hoursInBroadcastDay(day, NY), day).to.equal(hours);
  });

  it('25:30 on 2026-10-31 is two instants, told apart by the occurrence', () => {
    const [first, second] = [at('2026-11-01T05:30:00Z'), at('2026-11-01T06:30:00Z')];
    expect(ask('2026-10-31', 1_530)).to.deep.equal({ kind: 'ambiguous', first, second });
    expect(ask('2026-10-31', 1_530, { occurrence: 'first' })).to.deep.equal({
      kind: 'ok',
      instant: first,
      occurrences: 2,
    });
    expect(ask('2026-10-31', 1_530, { occurrence: 'second' })).to.deep.equal({
      kind: 'ok',
      instant: second,
      occurrences: 2,
    });
    expect(instantToLocal(first, NY)).to.deep.equal({
      airDay: '2026-10-31',
      minute: 1_530,
      second: 0,
      clock: '25:30',
      occurrence: 'first',
      offsetMinutes: -240,
    });
    expect(instantToLocal(second, NY)).to.include({ clock: '25:30', occurrence: 'second', offsetMinutes: -300 });
  });

  it('the hour repeats from 25:00 up to, not including, 26:00', () => {
    expect(ask('2026-10-31', 1_499)).to.include({ kind: 'ok', occurrences: 1, instant: at('2026-11-01T04:59:00Z') });
    expect(ask('2026-10-31', 1_500)).to.include({ kind: 'ambiguous' });
    expect(ask('2026-10-31', 1_559)).to.include({ kind: 'ambiguous' });
    expect(ask('2026-10-31', 1_560)).to.include({ kind: 'ok', occurrences: 1, instant: at('2026-11-01T07:00:00Z') });
  });

  it('26:30 on 2026-03-07 does not exist: refused, or moved on by the gap, as the caller says', () => {
    const shiftedTo = at('2026-03-08T07:30:00Z'); // 03:30 EDT
    expect(ask('2026-03-07', 1_590)).to.deep.equal({ kind: 'missing', shiftedTo });
    expect(ask('2026-03-07', 1_590, { missing: 'shift_forward' })).to.deep.equal({
      kind: 'ok',
      instant: shiftedTo,
      occurrences: 0,
    });
    expect(ask('2026-03-07', 1_559)).to.include({ kind: 'ok', instant: at('2026-03-08T06:59:00Z') });
    expect(ask('2026-03-07', 1_620)).to.include({ kind: 'ok', instant: at('2026-03-08T07:00:00Z') });
  });

  it('an occurrence for a time that comes once changes nothing', () => {
    expect(ask('2026-11-02', 600, { occurrence: 'second' })).to.deep.equal({
      kind: 'ok',
      instant: at('2026-11-02T15:00:00Z'),
      occurrences: 1,
    });
  });

  it('holds on the leap day', () => {
    expect(ask('2024-02-29', 1_500)).to.include({ kind: 'ok', instant: at('2024-03-01T06:00:00Z') }); // 25:00 = 01:00 EST
    expect(instantToLocal(at('2024-03-01T06:00:00Z'), NY)).to.include({ airDay: '2024-02-29', clock: '25:00' });
  });

  it('takes its first and its last minute, also of a day that starts at 06:00', () => {
    expect(ask('2026-11-02', 300)).to.include({ kind: 'ok', instant: at('2026-11-02T10:00:00Z') });
    expect(ask('2026-11-02', 1_739)).to.include({ kind: 'ok', instant: at('2026-11-03T09:59:00Z') });
    expect(ask('2026-11-02', 1_799, { startHour: 6 })).to.include({ kind: 'ok', instant: at('2026-11-03T10:59:00Z') });
    expect(() => ask('2026-11-02', 359, { startHour: 6 })).to.throw(RangeError, 'between 360 (06:00) and 1799 (29:59)');
    expect(instantToLocal(at('2026-11-03T10:30:00Z'), NY, 6)).to.include({ airDay: '2026-11-02', clock: '29:30' });
  });

  it('refuses minutes outside 05:00–28:59 and unknown zones', () => {
    for (const minute of [299, 1_740, -1, 600.5]) expect(() => ask('2026-11-02', minute)).to.throw(RangeError, '05:00');
    expect(() => ask('2026-11-02', 600, { zone: 'Mars/Olympus' })).to.throw(RangeError, 'Mars/Olympus');
    expect(isZone(NY)).to.equal(true);
    expect(isZone('Mars/Olympus')).to.equal(false);
  });

  it('keeps the seconds of an as-run time apart from its minute', () => {
    expect(instantToLocal(at('2026-11-02T15:00:42.900Z'), NY)).to.include({ minute: 600, second: 42 });
  });

  it('every minute of a year of either change comes back as itself', () => {
    const zones = [
      NY,
      'America/Chicago',
      'Australia/Lord_Howe',
      'America/Havana',
      'America/Santiago',
      'UTC',
      'Asia/Kolkata',
    ];
    const from = at('2026-01-01T00:00:00Z') / 60_000;
    fc.assert(
      fc.property(fc.integer({ min: from, max: from + 2 * 527_040 }), fc.constantFrom(...zones), (minutes, zone) => {
        const instant = minutes * 60_000;
        const local = instantToLocal(instant, zone);
        const back = localToInstant({
          day: local.airDay,
          minute: local.minute,
          zone,
          occurrence: local.occurrence,
          missing: 'reject',
        });
        expect(back).to.include({ kind: 'ok', instant, occurrences: local.occurrence ? 2 : 1 });
        expect(local.offsetMinutes).to.equal(offsetMinutes(instant, zone));
      }),
      { numRuns: 500 },
    );
  });

  it('the broadcast days of a zone follow each other without gap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 730 * 24 * 60 }), (minutes) => {
        const instant = at('2026-01-01T00:00:00Z') + minutes * 60_000;
        const day = broadcastDayOf(instant, NY);
        const start = broadcastDayStart(day, NY);
        expect(instant).to.be.at.least(start);
        expect(instant).to.be.below(start + hoursInBroadcastDay(day, NY) * 3_600_000);
      }),
    );
  });
});

describe('a calendar day in a zone', () => {
  it('is the one on the wall, not the one in UTC', () => {
    expect(todayIn(at('2026-11-01T03:59:00Z'), NY)).to.equal('2026-10-31');
    expect(todayIn(at('2026-11-01T04:00:00Z'), NY)).to.equal('2026-11-01');
  });

  it('starts at its first instant, also where midnight is skipped or repeated', () => {
    expect(dayStart('2026-11-01', NY)).to.equal(at('2026-11-01T04:00:00Z'));
    expect(dayStart('2026-11-02', NY)).to.equal(at('2026-11-02T05:00:00Z'));
    expect(dayStart('2018-11-04', 'America/Sao_Paulo')).to.equal(at('2018-11-04T03:00:00Z')); // 00:00 → 01:00
    expect(dayStart('2025-11-02', 'America/Havana')).to.equal(at('2025-11-02T04:00:00Z')); // 00:00 comes twice
  });
});
