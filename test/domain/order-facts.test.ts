import { expect } from 'chai';
import { orderFacts } from '../../client/pacing/facts/order-facts.ts';

const fact = (revision: number, minute: number, counts = false) => {
  return { revision, counts, receivedAt: `2026-11-23T10:0${minute}:00.000Z` };
};

describe('the reports behind a day', () => {
  it('are what counts, then what it replaced, newest first; of one moment the higher revision', () => {
    const facts = [fact(1, 0), fact(2, 1), fact(3, 1), fact(4, 2, true), fact(1, 1, true)];
    const { counting, replaced } = orderFacts(facts);
    expect(counting).to.deep.equal([facts[3], facts[4]]);
    expect(replaced.map(({ revision }) => revision)).to.deep.equal([3, 2, 1]);
  });
});
