import { expect } from 'chai';
import { nextTries, pullReason, retryAfterMs, type PullWatch } from '../../../shared/domain/delivery/pull-due.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-11-01T17:00:00Z');
const watch = (fields: Partial<PullWatch> = {}): PullWatch => ({
  ...{ now: NOW, everyMs: 60 * MINUTE, lastAcceptedAt: NOW - MINUTE, silentSince: null, gap: '', last: null },
  ...fields,
});
const pulled = (minutesAgo: number, fields: Partial<NonNullable<PullWatch['last']>> = {}) => ({
  ...{ at: NOW - minutesAgo * MINUTE, tries: 1, isOk: true, gap: '' },
  ...fields,
});

describe('when a platform is asked for its report', () => {
  it('waits 10, 20, 40 minutes … and never more than 6 hours', () => {
    const minutes = [1, 2, 3, 4, 5, 6, 7, 50].map((tries) => retryAfterMs(tries) / MINUTE);
    expect(minutes).to.deep.equal([10, 20, 40, 80, 160, 320, 360, 360]);
  });

  it('asks at once about new silence and a new gap, then with pauses', () => {
    const silentSince = NOW - 5 * MINUTE;
    const cases: [string, Partial<PullWatch>, ReturnType<typeof pullReason>][] = [
      ['never asked before', { silentSince }, 'silent'],
      ['asked before the silence began', { silentSince, last: pulled(6) }, 'silent'],
      ['asked in it a minute ago', { silentSince, last: pulled(1) }, null],
      ['asked in it ten minutes ago', { silentSince: NOW - 15 * MINUTE, last: pulled(10) }, 'silent'],
      ['asked twice: twenty minutes', { silentSince: NOW - 40 * MINUTE, last: pulled(19, { tries: 2 }) }, null],
      ['a gap', { gap: '4 5' }, 'gap'],
      ['the same gap, made good', { gap: '4 5', last: pulled(30, { gap: '4 5' }) }, null],
      ['the same gap, failed', { gap: '4 5', last: pulled(10, { gap: '4 5', isOk: false }) }, 'gap'],
      ['another gap', { gap: '4 5 9', last: pulled(1, { gap: '4 5' }) }, 'gap'],
    ];
    for (const [what, fields, reason] of cases) expect(pullReason(watch(fields)), what).to.equal(reason);
  });

  it('keeps its rhythm from the last report or the last try, and does not hammer one that fails', () => {
    const cases: [string, Partial<PullWatch>, ReturnType<typeof pullReason>][] = [
      ['reported a minute ago', {}, null],
      ['reported an hour ago', { lastAcceptedAt: NOW - 60 * MINUTE }, 'rhythm'],
      ['never reported, never asked', { lastAcceptedAt: null }, 'rhythm'],
      ['asked half an hour ago', { lastAcceptedAt: NOW - 90 * MINUTE, last: pulled(30) }, null],
      [
        'failed for the fourth time an hour ago: 80 minutes',
        { lastAcceptedAt: null, last: pulled(60, { isOk: false, tries: 4 }) },
        null,
      ],
    ];
    for (const [what, fields, reason] of cases) expect(pullReason(watch(fields)), what).to.equal(reason);
  });

  it('counts tries anew once a report has come in since', () => {
    expect(nextTries({ lastAcceptedAt: null, last: null })).to.equal(1);
    expect(nextTries({ lastAcceptedAt: NOW - 20 * MINUTE, last: pulled(10, { tries: 3 }) })).to.equal(4);
    expect(nextTries({ lastAcceptedAt: NOW - 5 * MINUTE, last: pulled(10, { tries: 3 }) })).to.equal(1);
    expect(nextTries({ lastAcceptedAt: NOW - 10 * MINUTE, last: pulled(10) }), 'it came by the try itself').to.equal(1);
  });
});
