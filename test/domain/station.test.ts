import { expect } from 'chai';
import { whyNotThere, type WantedAiring } from '../../shared/domain/spot/fill-cells.ts';
import { checkPrograms, isSameProgram, programAt, withSeenPrograms } from '../../shared/domain/station.ts';
import { CENTRAL_DAYPARTS, checkDayparts, usualDayparts } from '../../shared/domain/daypart.ts';
import { weekShape } from '../../shared/domain/placement/same-week.ts';
import { placeSpots } from '../../shared/domain/placement/place-spots.ts';

const NEWS = { name: 'News at five', weekdays: [1, 2, 3, 4, 5], startMinute: 1_020, endMinute: 1_080 };

describe('programs of a station', () => {
  it('are on air from their start up to, not including, their end, on their weekdays', () => {
    // 2026-11-02 is a Monday.
    expect(programAt([NEWS], '2026-11-02', 1_020)).to.equal('News at five');
    expect(programAt([NEWS], '2026-11-02', 1_080)).to.equal(undefined);
    expect(programAt([NEWS], '2026-11-07', 1_050)).to.equal(undefined);
  });
  it('are the same whatever their case, and nothing is the same as nothing', () => {
    expect(isSameProgram('News at Five ', 'news at five')).to.equal(true);
    expect(isSameProgram(undefined, undefined)).to.equal(false);
    expect(isSameProgram(' ', ' ')).to.equal(false);
  });
  it('are learned from as-runs by weekday and half hour, the last one seen, where the guide says nothing', () => {
    // 2026-11-02 and 2026-11-09 are Mondays; 23:10 is minute 1,390, its half hour 1,380–1,410.
    const seen = [
      { airDay: '2026-11-09', minute: 1_390, program: 'Night Talk' },
      { airDay: '2026-11-02', minute: 1_385, program: 'Old Film' },
      { airDay: '2026-11-02', minute: 1_030, program: 'Special' },
    ];
    const programs = withSeenPrograms([NEWS], seen);
    expect(programAt(programs, '2026-11-16', 1_380)).to.equal('Night Talk');
    expect(programAt(programs, '2026-11-16', 1_410)).to.equal(undefined);
    expect(programAt(programs, '2026-11-17', 1_390)).to.equal(undefined);
    expect(programAt(programs, '2026-11-16', 1_030)).to.equal('News at five');
  });
  it('may not be on air at once on a shared weekday', () => {
    const weekend = { ...NEWS, name: 'Weekend', weekdays: [6, 7] };
    expect(checkPrograms([NEWS, weekend])).to.deep.equal([]);
    expect(checkPrograms([NEWS, { ...weekend, weekdays: [5, 6] }]).map(({ code }) => code)).to.deep.equal([
      'programs_overlap',
    ]);
  });
});

describe('usual dayparts', () => {
  const prime = (zone: string) => usualDayparts(zone).find(({ id }) => id === 'prime')?.startMinute;
  const zones = [
    ['America/New_York', 1_200],
    ['America/Chicago', 1_140],
    ['America/Denver', 1_140],
    ['America/Los_Angeles', 1_200],
  ] as const;
  for (const [zone, minute] of zones) {
    it(`start prime at minute ${minute} in ${zone}`, () => expect(prime(zone)).to.equal(minute));
  }
  it('of Central time are valid too', () => expect(checkDayparts(CENTRAL_DAYPARTS)).to.deep.equal([]));
});

describe('one more spot in a cell', () => {
  const at = (fields: Partial<WantedAiring> = {}): readonly string[] =>
    whyNotThere({
      airDay: '2026-11-03',
      minute: 1_050,
      scheduledAt: 100 * 60_000,
      now: 0,
      daypart: { id: 'early_news', name: 'Early news', startMinute: 1_020, endMinute: 1_140 },
      flight: { budgetCents: 100_000 },
      bought: 1,
      spotCostCents: 50_000,
      taken: [],
      separationMinutes: 15,
      ...fields,
    }).map(({ code }) => code);
  const table: readonly (readonly [string, Partial<WantedAiring>, readonly string[]])[] = [
    ['fits', {}, []],
    ['has no flight', { flight: undefined }, ['outside_flight']],
    ['is one too many: 2 × $500.00 of $1,000.00 are bought', { bought: 2 }, ['over_flight_budget']],
    ['is 14 minutes from another', { taken: [114 * 60_000] }, ['too_close']],
    ['is 15 minutes from another', { taken: [115 * 60_000] }, []],
    ['is past', { now: 101 * 60_000 }, ['in_the_past']],
    [
      'is on a Tuesday of a Monday line, at half past eight',
      { weekdays: [1], minute: 1_230 },
      ['wrong_weekday', 'outside_daypart'],
    ],
  ];
  for (const [words, fields, codes] of table) {
    it(`${words}: ${codes.join(', ') || 'may be added'}`, () => expect(at(fields)).to.deep.equal(codes));
  }
});

describe('weeks of one shape', () => {
  const week = (base: number, name: string, held: number[] = []) => ({
    cells: Array.from({ length: 14 }, (_, at) => ({
      key: `${name}${at}`,
      day: Math.floor(at / 2),
      halfHour: at % 2,
      minute: base + Math.floor(at / 2) * 1_440 + (at % 2) * 30,
    })),
    demands: [{ key: `${name}-line`, spots: 3, cellKeys: Array.from({ length: 14 }, (_, at) => `${name}${at}`) }],
    separationMinutes: 15,
    held: held.map((minute) => ({ minute: base + minute })),
  });
  it('have the same key and read each other’s answers, by their own names', () => {
    const [one, other] = [week(0, 'a'), week(10_080, 'b')];
    const [first, second] = [weekShape(one), weekShape(other)];
    expect(second.key).to.equal(first.key);
    const read = second.read(first.write(placeSpots(one)));
    expect(read).to.deep.equal(placeSpots(other));
    expect(read.placed.every(({ demandKey, cellKey }) => demandKey === 'b-line' && cellKey.startsWith('b'))).to.equal(
      true,
    );
  });
  it('differ when a spot of the week before closes a cell, and not when it is far from all', () => {
    expect(weekShape(week(0, 'a', [-14])).key).to.not.equal(weekShape(week(0, 'a')).key);
    expect(weekShape(week(0, 'a', [-15])).key).to.equal(weekShape(week(0, 'a')).key);
  });
});
