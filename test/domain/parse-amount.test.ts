import { expect } from 'chai';
import fc from 'fast-check';
import { parseAmount } from '../../client/plans/parse-amount.ts';

const cents = (text: string, present = 0) => {
  const parsed = parseAmount(text, present);
  return parsed.kind === 'amount' ? parsed.cents : parsed.kind;
};

describe('an amount typed into a money cell', () => {
  const plain: readonly (readonly [string, number | string, string])[] = [
    ['1500', 150_000, 'dollars, not cents'],
    ['1,500.25', 150_025, 'thousands and cents'],
    ['$ 1,200', 120_000, 'sign and blanks are passed over'],
    ['5k', 500_000, 'k is a thousand'],
    ['1.2m', 120_000_000, 'm is a million'],
    ['.5', 50, 'half a dollar'],
    ['0.005', 0, 'half a cent rounds to even: 0'],
    ['0.015', 2, 'one and a half cents round to even: 2'],
    ['12.', 1_200, 'a trailing point'],
    ['', 'empty', 'nothing typed clears'],
    ['–', 'empty', 'the dash of an empty cell, pasted back, clears'],
    ['abc', 'refused', 'words'],
    ['1,50', 'refused', 'a comma is no decimal point here'],
    ['-5', 'refused', 'below zero'],
    ['12%', 'refused', 'a share of what?'],
    ['99999999999999999', 'refused', 'more than can be counted'],
  ];
  for (const [text, expected, why] of plain) {
    it(`reads "${text}" as ${expected}: ${why}`, () => expect(cents(text)).to.equal(expected));
  }

  const sums: readonly (readonly [string, number | string, string])[] = [
    ['=3*450', 135_000, '3 × $450.00 = $1,350.00'],
    ['=(2+1)*450', 135_000, 'brackets first'],
    ['=1000/3', 33_333, '333.333… rounds once to $333.33'],
    ['=1000/3*3', 100_000, 'nothing is lost between: exactly $1,000.00'],
    ['=2k-500', 150_000, '2,000 − 500'],
    ['=5/0', 'refused', 'nothing divides by zero'],
    ['=5+', 'refused', 'an unfinished sum'],
    ['=(5', 'refused', 'an open bracket'],
    ['=100-200', 'refused', 'below zero'],
  ];
  for (const [text, expected, why] of sums) {
    it(`works out "${text}" as ${expected}: ${why}`, () => expect(cents(text)).to.equal(expected));
  }

  const changes: readonly (readonly [string, number, number, string])[] = [
    ['+10%', 20_000, 22_000, '$200.00 and a tenth'],
    ['-12.5%', 80_000, 70_000, '$800.00 less an eighth'],
    ['+10%', 5, 6, '5.5 cents round to even: 6'],
    ['+250', 10_000, 35_000, '$250.00 on top'],
    ['*1.5', 10_000, 15_000, 'half as much again'],
  ];
  for (const [text, present, expected, why] of changes) {
    it(`changes ${present} cents by "${text}" to ${expected}: ${why}`, () =>
      expect(cents(text, present)).to.equal(expected));
  }

  it('says what was typed and what may be typed', () => {
    expect(parseAmount('five', 0)).to.deep.equal({
      kind: 'refused',
      reason: '"five" is not an amount. Type an amount such as 1,500, 5k, =3*450, +10% or +250.',
    });
  });

  it('reads back every amount as written, with or without thousands', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 13 }), (amount) => {
        const text = `${Math.trunc(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
        expect(cents(text)).to.equal(amount);
        const grouped = `$${Math.trunc(amount / 100).toLocaleString('en-US')}.${String(amount % 100).padStart(2, '0')}`;
        expect(cents(grouped)).to.equal(amount);
      }),
    );
  });

  it('never throws and never gives part of a cent', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (text, present) => {
        const parsed = parseAmount(text, present);
        if (parsed.kind === 'amount') expect(Number.isSafeInteger(parsed.cents) && parsed.cents >= 0).to.equal(true);
      }),
    );
  });
});
