import { expect } from 'chai';
import fc from 'fast-check';
import { createRecentMap } from '../../server/recent-map.ts';

describe('The map of what came last', () => {
  it('answers like a map, and forgets nothing before half of its entries were set after it', () => {
    const steps = fc.array(
      fc.record({ kind: fc.constantFrom('set', 'set', 'set', 'delete'), key: fc.integer({ min: 0, max: 30 }) }),
      { maxLength: 120 },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 10 }), (given, half) => {
        const map = createRecentMap<number, number>(half * 2);
        // Every key as it was set last, and how many were set since.
        const model = new Map<number, { value: number; since: number }>();
        for (const [at, { kind, key }] of given.entries()) {
          model.delete(key);
          if (kind === 'delete') map.delete(key);
          else {
            map.set(key, at);
            for (const entry of model.values()) entry.since += 1;
            model.set(key, { value: at, since: 0 });
          }
          const known = [...model].filter(([one]) => map.get(one) !== undefined);
          expect(known.length).to.be.at.most(half * 2);
          for (const [one, { value }] of known) expect(map.get(one)).to.equal(value);
          for (const [one, { since }] of model) if (since < half) expect(known.map(([two]) => two)).to.include(one);
          if (!model.has(key)) expect(map.get(key)).to.equal(undefined);
        }
      }),
    );
  });
});
