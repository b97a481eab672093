import { expect } from 'chai';
import { createRunDueSpots, type FailedSpot } from '../../server/jobs/spots/run-due-spots.ts';
import { pendingJob } from '../../shared/domain/spot/decide-action.ts';
import type { SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import { crashAndRecover, interleave } from '../support/job-interleavings.ts';
import { aSpotRecord, createMemorySpots } from '../support/memory-spots.ts';

const airAt = aSpotRecord().scheduledAt;
const NONE = { stale: 0, doubled: 0, forgotten: 0 };

describe('running due spots', () => {
  const setUp = (initial: readonly SpotRecord[], now: number) => {
    const memory = createMemorySpots(initial);
    const told: SpotRecord[] = [];
    const failed: FailedSpot[] = [];
    const clock = { at: now, now: () => clock.at };
    const run = createRunDueSpots({
      store: memory.store,
      clock,
      worker: 'host:1:a',
      async afterRun(_kind, spots) {
        told.push(...spots);
      },
      async onFailed(one) {
        failed.push(one);
        memory.spots.delete(one.spot.id);
      },
    });
    return { ...memory, run, told, failed, clock };
  };

  it('settles 1,200 spots due together in three round trips, each once', async () => {
    const initial = Array.from({ length: 1_200 }, (_, at) => aSpotRecord({ id: `spt_${at}`, scheduledAt: airAt }));
    const { run, told, spots } = setUp(initial, airAt);
    expect(await run({ kind: 'air', after: null, until: airAt })).to.have.lengthOf(1_200);
    expect(told).to.have.lengthOf(1_200);
    expect([...spots.values()].every(({ status, rev }) => status === 'aired' && rev === 2)).to.equal(true);
    expect(await run({ kind: 'air', after: null, until: airAt })).to.deep.equal([]);
  });

  it('never runs ahead of its clock, whatever range it is asked for', async () => {
    const { run, spots } = setUp([aSpotRecord()], airAt - 1);
    expect(await run({ kind: 'air', after: null, until: airAt + 60_000 })).to.deep.equal([]);
    expect(spots.get('spt_1')?.status).to.equal('confirmed');
  });

  it('hands a spot that can’t be decided to the inbox and runs the others', async () => {
    const broken = aSpotRecord({ id: 'spt_bad', history: null as never });
    const { run, failed, told } = setUp([broken, aSpotRecord({ id: 'spt_good' })], airAt);
    await run({ kind: 'air', after: null, until: airAt });
    expect(failed.map(({ spot, kind, dueAt }) => [spot.id, kind, dueAt])).to.deep.equal([['spt_bad', 'air', airAt]]);
    expect(told.map(({ id }) => id)).to.deep.equal(['spt_good']);
  });

  it('by two workers at once changes each spot once and tells of it once', async () => {
    const initial = Array.from({ length: 50 }, (_, at) => aSpotRecord({ id: `spt_${at}` }));
    const first = setUp(initial, airAt);
    const second = createRunDueSpots({
      store: first.store,
      clock: first.clock,
      worker: 'host:2:b',
      async afterRun(_kind, spots) {
        first.told.push(...spots);
      },
      async onFailed({ error }) {
        throw error;
      },
    });
    await Promise.all([
      first.run({ kind: 'air', after: null, until: airAt }),
      second({ kind: 'air', after: null, until: airAt }),
    ]);
    expect(first.told).to.have.lengthOf(50);
    expect([...first.spots.values()].every((spot) => spot.rev === 2 && !pendingJob(spot, 'air'))).to.equal(true);
  });

  it('fires no moved spot at its old time and nothing twice, in 500 random interleavings of two workers and a mover', async () => {
    for (let seed = 1; seed <= 500; seed += 1) expect(await interleave(seed), `seed ${seed}`).to.deep.equal(NONE);
  });

  it('loses and doubles nothing when a worker dies before or after any write', async () => {
    let crashes = 0;
    for (let seed = 1; seed <= 300; seed += 1) {
      const { crashed, ...faults } = await crashAndRecover(seed);
      if (crashed) crashes += 1;
      expect(faults, `seed ${seed}`).to.deep.equal(NONE);
    }
    expect(crashes).to.be.greaterThan(200);
  });
});
