import { expect } from 'chai';
import fc from 'fast-check';
import type { Creative } from '../../../shared/domain/creative/creative.ts';
import { cutShares, trafficRows, type TrafficRow } from '../../../shared/domain/spot/traffic-rows.ts';
import { aSpotRecord } from '../../support/memory-spots.ts';

const thirty: Creative = {
  id: 'crv_1',
  title: 'Block party',
  adId: 'NFWD0001000H',
  kind: 'standard',
  lengthSeconds: 30,
  definition: 'HD',
  approval: 'approved',
};
const spot = aSpotRecord({ lengthSeconds: 30 });
const rowsOf = (spots = [spot], creatives = [thirty], before: readonly TrafficRow[] = []) =>
  trafficRows({ spots, creatives, rules: {}, before });

describe('the rows of traffic instructions', () => {
  it('name the cut of each spot whose copy may air, and say of every other why not', () => {
    const bare = { ...spot, id: 'spt_2', creativeId: undefined };
    const long = { ...spot, id: 'spt_3', lengthSeconds: 60 };
    const { rows, issues } = rowsOf([spot, bare, long]);
    expect(rows.map(({ spotId, adId, change }) => [spotId, adId, change])).to.deep.equal([
      [spot.id, 'NFWD0001000H', 'new'],
    ]);
    expect(issues.map(({ path }) => path)).to.deep.equal(['spots.spt_2', 'spots.spt_3']);
    expect(issues[0]?.code).to.equal('no_creative');
  });

  it('are changed when cut, time or length are others than before, and else the same', () => {
    const before = rowsOf().rows;
    const changeOf = (now: typeof spot, creatives = [thirty]) => rowsOf([now], creatives, before).rows[0]?.change;
    expect(changeOf(spot)).to.equal('same');
    expect(changeOf({ ...spot, daypart: 'news' })).to.equal('same');
    expect(changeOf({ ...spot, scheduledAt: spot.scheduledAt + 60_000 })).to.equal('changed');
    expect(changeOf(spot, [{ ...thirty, adId: 'NFWD0002000H' }])).to.equal('changed');
  });

  it('share out 10,000 basis points among the cuts, whatever their numbers', () => {
    const [row] = rowsOf().rows;
    if (!row) throw new Error('There is a row.');
    // 2 of 3 and 1 of 3: 6,666⅔ and 3,333⅓; the odd point goes to the larger remainder.
    const two = [row, row, { ...row, adId: 'NFWD0002000H' }];
    expect(cutShares(two).map(({ shareBasisPoints }) => shareBasisPoints)).to.deep.equal([6_667, 3_333]);
    expect(cutShares([])).to.deep.equal([]);
    fc.assert(
      fc.property(fc.array(fc.constantFrom('A', 'B', 'C', 'D', 'E'), { minLength: 1 }), (adIds) => {
        const shares = cutShares(adIds.map((adId) => ({ ...row, adId })));
        expect(shares.reduce((sum, { shareBasisPoints }) => sum + shareBasisPoints, 0)).to.equal(10_000);
        expect(shares.reduce((sum, { spots }) => sum + spots, 0)).to.equal(adIds.length);
      }),
    );
  });
});
