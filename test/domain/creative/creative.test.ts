import { expect } from 'chai';
import fc from 'fast-check';
import {
  isTrafficCode,
  normalizeTrafficCode,
  readTrafficCode,
  trafficCodeBase,
} from '../../../shared/domain/creative/ad-id.ts';
import { copyOutlook } from '../../../shared/domain/creative/copy-outlook.ts';
import type { Creative } from '../../../shared/domain/creative/creative.ts';
import { checkDisclaimer } from '../../../shared/domain/creative/disclaimer.ts';
import { eligibleCreatives, whyNotEligible } from '../../../shared/domain/creative/eligible-creatives.ts';

const standard: Creative = {
  kind: 'standard',
  id: 'crv_1',
  title: 'Porch Light',
  adId: 'NFWD1234001H',
  lengthSeconds: 30,
  definition: 'HD',
  approval: 'approved',
};
const release = { fileId: 'fil_1', signatory: 'Maria Lopez', signedDay: '2026-09-01', expiryDay: '2026-11-01' };
const testimonial: Creative = { ...standard, kind: 'testimonial', id: 'crv_2', title: 'Maria', release };
const airing = { airDay: '2026-10-15', lengthSeconds: 30, daypart: 'prime', definition: 'HD' as const };
const codes = (creative: Creative, over: Partial<typeof airing> = {}): string[] =>
  whyNotEligible(creative, { ...airing, ...over }).map(({ code }) => code);

describe('Traffic codes', () => {
  const good: [string, string, string][] = [
    ['abcd-1234 567h', 'ABCD1234567H', 'ad_id'],
    ['ABCD1234567D', 'ABCD1234567D', 'ad_id'],
    ['abcd/1234567', 'ABCD1234567', 'ad_id'],
    ['1BCD1234567', '1BCD1234567', 'ad_id'],
    ['WXYZ-0042', 'WXYZ0042', 'isci'],
  ];
  for (const [typed, code, kind] of good) {
    it(`reads ${typed} as ${kind} ${code}`, () => expect(readTrafficCode(typed)).to.include({ kind, code }));
  }
  const bad: [string, string][] = [
    ['0BCD1234567', 'may not be 0'],
    ['ABCD1234567X', 'must be H or D, got X'],
    ['ABCD123456', 'has 10 characters'],
    ['ABCD12345é7', 'letters A to Z and digits only'],
    ['', 'has 0 characters'],
  ];
  for (const [typed, why] of bad) {
    it(`refuses "${typed}": ${why}`, () => {
      const issue = readTrafficCode(typed);
      expect(isTrafficCode(issue)).to.equal(false);
      if (!isTrafficCode(issue)) expect(issue.message).to.include(why);
    });
  }
  it('gives SD and HD twins the same base, and leaves an ISCI alone', () => {
    expect(trafficCodeBase('ABCD-1234567H')).to.equal(trafficCodeBase('ABCD1234567'));
    expect(trafficCodeBase('WXYZ0042')).to.equal('WXYZ0042');
  });
  it('normalises once and for all', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(normalizeTrafficCode(normalizeTrafficCode(text))).to.equal(normalizeTrafficCode(text));
      }),
    );
  });
});

describe('Which creatives may air', () => {
  it('lets an approved creative of the right length air', () => expect(codes(standard)).to.deep.equal([]));

  const cases: [string, Creative, Partial<typeof airing>, string[]][] = [
    ['not before its start day', { ...standard, startDay: '2026-10-16' }, {}, ['not_started']],
    ['on its start day', { ...standard, startDay: '2026-10-15' }, {}, []],
    ['not on its end day', { ...standard, endDay: '2026-10-15' }, {}, ['expired']],
    ['on the day before its end day', { ...standard, endDay: '2026-10-16' }, {}, []],
    ['not in another length', standard, { lengthSeconds: 15 }, ['wrong_length']],
    [
      'not in high definition when it is SD',
      { ...standard, adId: 'NFWD1234001', definition: 'SD' },
      {},
      ['wrong_definition'],
    ],
    [
      'not under a code of the other definition',
      { ...standard, definition: 'SD' },
      { definition: undefined },
      ['ad_id_definition'],
    ],
    ['not in a daypart it is not for', { ...standard, dayparts: ['late news'] }, {}, ['daypart_not_allowed']],
    ['not while in review', { ...standard, approval: 'in_review' }, {}, ['not_approved']],
    ['not with a broken code', { ...standard, adId: 'NFWD' }, {}, ['ad_id_invalid']],
    ['a testimonial with a signed release', testimonial, {}, []],
    ['not a testimonial without a release', { ...testimonial, release: undefined }, {}, ['release_missing']],
    [
      'not with an unsigned release',
      { ...testimonial, release: { ...release, signedDay: undefined } },
      {},
      ['release_unsigned'],
    ],
    ['not without a signatory', { ...testimonial, release: { ...release, signatory: ' ' } }, {}, ['release_unsigned']],
    ['not before the release is signed', testimonial, { airDay: '2026-08-31' }, ['release_not_yet_signed']],
    ['not on the day the release ends', testimonial, { airDay: '2026-11-01' }, ['release_expired']],
  ];
  for (const [what, creative, over, expected] of cases) {
    it(`airs ${what}: ${expected.join(', ') || 'eligible'}`, () =>
      expect(codes(creative, over)).to.deep.equal(expected));
  }

  it('gives every reason at once and sorts the creatives', () => {
    const worst: Creative = {
      ...testimonial,
      id: 'crv_3',
      approval: 'rejected',
      release: undefined,
      lengthSeconds: 60,
    };
    const { eligible, ineligible } = eligibleCreatives([standard, worst], airing);
    expect(eligible.map(({ id }) => id)).to.deep.equal(['crv_1']);
    expect(ineligible[0]?.creativeId).to.equal('crv_3');
    expect(ineligible[0]?.reasons.map(({ code }) => code)).to.deep.equal([
      'not_approved',
      'release_missing',
      'wrong_length',
    ]);
  });
});

describe('The disclaimer', () => {
  const rule = { requiredText: 'Paid for by Neighbors Forward', minimumSeconds: 4, minimumHeightBasisPoints: 400 };
  const shown = { text: 'PAID FOR BY  Neighbors Forward.', seconds: 4, heightBasisPoints: 400 };
  it('holds at exactly 4 s and 4.00 % of the height, whatever the case and spacing', () => {
    expect(checkDisclaimer(shown, rule)).to.deep.equal([]);
  });
  it('names every way it falls short', () => {
    const issues = checkDisclaimer({ text: 'Paid for', seconds: 3.5, heightBasisPoints: 399 }, rule);
    expect(issues.map(({ code }) => code)).to.deep.equal([
      'disclaimer_text',
      'disclaimer_too_short',
      'disclaimer_too_small',
    ]);
    expect(issues[2]?.message).to.equal(
      'The disclaimer takes 3.99 % of the picture height, at least 4.00 % is needed.',
    );
  });
  it('keeps a creative without one off the air', () => {
    expect(whyNotEligible(standard, airing, { disclaimer: rule }).map(({ code }) => code)).to.deep.equal([
      'disclaimer_missing',
    ]);
    expect(whyNotEligible({ ...standard, disclaimer: shown }, airing, { disclaimer: rule })).to.deep.equal([]);
  });
});

describe('Copy in the days ahead', () => {
  const spot = (spotId: string, airDay: string, creativeId?: string) => ({ ...airing, spotId, airDay, creativeId });
  const window = { fromDay: '2026-10-20', toDay: '2026-11-05' };

  it('raises a missing, an expiring and an ineligible creative before air', () => {
    const issues = copyOutlook({
      ...window,
      creatives: [testimonial, { ...standard, endDay: '2026-10-25' }],
      spots: [
        spot('ok', '2026-10-22', 'crv_1'),
        spot('late', '2026-10-26', 'crv_1'),
        spot('none', '2026-11-02'),
        spot('outside', '2026-11-05'),
      ],
    });
    expect(issues.map(({ code, severity, path }) => `${severity} ${code} ${path}`)).to.deep.equal([
      'error assigned_not_eligible spots.late',
      'error no_eligible_creative spots.none',
      'warning release_ending creatives.crv_2.release.expiryDay',
      'warning creative_ending creatives.crv_1.endDay',
    ]);
    expect(issues[1]?.message)
      .to.match(/^No creative may air in the 30 s spot of 2026-11-02\. /)
      .and.to.contain(' ends before 2026-10-25, the spot airs on 2026-11-02.')
      .and.not.to.contain('crv_');
  });

  it('is quiet when all is well', () => {
    expect(
      copyOutlook({
        ...window,
        creatives: [standard],
        spots: [spot('a', '2026-10-22', 'crv_1'), spot('b', '2026-10-23')],
      }),
    ).to.deep.equal([]);
  });
});
