import { expect } from 'chai';
import fc from 'fast-check';
import { runSpotJob } from '../../shared/domain/spot/actions-run.ts';
import { decideSpotJob, pendingJob } from '../../shared/domain/spot/decide-action.ts';
import { spotJobs } from '../../shared/domain/spot/spot-jobs.ts';
import { moveSpot, stepSpot } from '../../shared/domain/spot/spot-steps.ts';
import type { SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import { SPOT_JOB_KINDS } from '../../shared/domain/spot.ts';
import { aSpotRecord } from '../support/memory-spots.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const spot = aSpotRecord();
const airAt = spot.scheduledAt;
const iso = (at: number | undefined) => new Date(at ?? 0).toISOString();
const run = (of: SpotRecord, kind: 'traffic' | 'air' | 'asrun', now: number) => {
  const dueAt = pendingJob(of, kind)?.dueAt ?? 0;
  const result = runSpotJob({ spot: of, trigger: { kind, dueAt }, now, worker: 'w1', attempt: 1 });
  return result.kind === 'settled' ? result.spot : of;
};

describe('a trigger of a spot', () => {
  const table = [
    ['one millisecond early', airAt - 1, 'tooEarly'],
    ['on the dot', airAt, 'run'],
    ['two seconds on', airAt + 2 * SECOND, 'run'],
    ['three seconds on', airAt + 3 * SECOND, 'late'],
    ['at the end of the ten minutes', airAt + 10 * MINUTE, 'late'],
    ['after the ten minutes', airAt + 10 * MINUTE + 1, 'missed'],
  ] as const;
  for (const [name, now, kind] of table) {
    it(`${name} means ${kind}`, () => {
      expect(decideSpotJob(spot, { kind: 'air', dueAt: airAt }, now).kind).to.equal(kind);
    });
  }

  it('planned for another time than the spot airs now is superseded, however late or early', () => {
    expect(decideSpotJob(spot, { kind: 'air', dueAt: airAt - MINUTE }, airAt + MINUTE).kind).to.equal('superseded');
  });

  it('of the traffic deadline is never too late', () => {
    const dueAt = pendingJob(spot, 'traffic')?.dueAt ?? 0;
    expect(decideSpotJob(spot, { kind: 'traffic', dueAt }, dueAt + 30 * 24 * 60 * MINUTE).kind).to.equal('late');
  });
});

describe('the jobs of a spot', () => {
  it('are due two days before at 17:00, at its time, and two days after at noon, in the market’s zone', () => {
    const jobs = spotJobs({ airDay: '2026-11-05', scheduledAt: airAt, timeZone: 'America/New_York' });
    expect(jobs.map(({ kind, dueAt }) => [kind, iso(dueAt)])).to.deep.equal([
      ['traffic', '2026-11-03T22:00:00.000Z'],
      ['air', '2026-11-05T23:30:00.000Z'],
      ['asrun', '2026-11-07T17:00:00.000Z'],
    ]);
  });

  it('keep their wall clock across both changes of 2026', () => {
    const spring = spotJobs({
      airDay: '2026-03-09',
      scheduledAt: Date.parse('2026-03-09T23:30:00Z'),
      timeZone: 'America/New_York',
    });
    // 17:00 on March 7 is still UTC−5, noon on March 11 is UTC−4.
    expect([iso(spring[0]?.dueAt), iso(spring[2]?.dueAt)]).to.deep.equal([
      '2026-03-07T22:00:00.000Z',
      '2026-03-11T16:00:00.000Z',
    ]);
    const fall = spotJobs({
      airDay: '2026-10-31',
      scheduledAt: Date.parse('2026-11-01T06:30:00Z'),
      timeZone: 'America/New_York',
    });
    // 17:00 on October 29 is UTC−4, noon on November 2 is UTC−5; 25:30 the second time airs at 06:30Z.
    expect(fall.map(({ dueAt }) => iso(dueAt))).to.deep.equal([
      '2026-10-29T21:00:00.000Z',
      '2026-11-01T06:30:00.000Z',
      '2026-11-02T17:00:00.000Z',
    ]);
  });

  it('give a late booking an hour before its instructions are due, but never past its time', () => {
    const madeAt = airAt - 2 * 60 * MINUTE;
    const [traffic] = spotJobs({ airDay: '2026-11-05', scheduledAt: airAt, timeZone: 'America/New_York', madeAt });
    expect(traffic?.dueAt).to.equal(madeAt + 60 * MINUTE);
    const [last] = spotJobs({
      airDay: '2026-11-05',
      scheduledAt: airAt,
      timeZone: 'America/New_York',
      madeAt: airAt - MINUTE,
    });
    expect(last?.dueAt).to.equal(airAt);
  });

  it('take a cleared spot for aired at its time, unverified, with its delivery to tell and its as-run still awaited', () => {
    const aired = run(spot, 'air', airAt + 40);
    expect(aired).to.include({ status: 'aired', airedAt: airAt, verified: false, rev: spot.rev + 1 });
    expect(aired.outbox).to.have.lengthOf(1);
    expect(aired.outbox[0]).to.include({ spendCents: 40_000, ratingHundredths: 800, revision: aired.rev });
    expect(pendingJob(aired, 'asrun')).to.not.equal(undefined);
    expect(aired.jobHistory).to.deep.equal([
      {
        action: 'air',
        scheduledFor: airAt,
        startedAt: airAt + 40,
        lateMs: 40,
        attempt: 1,
        outcome: 'done',
        worker: 'w1',
      },
    ]);
  });

  it('leave a spot nobody confirmed where it is, and say it was missed', () => {
    const planned = run({ ...spot, status: 'planned' }, 'air', airAt);
    expect(planned.status).to.equal('planned');
    expect(planned.jobHistory[0]?.outcome).to.equal('missed');
    expect(planned.outbox).to.deep.equal([]);
  });

  it('after an outage leave the airing open until the as-run, which gives up on a spot nobody saw', () => {
    const overslept = run(spot, 'air', airAt + 60 * MINUTE);
    expect([overslept.status, overslept.jobHistory[0]?.outcome]).to.deep.equal(['confirmed', 'missed']);
    const given = run(overslept, 'asrun', pendingJob(overslept, 'asrun')?.dueAt ?? 0);
    expect(given.status).to.equal('missed');
  });

  it('keep an aired spot aired when no as-run comes, only unverified', () => {
    const aired = run(spot, 'air', airAt);
    const unverified = run(aired, 'asrun', pendingJob(aired, 'asrun')?.dueAt ?? 0);
    expect([unverified.status, unverified.verified, unverified.jobHistory.at(-1)?.outcome]).to.deep.equal([
      'aired',
      false,
      'missed',
    ]);
  });

  it('tell a make-good’s cost when it airs: the spot it replaces never did, so the money counts once', () => {
    const aired = run(aSpotRecord({ makegoodFor: 'spt_0' }), 'air', airAt);
    expect(aired.outbox[0]).to.include({ spendCents: aired.costCents, ratingHundredths: 800 });
  });

  it('are planned anew by a move, so that the old time means nothing', () => {
    const to = { airDay: '2026-11-06', minute: 1_260, scheduledAt: airAt + 26 * 60 * MINUTE, occurrence: null };
    const moved = moveSpot(spot, to, { at: airAt - 24 * 60 * MINUTE, by: 'Ada' });
    if (moved.kind === 'refused') throw new Error(moved.issue.message);
    expect(decideSpotJob(moved.spot, { kind: 'air', dueAt: airAt }, airAt + MINUTE).kind).to.equal('superseded');
    expect(decideSpotJob(moved.spot, { kind: 'air', dueAt: to.scheduledAt }, to.scheduledAt).kind).to.equal('run');
  });
});

describe('running jobs of a spot, whatever the order', () => {
  const anyKind = fc.constantFrom(...SPOT_JOB_KINDS);
  const anyTime = fc.integer({ min: -72 * 60, max: 96 * 60 }).map((minutes) => airAt + minutes * MINUTE);

  it('never runs before its time, twice, or with another due time', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyKind, anyTime), { maxLength: 20 }), (tries) => {
        const end = tries.reduce((now, [kind, at]) => {
          const result = runSpotJob({
            spot: now,
            trigger: { kind, dueAt: pendingJob(now, kind)?.dueAt ?? 0 },
            now: at,
            worker: 'w',
            attempt: 1,
          });
          if (result.kind === 'nothing') return now;
          expect(result.spot.rev).to.equal(now.rev + 1);
          return result.spot;
        }, spot);
        expect(end.jobHistory.every(({ startedAt, scheduledFor }) => startedAt >= scheduledFor)).to.equal(true);
        for (const kind of SPOT_JOB_KINDS)
          expect(end.jobHistory.filter(({ action }) => action === kind).length).to.be.at.most(1);
        expect(end.history.filter(({ action }) => action === 'air').length).to.be.at.most(1);
      }),
    );
  });

  it('ends in a delivery that is the cost when it aired and nothing when that was taken back', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), (isAired, isTakenBack) => {
        const aired = isAired ? run(spot, 'air', airAt) : spot;
        const dropped = isTakenBack
          ? stepSpot(aired, { action: 'preempt', at: airAt + MINUTE, by: 'Ada' })
          : ({ kind: 'ok', spot: aired } as const);
        if (dropped.kind === 'refused') throw new Error(dropped.issue.message);
        const last = [...dropped.spot.outbox].sort((a, b) => b.revision - a.revision)[0];
        expect(last?.spendCents ?? 0).to.equal(isAired && !isTakenBack ? 40_000 : 0);
      }),
    );
  });
});
