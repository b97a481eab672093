import { expect } from 'chai';
import fc from 'fast-check';
import type { AsRunRow, ExpectedSpot } from '../../../shared/domain/reconciliation/as-run.ts';
import { compareInvoice } from '../../../shared/domain/reconciliation/compare-invoice.ts';
import { matchAsRun } from '../../../shared/domain/reconciliation/match-as-run.ts';
import { pairInOrder } from '../../../shared/domain/reconciliation/pair-in-order.ts';
import { programWords } from '../../../shared/domain/reconciliation/program-words.ts';
import { type PostedSpot, postStations } from '../../../shared/domain/reconciliation/posting.ts';

const MINUTE = 60_000;
const TEN = Date.UTC(2026, 9, 15, 14);
const base = { station: 'WAAA', adId: 'NFWD1234001H', lengthSeconds: 30 };
const spot = (id: string, minutes: number, over: Partial<ExpectedSpot> = {}): ExpectedSpot => ({
  ...base,
  id,
  airsAt: TEN + minutes * MINUTE,
  ...over,
});
const row = (number: number, minutes: number, over: Partial<AsRunRow> = {}): AsRunRow => ({
  ...base,
  row: number,
  airedAt: TEN + minutes * MINUTE,
  aired: true,
  ...over,
});
const match = (spots: readonly ExpectedSpot[], rows: readonly AsRunRow[]) => {
  const result = matchAsRun({ spots, rows, toleranceMs: 15 * MINUTE });
  return {
    matches: result.matches.map(({ spotId, row: number }) => `${spotId}=${number}`),
    queue: result.unmatchedRows.map(({ row: number, reason }) => `${number} ${reason}`),
    unreported: result.unreported.map(({ spotId, reason }) => `${spotId} ${reason}`),
    result,
  };
};

describe('Matching the as-run to the spots', () => {
  it('matches on station, code as written, length and time', () => {
    const { matches, queue, result } = match(
      [spot('a', 0), spot('b', 60)],
      [row(1, 3, { adId: 'nfwd-1234-001h' }), row(2, 58)],
    );
    expect(matches).to.deep.equal(['a=1', 'b=2']);
    expect(queue).to.deep.equal([]);
    expect(result.matches.map(({ offsetMs }) => offsetMs)).to.deep.equal([3 * MINUTE, -2 * MINUTE]);
  });

  it('takes 15 minutes as within 15 minutes and 15:01 as outside', () => {
    expect(match([spot('a', 0)], [row(1, 15)]).matches).to.deep.equal(['a=1']);
    const late = match([spot('a', 0)], [row(1, 15 + 1 / 60)]);
    expect(late.queue).to.deep.equal(['1 outside_tolerance']);
    expect(late.unreported).to.deep.equal(['a row_in_queue']);
  });

  it('gives a row equally near two spots to the one bought in the program it names', () => {
    // 10:00 in Morning Report and 10:10 in Talk; the row says 10:05.
    const spots = [spot('a', 0, { program: 'Morning Report' }), spot('b', 10, { program: 'Talk' })];
    expect(match(spots, [row(1, 5)]).queue).to.deep.equal(['1 ambiguous']);
    expect(match(spots, [row(1, 5, { program: 'talk ' })]).matches).to.deep.equal(['b=1']);
    expect(match(spots, [row(1, 5, { program: 'Morning Report' })]).matches).to.deep.equal(['a=1']);
    expect(match(spots, [row(1, 5, { program: 'Football' })]).queue).to.deep.equal(['1 ambiguous']);
    // Time goes first: a minute nearer is a minute nearer, whatever the program.
    expect(match(spots, [row(1, 4, { program: 'Talk' })]).matches).to.deep.equal(['a=1']);
  });

  it('says of the program what the station says, against what was bought', () => {
    expect(programWords('', 'Talk')).to.equal('');
    expect(programWords('Talk', undefined)).to.equal('The station names the program Talk.');
    expect(programWords('Talk', 'talk ')).to.equal('In Talk, as bought.');
    expect(programWords('Football', 'Talk')).to.equal('In Football, not in Talk as bought.');
  });

  const cases: [string, ExpectedSpot[], AsRunRow[], string[], string[]][] = [
    ['a copied row', [spot('a', 0)], [row(1, 1), row(2, 1)], ['a=1'], ['2 duplicate']],
    ['one airing too many', [spot('a', 0)], [row(1, 9), row(2, 1)], ['a=2'], ['1 duplicate']],
    ['an SD twin', [spot('a', 0)], [row(1, 1, { adId: 'NFWD1234001' })], [], ['1 twin_definition']],
    ['a manual insert', [spot('a', 0)], [row(1, 1, { adId: '' })], [], ['1 no_ad_id']],
    ['a code nobody ordered', [spot('a', 0)], [row(1, 1, { adId: 'OTHR1234001H' })], [], ['1 unknown_ad_id']],
    ['another length', [spot('a', 0)], [row(1, 1, { lengthSeconds: 15 })], [], ['1 other_length']],
    ['another station', [spot('a', 0)], [row(1, 1, { station: 'WZZZ' })], [], ['1 unknown_station']],
    ['a row midway between two spots', [spot('a', 0), spot('b', 20)], [row(1, 10)], [], ['1 ambiguous']],
    ['two rows equally far from one spot', [spot('a', 0)], [row(1, -5), row(2, 5)], [], ['1 ambiguous', '2 ambiguous']],
  ];
  for (const [what, spots, rows, matches, queue] of cases) {
    it(`queues ${what}`, () => expect(match(spots, rows)).to.deep.include({ matches, queue }));
  }

  it('keeps a spot listed as not aired: it is matched and marked', () => {
    expect(match([spot('a', 0)], [row(1, 0, { aired: false })]).result.matches[0]).to.include({
      spotId: 'a',
      aired: false,
    });
  });

  it('pairs in time order when two spots and two rows are close', () => {
    expect(match([spot('a', 0), spot('b', 10)], [row(1, 4), row(2, 14)]).matches).to.deep.equal(['a=1', 'b=2']);
  });

  it('loses no row and no spot, and uses none twice', () => {
    const minutes = fc.integer({ min: 0, max: 120 });
    const adId = fc.constantFrom('NFWD1234001H', 'NFWD1234001', 'NFWD1234002H', '');
    const station = fc.constantFrom('WAAA', 'WBBB');
    const some = fc.record({ minutes, adId, station });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 15 }), fc.array(some, { maxLength: 15 }), (expected, listed) => {
        const spots = expected.map(({ minutes: at, ...over }, id) => spot(`s${id}`, at, over));
        const rows = listed.map(({ minutes: at, ...over }, id) => row(id, at, over));
        const { result } = match(spots, rows);
        const seenRows = [
          ...result.matches.map(({ row: own }) => own),
          ...result.unmatchedRows.map(({ row: own }) => own),
        ];
        expect(seenRows.sort((a, b) => a - b)).to.deep.equal(rows.map(({ row: own }) => own));
        const seenSpots = [
          ...result.matches.map(({ spotId }) => spotId),
          ...result.unreported.map(({ spotId }) => spotId),
        ];
        expect(seenSpots.sort()).to.deep.equal(spots.map(({ id }) => id).sort());
        for (const { spotId, row: own } of result.matches) {
          const [a, b] = [spots.find(({ id }) => id === spotId), rows[own]];
          expect([b?.station, b?.adId, b?.lengthSeconds]).to.deep.equal([a?.station, a?.adId, a?.lengthSeconds]);
          expect(Math.abs((b?.airedAt ?? 0) - (a?.airsAt ?? 0))).to.be.at.most(15 * MINUTE);
        }
      }),
    );
  });
});

describe('Pairing two lists of times', () => {
  it('makes as many pairs as possible, then the nearest', () => {
    expect(pairInOrder([0, 10], [1, 2, 11], 3)).to.deep.equal([
      { first: 0, second: 0 },
      { first: 1, second: 2 },
    ]);
    // One pair would be 1 apart, two pairs are 6 and 6 apart: two pairs win.
    expect(pairInOrder([0, 7], [6, 13], 6)).to.have.length(2);
  });
});

describe('Posting', () => {
  const posted = (id: string, over: Partial<PostedSpot>): PostedSpot => ({
    id,
    station: 'WAAA',
    quarter: '2026-Q4',
    orderedAudience: 0,
    ...over,
  });

  it('owes 100 to the line at 12,500 of 14,000 = 89.29 %', () => {
    const [result] = postStations([posted('a', { orderedAudience: 14_000, deliveredAudience: 12_500 })]);
    // 12,500 ÷ 14,000 = .892857; line 90 % × 14,000 = 12,600; 12,600 − 12,500 = 100.
    expect(result).to.include({ shareBasisPoints: 8_929, owed: 100, status: 'below' });
  });

  it('owes nothing at exactly 90 %', () => {
    expect(postStations([posted('a', { orderedAudience: 14_000, deliveredAudience: 12_600 })])[0]).to.include({
      owed: 0,
      status: 'met',
    });
  });

  it('never sets one station or quarter off against another', () => {
    const rows = postStations([
      posted('a', { orderedAudience: 1_000, deliveredAudience: 2_000 }),
      posted('b', { station: 'WBBB', orderedAudience: 1_000, deliveredAudience: 500 }),
      posted('c', { quarter: '2026-Q3', orderedAudience: 1_000, deliveredAudience: 800 }),
    ]);
    expect(rows.map(({ station, quarter, owed }) => `${station} ${quarter} ${owed}`)).to.deep.equal([
      'WAAA 2026-Q3 100',
      'WAAA 2026-Q4 0',
      'WBBB 2026-Q4 400',
    ]);
  });

  it('counts a make-good once, where the missed spot was', () => {
    const rows = postStations([
      posted('m', { quarter: '2026-Q3', orderedAudience: 1_000, deliveredAudience: 0 }),
      posted('g', { orderedAudience: 1_100, deliveredAudience: 1_050, makegoodFor: 'm' }),
    ]);
    expect(rows).to.have.length(1);
    expect(rows[0]).to.include({ quarter: '2026-Q3', ordered: 1_000, delivered: 1_050, owed: 0 });
  });

  it('leaves credited spots out, and tells what is not measured yet', () => {
    const rows = postStations([
      posted('c', { orderedAudience: 1_000, deliveredAudience: 0, credited: true }),
      posted('u', { orderedAudience: 1_000 }),
    ]);
    expect(rows[0]).to.include({ ordered: 1_000, unmeasured: 1, owed: 900 });
    expect(postStations([posted('c', { orderedAudience: 1_000, credited: true })])[0]).to.include({
      status: 'nothing_ordered',
      owed: 0,
    });
  });
});

describe('Comparing the invoice', () => {
  const billed = (id: string, outcome: 'aired' | 'not_aired' | 'unreported') => ({ id, costCents: 10_000, outcome });

  it('pays what aired up to the order and disputes the rest', () => {
    const spots = [
      billed('a', 'aired'),
      billed('b', 'not_aired'),
      billed('c', 'unreported'),
      billed('d', 'aired'),
      billed('e', 'aired'),
    ];
    const lines = [
      { spotId: 'a', amountCents: 12_000 },
      { spotId: 'a', amountCents: 12_000 },
      { spotId: 'b', amountCents: 10_000 },
      { spotId: 'c', amountCents: 10_000 },
      { spotId: 'd', amountCents: 9_000 },
      { spotId: 'x', amountCents: 1_000 },
    ];
    const result = compareInvoice(spots, lines);
    // a $100.00 of $120.00 + d $90.00 = $190.00; invoiced $540.00.
    expect([result.payableCents, result.disputedCents]).to.deep.equal([19_000, 35_000]);
    expect(result.issues.map(({ code }) => code)).to.deep.equal([
      'invoice_above_order',
      'invoice_twice',
      'invoice_not_aired',
      'invoice_unverified',
      'invoice_below_order',
      'invoice_unknown_spot',
      'invoice_missing',
    ]);
  });

  it('pays a line within the tolerance as invoiced, and still disputes what did not air', () => {
    const spots = [billed('a', 'aired'), billed('b', 'aired'), billed('c', 'not_aired')];
    const lines = [
      { spotId: 'a', amountCents: 10_050 },
      { spotId: 'b', amountCents: 10_051 },
      { spotId: 'c', amountCents: 10_000 },
    ];
    const result = compareInvoice(spots, lines, 50);
    // a $100.50 as invoiced + b $100.00 as ordered; $301.01 − $200.50 = $100.51 in dispute.
    expect([result.payableCents, result.disputedCents]).to.deep.equal([20_050, 10_051]);
    expect(result.differences.map(({ issue, spotId, line }) => [issue.code, spotId, line])).to.deep.equal([
      ['invoice_above_order', 'b', 1],
      ['invoice_not_aired', 'c', 2],
    ]);
  });
});
