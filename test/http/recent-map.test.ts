import { expect } from 'chai';
import fc from 'fast-check';
import { createRecentMap } from '../../server/recent-map.ts';

describe('The map of what came last', () => {
  it('answers like a map, and forgets only what is older than half of its entries', () => {
    const steps = fc.array(
      fc.record({ kind: fc.constantFrom('set', 'set', 'set', 'delete'), key: fc.integer({ min: 0, max: 30 }) }),
      { maxLength: 120 },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 10 }), (given, half) => {
        const map = createRecentMap<number, number>(half * 2);
        const model = new Map<number, number>();
        for (const [at, { kind, key }] of given.entries()) {
          model.delete(key);
          if (kind === 'delete') map.delete(key);
          else {
            map.set(key, at);
            model.set(key, at);
          }
          const newestFirst = [...model].toReversed();
          for (const [known, value] of newestFirst.slice(0, half)) expect(map.get(known)).to.equal(value);
          const kept = newestFirst.filter(([known]) => map.get(known) !== undefined);
          expect(kept.length).to.be.at.most(half * 2);
          for (const [known, value] of kept) expect(map.get(known)).to.equal(value);
          if (!model.has(key)) expect(map.get(key)).to.equal(undefined);
        }
      }),
    );
  });
});
