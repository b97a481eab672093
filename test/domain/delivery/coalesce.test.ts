import { expect } from 'chai';
import fc from 'fast-check';
import { coalesce } from '../../../server/deliveries/ledger/coalesce.ts';

const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('Writes gathered', () => {
  it('give everybody the result of their own item, in batches no larger than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 3 }),
        async (items, maxSize, parallel) => {
          let running = 0;
          const double = coalesce<number, number>({
            maxSize,
            sizeOf: (item) => item,
            parallel,
            async run(batch) {
              running += 1;
              expect(running).to.be.at.most(parallel);
              if (batch.length > 1) expect(batch.reduce((sum, item) => sum + item, 0)).to.be.at.most(maxSize);
              await rest(0);
              running -= 1;
              return batch.map((item) => item * 2);
            },
          });
          expect(await Promise.all(items.map(double))).to.deep.equal(items.map((item) => item * 2));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('begin at least so far apart as asked for', async () => {
    const begun: { at: number; items: readonly number[] }[] = [];
    const write = coalesce<number, null>({
      maxSize: 100,
      sizeOf: () => 1,
      parallel: 1,
      everyMs: 40,
      async run(items) {
        begun.push({ at: performance.now(), items });
        return items.map(() => null);
      },
    });
    await write(1);
    await Promise.all([write(2), write(3)]);
    expect(begun.map(({ items }) => items)).to.deep.equal([[1], [2, 3]]);
    expect((begun[1]?.at ?? 0) - (begun[0]?.at ?? 0)).to.be.at.least(38);
  });

  it('fail for all of a batch, and for no other', async () => {
    let batches = 0;
    const write = coalesce<number, number>({
      maxSize: 2,
      sizeOf: () => 1,
      parallel: 1,
      async run(items) {
        batches += 1;
        if (batches === 1) throw new Error('The disk is full.');
        return items;
      },
    });
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(write));
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'fulfilled', 'fulfilled']);
  });
});
