import { expect } from 'chai';
import { newOffer, replacementFor } from '../../../shared/domain/spot/makegoods/makegood-offer.ts';
import type { MakegoodTime } from '../../../shared/domain/spot/makegoods/makegood-times.ts';
import { aSpotRecord } from '../../support/memory-spots.ts';

const HOUR = 3_600_000;
const lost = aSpotRecord({ status: 'preempted', costCents: 45_000, ratingHundredths: 300 });
const prime = { id: 'prime', name: 'Prime', startMinute: 1_200, endMinute: 1_380 };
const now = lost.scheduledAt;

function timeIn(hours: number, fields: Partial<MakegoodTime> = {}): MakegoodTime {
  const scheduledAt = now + hours * HOUR;
  const cell = { key: 'c1', airDay: '2026-11-09', minute: 1_230, scheduledAt, isRepeated: false };
  const [tier, program] = ['same_daypart' as const, undefined];
  return { cell, daypart: prime, tier, ratingHundredths: 310, costCents: 40_000, program, ...fields };
}

describe('a make-good offer', () => {
  it('says in words what it gives for what was lost', () => {
    expect(newOffer(lost, timeIn(96), { id: 'mkg_1', now }).reasons).to.deep.equal([
      'The same daypart, Prime.',
      'Delivers 3.10 points for 3.00 lost.',
      'Costs $50.00 less than was lost.',
    ]);
    const program = timeIn(96, { tier: 'same_program', program: 'The late hour', costCents: 45_000 });
    const { reasons } = newOffer(lost, program, { id: 'mkg_2', now });
    expect([reasons[0], reasons[2]]).to.deep.equal(['The same program, The late hour.', 'Costs what was lost.']);
  });

  it('stands for three days, and not into the last hour before it would air', () => {
    const expiry = (hours: number) => (newOffer(lost, timeIn(hours), { id: 'mkg_1', now }).expiresAt - now) / HOUR;
    expect([expiry(96), expiry(73), expiry(30)]).to.deep.equal([72, 72, 29]);
  });

  it('becomes a confirmed spot at the time offered, linked to the lost one, with a life of its own', () => {
    const offer = newOffer(lost, timeIn(96), { id: 'mkg_1', now });
    const made = { id: 'spt_new', at: now, by: 'buyer' };
    const spot = replacementFor(lost, offer, prime, made);
    expect(spot).to.include({
      ...{ id: 'spt_new', makegoodFor: lost.id, flightId: lost.flightId, status: 'confirmed', rev: 3 },
      ...{ scheduledAt: offer.scheduledAt, airDay: '2026-11-09', minute: 1_230, costCents: 40_000 },
      ...{ windowStartMinute: 1_200, windowEndMinute: 1_380, verified: false, airedAt: null },
    });
    expect(spot.history.map(({ action }) => action)).to.deep.equal(['order', 'confirm']);
    expect(spot.actions.every(({ status }) => status === 'pending')).to.equal(true);
    const withoutTable = replacementFor(lost, offer, undefined, made);
    expect(withoutTable.windowStartMinute).to.equal(lost.windowStartMinute);
  });
});
