import { expect } from 'chai';
import fc from 'fast-check';
import {
  EASTERN_DAYPARTS,
  checkDayparts,
  daypartAt,
  findDaypart,
  isInDaypart,
  toBroadcastMinute,
  toBroadcastWindow,
} from '../../shared/domain/daypart.ts';

describe('dayparts', () => {
  it('include their start and exclude their end', () => {
    const cases: [number, string | undefined][] = [
      [299, undefined],
      [300, 'early_morning'], // 05:00
      [539, 'early_morning'],
      [540, 'daytime'], // 09:00
      [960, 'early_fringe'],
      [1_020, 'early_news'],
      [1_140, 'prime_access'],
      [1_200, 'prime'], // 20:00
      [1_379, 'prime'],
      [1_380, 'late_news'], // 23:00
      [1_415, 'late_fringe'], // 23:35
      [1_530, 'late_fringe'], // 25:30, after midnight
      [1_560, undefined], // 26:00
    ];
    for (const [minute, id] of cases) expect(daypartAt(EASTERN_DAYPARTS, minute)?.id, String(minute)).to.equal(id);
    expect(findDaypart(EASTERN_DAYPARTS, 'prime')?.name).to.equal('Prime');
    expect(findDaypart(EASTERN_DAYPARTS, 'brunch')).to.equal(undefined);
  });

  it('cross midnight on the broadcast clock', () => {
    expect(toBroadcastWindow(1_415, 120)).to.deep.equal({ startMinute: 1_415, endMinute: 1_560 }); // 23:35–02:00
    expect(toBroadcastWindow(60, 300)).to.deep.equal({ startMinute: 1_500, endMinute: 1_740 }); // 01:00–05:00
    expect(toBroadcastMinute(0)).to.equal(1_440);
    expect(toBroadcastMinute(299)).to.equal(1_739);
    expect(toBroadcastMinute(300)).to.equal(300);
  });

  it('of the East are valid, and every minute has at most one', () => {
    expect(checkDayparts(EASTERN_DAYPARTS)).to.deep.equal([]);
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 1_739 }), (minute) => {
        expect(EASTERN_DAYPARTS.filter((daypart) => isInDaypart(daypart, minute)).length).to.be.at.most(1);
      }),
    );
  });

  it('may reach to the very end of the broadcast day, not beyond', () => {
    const overnight = { id: 'overnight', name: 'Overnight', startMinute: 1_560, endMinute: 1_740 };
    expect(checkDayparts([...EASTERN_DAYPARTS, overnight])).to.deep.equal([]);
    expect(checkDayparts([{ ...overnight, endMinute: 1_741 }]).map(({ code }) => code)).to.deep.equal([
      'daypart_off_clock',
    ]);
    expect(checkDayparts([{ ...overnight, startMinute: 299, endMinute: 400 }]).map(({ code }) => code)).to.deep.equal([
      'daypart_off_clock',
    ]);
  });

  it('that are wrong are all named, with what to do', () => {
    const issues = checkDayparts([
      { id: 'prime', name: 'Prime', startMinute: 1_200, endMinute: 1_380 },
      { id: 'prime', name: 'Late', startMinute: 1_379, endMinute: 1_400 },
      { id: 'night', name: 'Night', startMinute: 1_415, endMinute: 120 },
      { id: 'back', name: 'Back', startMinute: 700, endMinute: 600 },
    ]);
    expect(issues.map(({ code, path }) => [code, path])).to.deep.equal([
      ['duplicate_daypart', 'dayparts.1.id'],
      ['dayparts_overlap', 'dayparts.1'],
      ['daypart_off_clock', 'dayparts.2'],
      ['daypart_ends_before_start', 'dayparts.3'],
    ]);
    expect(issues[1]?.message).to.equal(
      'Late 22:59–23:20 overlaps Prime 20:00–23:00: let one end where the other starts.',
    );
  });
});
