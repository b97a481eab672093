import { expect } from 'chai';
import type { BuyInput, BuyLine } from '../../shared/domain/buying/buying.ts';
import { flowModel } from '../../shared/domain/rotation/flow-model.ts';
import { unevenness } from '../../shared/domain/rotation/unevenness.ts';
import { createSolverPool, SolverError, type SolverPool } from '../../server/solvers/solver-pool.ts';
import { solveModel } from '../../server/solvers/solve-model.ts';
import loadHighs from 'highs';

function line(id: string, over: Partial<BuyLine>): BuyLine {
  const base = { id, station: 'WAAA', daypart: 'prime', week: '2026-10-05', lengthSeconds: 30 };
  return { ...base, ratingHundredths: 300, costCents: 6_000, avails: 10, ...over };
}

const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (error instanceof SolverError ? error.code : error),
  );

describe('Solver threads', () => {
  let pool: SolverPool;
  before(() => {
    pool = createSolverPool({ threads: 1 });
  });
  after(() => pool.close());

  it('rotates with proof in a worker thread', async () => {
    const result = await pool.rotate({ counts: [8, 6, 6, 5] });
    if (result.kind !== 'solved') throw new Error('refused');
    expect(result.answer.unevenness).to.be.closeTo(6.7917, 5e-5);
    expect(result.status).to.equal('optimal');
    expect(result.bound).to.be.closeTo(result.answer.unevenness, 1e-9);
    expect(unevenness(result.answer.sequence)).to.be.closeTo(result.answer.unevenness, 1e-9);
  });

  it('refuses a rotation that can not be made and says which slots', async () => {
    const result = await pool.rotate({ counts: [1, 1], eligible: [[1], [1]] });
    expect(result.kind).to.equal('refused');
    if (result.kind === 'refused') expect(result.issues.map(({ code }) => code)).to.deep.equal(['rotation_blocked']);
  });

  it('keeps the main thread free while a solve runs, reports progress and stops at its time limit', async () => {
    const counts = [75, 50, 50, 38, 25, 12];
    const progress: number[] = [];
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 5);
    const started = performance.now();
    const result = await pool.rotate({ counts }, { timeLimitMs: 400, onProgress: ({ value }) => progress.push(value) });
    const took = performance.now() - started;
    clearInterval(ticking);
    if (result.kind !== 'solved') throw new Error('refused');
    expect(counts.map((_, c) => result.answer.sequence.filter((creative) => creative === c).length)).to.deep.equal(
      counts,
    );
    expect(result.answer.lowerBound).to.be.below(result.answer.unevenness);
    expect(result.status).to.equal('best_found');
    expect(progress).to.not.be.empty;
    expect(took).to.be.below(4_000);
    expect(ticks, 'timer ticks on the main thread').to.be.above(took / 50);
  });

  it('buys with proof: two at $50 beat one at $60 for $100', async () => {
    const lines = [line('a', {}), line('b', { ratingHundredths: 200, costCents: 5_000 })];
    const result = await pool.buy({ lines, budgetCents: 10_000, goal: { kind: 'rating_points' } });
    if (result.kind !== 'solved') throw new Error('refused');
    expect(result.answer.spots).to.deep.equal([{ lineId: 'b', spots: 2 }]);
    expect([result.answer.ratingHundredths, result.answer.totalCents, result.status]).to.deep.equal([
      400,
      10_000,
      'optimal',
    ]);
  });

  it('buys reach: the second station before the third spot on the first', async () => {
    const lines = [
      line('a', { costCents: 1_000, avails: 5 }),
      line('b', { station: 'WBBB', costCents: 1_000, avails: 5, ratingHundredths: 100 }),
    ];
    // −ln P0 steps of a (α .75, β .75): ln 2 = .693, ln 2.5/1.75 = .357, ln 3.5/2.75 = .241; of b (.5, .9): .442, .234.
    const vehicles = [
      { station: 'WAAA', daypart: 'prime', alpha: 0.75, beta: 0.75 },
      { station: 'WBBB', daypart: 'prime', alpha: 0.5, beta: 0.9 },
    ];
    const input: BuyInput = { lines, budgetCents: 3_000, goal: { kind: 'reach', vehicles } };
    const result = await pool.buy(input);
    if (result.kind !== 'solved') throw new Error('refused');
    expect(result.answer.spots).to.deep.equal([
      { lineId: 'a', spots: 2 },
      { lineId: 'b', spots: 1 },
    ]);
    // P0 = (.75/1.5)(1.75/2.5) × .9/1.4 = .35 × .642857 = .225
    expect(result.answer.reach).to.be.closeTo(0.775, 1e-9);
    expect(result.status).to.equal('optimal');
  });

  it('names the rule that makes a buy impossible and the least change', async () => {
    const lines = [line('a', { avails: 4 })];
    // 4 spots × 3.00 points = 12.00 points at most, 20.00 asked for.
    const weeks = [{ week: '2026-10-05', minimumHundredths: 2_000 }];
    const result = await pool.buy({ lines, budgetCents: 100_000, goal: { kind: 'rating_points' }, weeks });
    if (result.kind !== 'refused') throw new Error('solved');
    expect(result.issues).to.have.length(1);
    expect(result.issues[0]?.message).to.include('goal of week 2026-10-05 asks for at least 20.00 points');
    expect(result.issues[0]?.message).to.include('Lower it to 12.00 points');
  });

  it('places a week and proves it', async () => {
    const cells = Array.from({ length: 15 }, (_, at) => {
      const [day, halfHour] = [Math.floor(at / 3), at % 3];
      return { key: `${day}/${halfHour}`, day, halfHour, minute: day * 1440 + halfHour * 30 };
    });
    const cellKeys = cells.map(({ key }) => key);
    const demands = [
      { key: 'x', spots: 3, cellKeys },
      { key: 'y', spots: 3, cellKeys },
    ];
    const result = await pool.place({ cells, demands, separationMinutes: 15 });
    if (result.kind !== 'solved') throw new Error('refused');
    // Both lines take days 0, 2, 4 (no two running): 3 days with 2 station spots = 3 × 1; every line's half hours differ.
    expect(result.answer.cost).to.equal(3);
    expect([result.status, result.bound, result.answer.missed.length]).to.deep.equal(['optimal', 3, 0]);
  });

  it('matches make-goods', async () => {
    const base = { station: 'WAAA', daypart: 'prime', lengthSeconds: 30, impressions: 10_000, costCents: 10_000 };
    const result = await pool.makeGood({
      missed: [{ ...base, id: 'm', airDay: '2026-10-06' }],
      avails: [{ ...base, id: 'v', airDay: '2026-10-08', costCents: 9_000, impressions: 11_000 }],
      terms: { fromDay: '2026-10-05', toDay: '2026-10-19' },
    });
    if (result.kind !== 'solved') throw new Error('refused');
    expect(result.answer.offers).to.deep.equal([
      { missedId: 'm', availId: 'v', tier: 'same_daypart', surplusImpressions: 1_000, savedCents: 1_000 },
    ]);
  });

  it('calls off a solve that waits and one that runs, and goes on with the next', async () => {
    const [running, waiting] = [new AbortController(), new AbortController()];
    const long = { counts: [75, 50, 50, 38, 25, 12] };
    const first = rejection(pool.rotate(long, { timeLimitMs: 10_000, signal: running.signal }));
    const second = rejection(pool.rotate(long, { signal: waiting.signal }));
    const third = pool.rotate({ counts: [5, 3] });
    waiting.abort();
    running.abort();
    expect(await first).to.equal('solver_aborted');
    expect(await second).to.equal('solver_aborted');
    expect((await third).kind).to.equal('solved');
  });

  it('refuses more than the queue holds and everything once closed', async () => {
    const small = createSolverPool({ threads: 1, queueLimit: 1 });
    const held = rejection(small.rotate({ counts: [75, 50, 50, 38, 25, 12] }));
    const waiting = rejection(small.rotate({ counts: [5, 3] }));
    expect(await rejection(small.rotate({ counts: [5, 3] }))).to.equal('solver_busy');
    await small.close();
    expect([await held, await waiting]).to.deep.equal(['solver_closed', 'solver_closed']);
    expect(await rejection(small.rotate({ counts: [5, 3] }))).to.equal('solver_closed');
  });
});

describe('The flow model of the rotation', () => {
  const cases: [number[], number][] = [
    [[5, 3], 2.6667],
    [[6, 3, 2], 3],
    [[4, 3, 3, 2], 2],
    [[6, 4, 4], 4.6667],
  ];
  for (const [counts, optimum] of cases) {
    it(`agrees with the exact search on ${counts.join(', ')}`, async () => {
      const { model, read } = flowModel({ counts });
      const solution = solveModel(await loadHighs(), model, { timeLimitMs: 15_000 });
      if (solution.kind !== 'optimal') throw new Error(solution.kind);
      expect(solution.objective).to.be.closeTo(optimum, 5e-5);
      expect(unevenness(read(solution.values))).to.be.closeTo(optimum, 5e-5);
    });
  }
});
