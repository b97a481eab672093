import { createHash } from 'node:crypto';
import { MongoJobRepository } from '@agendajs/mongo-backend';
import { expect } from 'chai';
import type { JobParameters } from 'agenda';
import type { Db } from 'mongodb';
import { FencingJobRepository, JOBS_COLLECTION } from '../../server/jobs/queue/fencing-repository.ts';
import { triggerFor, triggersFor } from '../../server/jobs/queue/planned-job.ts';
import { openTestDatabase } from '../support/database.ts';

const DUE = Date.parse('2026-11-05T23:30:00Z');
const at = (ms: number) => new Date(DUE + ms);

describe('the job queue', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let a: FencingJobRepository;
  let b: FencingJobRepository;

  beforeEach(async () => {
    database = await openTestDatabase();
    const open = async (worker: string) => {
      let tokens = 0;
      const repository = new FencingJobRepository({
        db: database.connection.db as unknown as Db,
        worker,
        newToken: () => `t${(tokens += 1)}`,
      });
      await repository.connect();
      return repository;
    };
    a = await open('host:1:a');
    b = await open('host:2:b');
    await a.plan([triggerFor('spot.air', DUE)]);
  });
  afterEach(() => database.close());

  const jobs = () => database.connection.collection(JOBS_COLLECTION);
  const take = async (repository: FencingJobRepository, now = at(0), deadline = at(-120_000)) =>
    (await repository.getNextJobToRun('spot.air', at(1_000), deadline, now, undefined)) as JobParameters;

  it('shares one trigger among due times of the same tenth of a second', () => {
    const triggers = triggersFor('spot.air', [DUE - 99, DUE - 1, DUE, DUE + 1]);
    expect(triggers.map(({ runAt }) => runAt - DUE)).to.deep.equal([0, 100]);
    expect(triggers[0]?.data).to.include({ after: DUE - 100, until: DUE });
  });

  it('plans a trigger once, however often it is planned', async () => {
    expect(await b.plan([triggerFor('spot.air', DUE), triggerFor('spot.air', DUE + 60_000)])).to.equal(1);
    await Promise.all([
      a.plan([triggerFor('spot.air', DUE + 120_000)]),
      b.plan([triggerFor('spot.air', DUE + 120_000)]),
    ]);
    expect(await jobs().countDocuments()).to.equal(3);
  });

  it('gives a job to one worker only', async () => {
    const [first, second] = await Promise.all([take(a), take(b)]);
    expect([first, second].filter((job) => job !== undefined)).to.have.lengthOf(1);
  });

  it('saves the state of a job only for the worker that holds it', async () => {
    const job = await take(a);
    // The lock grew old, so the other worker took the job over.
    const again = await take(b, at(200_000), at(80_000));
    expect(String(again._id)).to.equal(String(job._id));
    const refused = await a.saveJobState({ ...job, failCount: 7 }).then(
      () => null,
      (error: Error) => error.message,
    );
    expect(refused).to.match(/taken over by another worker/);
    await b.saveJobState({ ...again, failCount: 1 });
    expect((await jobs().findOne({}))?.['failCount']).to.equal(1);
  });

  it('keeps the new time of a job that is planned anew while it runs, and its lock', async () => {
    const job = await take(a);
    const data = { ...(job.data as object), rev: 2 };
    await b.saveJob({ ...job, data, nextRunAt: at(3_600_000) } as JobParameters, undefined);
    expect((await jobs().findOne({}))?.['lockedAt']).to.not.equal(null);
    await a.saveJobState({ ...job, lockedAt: undefined, nextRunAt: null } as JobParameters);
    const stored = await jobs().findOne({});
    expect([stored?.['lockedAt'], stored?.['nextRunAt']]).to.deep.equal([null, at(3_600_000)]);
    expect(await a.removeJobs({ id: String(job._id) })).to.equal(0);
  });

  it('removes a job that ran, and only for the worker that ran it', async () => {
    const job = await take(a);
    await a.saveJobState({ ...job, lockedAt: undefined, nextRunAt: null } as JobParameters);
    expect(await a.removeJobs({ id: String(job._id) })).to.equal(1);
    expect(await jobs().countDocuments()).to.equal(0);
  });

  it('frees what a worker without heartbeat held, so that it runs again', async () => {
    const job = await take(a);
    await a.saveJobState({ ...job, nextRunAt: null } as JobParameters);
    expect(await take(b)).to.equal(undefined);
    expect(await b.releaseLocksOf((worker) => worker === 'host:1:a', DUE)).to.equal(1);
    expect(String((await take(b))._id)).to.equal(String(job._id));
  });

  it('rests on upstream methods as they were read: a change there asks for a second look here', () => {
    const names = [
      'getNextJobToRun',
      'lockJob',
      'saveJobState',
      'saveJob',
      'removeJobs',
      'unlockJob',
      'unlockJobs',
      'connect',
    ] as const;
    const prints = names.map((name) => {
      const source = String(MongoJobRepository.prototype[name]).replaceAll(/\s+/g, ' ');
      return `${name} ${createHash('sha256').update(source).digest('hex').slice(0, 12)}`;
    });
    expect(prints).to.deep.equal(UPSTREAM);
    const all = Object.getOwnPropertyNames(MongoJobRepository.prototype).sort();
    expect(all).to.deep.equal(UPSTREAM_METHODS);
  });
});

/** agenda mongo backend 4.0.3 */
const UPSTREAM: readonly string[] = [
  'getNextJobToRun 7c1b3f434477',
  'lockJob 518cbae65f48',
  'saveJobState fb8fd4c4ca8e',
  'saveJob e093bf7dd321',
  'removeJobs 982ddb282ded',
  'unlockJob bfd9a78cd899',
  'unlockJobs bc8493bd814b',
  'connect 208a43eead5f',
];
const UPSTREAM_METHODS: readonly string[] = [
  'buildFilterFromOptions',
  'connect',
  'constructor',
  'createConnection',
  'database',
  'disableJobs',
  'disconnect',
  'enableJobs',
  'getDb',
  'getDistinctJobNames',
  'getJobById',
  'getJobsOverview',
  'getNextJobToRun',
  'getQueueSize',
  'lockJob',
  'purgeAllJobs',
  'queryJobs',
  'removeJobs',
  'saveJob',
  'saveJobState',
  'toMongoSort',
  'toMongoSortDirection',
  'unlockJob',
  'unlockJobs',
];
