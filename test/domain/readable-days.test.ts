import { expect } from 'chai';
import { readableDays } from '../../client/words/readable-days.ts';

describe('a sentence of the server on a screen', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['It was reported on 2026-11-02.', 'It was reported on Nov 2, 2026.'],
    ['2026-10-26 to 2026-11-30 overlaps.', 'Oct 26, 2026 to Nov 30, 2026 overlaps.'],
    ['The flight (2026-11-01) is over.', 'The flight (Nov 1, 2026) is over.'],
    ['Nothing to rewrite here.', 'Nothing to rewrite here.'],
    // The day that daylight saving ends, and a leap day.
    ['2026-11-01, 2028-02-29', 'Nov 1, 2026, Feb 29, 2028'],
  ];
  for (const [said, shown] of cases) it(`reads "${shown}"`, () => expect(readableDays(said)).to.equal(shown));

  it('leaves alone what is no day, what was sent, how a day is written, instants and names', () => {
    for (const kept of [
      'startDay is "2026-11-02": give a day.',
      'Give a day such as 2026-11-01.',
      '2026-02-30 is no day.',
      'It came at 2026-11-02T05:00:00Z.',
      'The file WPHL-2026-11-02.csv, order 12026-11-02 and as-run-2026-11-02.',
    ])
      expect(readableDays(kept)).to.equal(kept);
  });
});
