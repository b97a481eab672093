import { expect } from 'chai';
import { creditSpot, noteAsAired, stepByHand } from '../../../shared/domain/spot/steps-by-hand.ts';
import type { SpotStepped } from '../../../shared/domain/spot/spot-steps.ts';
import { aSpotRecord } from '../../support/memory-spots.ts';

const by = 'buyer';
const refusal = (stepped: SpotStepped) => (stepped.kind === 'refused' ? stepped.issue.code : 'taken');
const taken = (stepped: SpotStepped) => {
  if (stepped.kind === 'refused') throw new Error(stepped.issue.message);
  return stepped.spot;
};

describe('a step taken by hand', () => {
  const aired = aSpotRecord({ status: 'aired' });
  const after = aired.scheduledAt + 3_600_000;

  it('does not drop a spot whose airing is proved', () => {
    const proved = { ...aired, verified: true };
    for (const action of ['preempt', 'miss'] as const) {
      expect(refusal(stepByHand(proved, { action, at: after, by }))).to.equal('verified');
      expect(refusal(stepByHand(aired, { action, at: after, by }))).to.equal('taken');
    }
  });

  it('does not note instructions for a spot without copy', () => {
    const bare = aSpotRecord({ status: 'confirmed', creativeId: undefined });
    expect(refusal(stepByHand(bare, { action: 'traffic', at: 0, by }))).to.equal('no_creative');
    const carrying = { ...bare, creativeId: 'crt_1' };
    expect(refusal(stepByHand(carrying, { action: 'traffic', at: 0, by }))).to.equal('taken');
  });

  it('notes an airing only once its time has come, as proof, at the time said or as scheduled', () => {
    const spot = aSpotRecord({ status: 'confirmed' });
    expect(refusal(noteAsAired(spot, { at: spot.scheduledAt - 1, by }))).to.equal('not_aired_yet');
    expect(taken(noteAsAired(spot, { at: spot.scheduledAt, by }))).to.include({
      ...{ status: 'aired', verified: true, airedAt: spot.scheduledAt },
    });
    const airedAt = spot.scheduledAt + 60_000;
    expect(taken(noteAsAired(spot, { at: after, by, airedAt }))).to.include({ verified: true, airedAt });
    expect(taken(noteAsAired({ ...aired, airedAt }, { at: after, by }))).to.include({ verified: true, airedAt });
  });

  it('credits a share of the cost, rounded to the cent', () => {
    const dropped = aSpotRecord({ status: 'preempted', costCents: 45_003 });
    const credited = taken(creditSpot(dropped, { reason: 'News ran long.', basisPoints: 5_000 }, { at: 0, by }));
    // 45,003 × 0.5 = 22,501.5 cents; a half goes to the even cent, so $225.02.
    expect(credited).to.include({ status: 'credited', creditCents: 22_502 });
    expect(credited.history.at(-1)?.note).to.equal('News ran long. Credit $225.02.');
    expect(refusal(creditSpot(aired, { reason: 'None.', basisPoints: 10_000 }, { at: 0, by }))).to.not.equal('taken');
  });
});
