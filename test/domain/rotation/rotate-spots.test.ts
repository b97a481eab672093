import { expect } from 'chai';
import type { Creative } from '../../../shared/domain/creative/creative.ts';
import {
  rotateSpots,
  type RotateSpotsInput,
  type RotatingSpot,
} from '../../../shared/domain/spot/schedule/rotate-spots.ts';

const FIRST_AIRING = Date.parse('2026-11-02T22:00:00Z');
const DAY_MS = 24 * 3_600_000;

const spots = (count: number, lengthSeconds = 30): RotatingSpot[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `spt_${lengthSeconds}_${String(at).padStart(2, '0')}`,
    station: 'WQPA',
    airDay: `2026-11-${String(at + 2).padStart(2, '0')}`,
    daypart: 'early_news',
    lengthSeconds,
    scheduledAt: FIRST_AIRING + at * DAY_MS,
    creativeId: undefined,
  }));

const creative = (id: string, lengthSeconds = 30, more: Partial<Creative> = {}): Creative =>
  ({
    id,
    title: id,
    adId: 'NFWD0000001H',
    kind: 'standard',
    definition: 'HD',
    approval: 'approved',
    lengthSeconds,
    ...more,
  }) as Creative;

function airings(input: Pick<RotateSpotsInput, 'spots' | 'creatives' | 'weights'>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const id of rotateSpots({ ...input, rules: {}, isFixed: () => false }).assign.values()) {
    if (id !== undefined) counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts;
}

describe('the copy of spots', () => {
  it('takes turns by the shares: 60/40 over ten spots is six and four', () => {
    const weights = [
      { creativeId: 'a', weight: 60 },
      { creativeId: 'b', weight: 40 },
    ];
    expect(airings({ spots: spots(10), creatives: [creative('a'), creative('b')], weights })).to.deep.equal({
      a: 6,
      b: 4,
    });
  });

  it('leaves the shares of a length alone when the campaign has copy of another length too', () => {
    // The :15 has half of all weight, yet among the :30s the shares stay 60 and 40: 6 and 4 of 10, and all 5 of the :15s.
    const creatives = [creative('a'), creative('b'), creative('short', 15)];
    const weights = [
      { creativeId: 'a', weight: 60 },
      { creativeId: 'b', weight: 40 },
      { creativeId: 'short', weight: 100 },
    ];
    expect(airings({ spots: [...spots(10), ...spots(5, 15)], creatives, weights })).to.deep.equal({
      a: 6,
      b: 4,
      short: 5,
    });
  });

  it('gives what copy that may not air would have had to the others in their shares', () => {
    // c is a draft: of 12 spots a and b get 2 ÷ 3 and 1 ÷ 3, 8 and 4.
    const creatives = [creative('a'), creative('b'), creative('c', 30, { approval: 'draft' })];
    const weights = [
      { creativeId: 'a', weight: 50 },
      { creativeId: 'b', weight: 25 },
      { creativeId: 'c', weight: 25 },
    ];
    expect(airings({ spots: spots(12), creatives, weights })).to.deep.equal({ a: 8, b: 4 });
  });

  it('names the spots nobody may fill, and why', () => {
    const creatives = [creative('a', 30, { endDay: '2026-11-04' })];
    const { issues, assign } = rotateSpots({
      spots: spots(3),
      creatives,
      weights: [{ creativeId: 'a', weight: 1 }],
      rules: {},
      isFixed: () => false,
    });
    // It may air on the 2nd and the 3rd; its end is exclusive.
    expect([...assign.keys()]).to.deep.equal(['spt_30_00', 'spt_30_01']);
    expect(issues.map(({ code, path }) => [code, path])).to.deep.equal([['no_eligible_creative', 'spots.spt_30_02']]);
    expect(issues[0]?.message).to.match(/^No creative may air in the 30 s spot on WQPA of .*\. .+/);
  });
});
