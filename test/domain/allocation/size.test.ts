import { expect } from 'chai';
import { makeLargeCase } from '../../bench/split-cases.ts';
import { solved } from './support.ts';

/** The sizes of the benchmark, for correctness; the times are measured by `bench split`. */
describe('13,000 variables', () => {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  for (const kind of ['closed', 'hill'] as const) {
    it(`of ${kind} curves are split exactly, proved at the first branch`, () => {
      const answer = solved(makeLargeCase(random, 1_000, 13, kind));
      expect(answer.totalCents).to.equal(6_500_000_000);
      expect(answer.proof).to.include({ status: 'optimal', gap: 0, nodes: 1 });
    });
  }

  it('with a share bound on every line of 13 weeks are split exactly too', () => {
    const request = makeLargeCase(random, 1_000, 13, 'closed');
    const groups = Array.from({ length: 1_000 }, (_, i) => ({
      id: `group-${i}`,
      lineIds: request.lines.slice(13 * i, 13 * i + 13).map((each) => each.id),
      minCents: i % 3 === 0 ? 6_000_000 : 0,
      maxCents: 9_000_000,
    }));
    const answer = solved({ ...request, groups });
    expect(answer.totalCents).to.equal(6_500_000_000);
    expect(answer.proof.status).to.equal('optimal');
    const sums = groups.map((_, g) =>
      answer.allocations.slice(13 * g, 13 * g + 13).reduce((sum, each) => sum + each.cents, 0),
    );
    sums.forEach((sum, g) => expect(sum).to.be.within(groups[g]!.minCents, 9_000_000));
  });
});
