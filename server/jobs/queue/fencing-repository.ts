import { MongoJobRepository } from '@agendajs/mongo-backend';
import { toJobId, type JobId, type JobParameters, type JobRepositoryOptions, type RemoveJobsOptions } from 'agenda';
import { ObjectId, type Db } from 'mongodb';
import { isDuplicateKey } from '../../db/errors.ts';
import type { PlannedJob } from './planned-job.ts';

export const JOBS_COLLECTION = 'agenda_jobs';

/** Fields of a job that say what runs where; whoever plans a job never touches them. */
const PROCESSOR_FIELDS = {
  lockedAt: null,
  lastRunAt: null,
  lastFinishedAt: null,
  failedAt: null,
  failCount: null,
  failReason: null,
  progress: null,
} as const;

type Held = Readonly<{ token: string; rev: unknown }>;
type Named = JobParameters<{ rev?: unknown } | undefined>;

/**
 * Agenda's Mongo repository with fences. Upstream saves a running job whole, which clears its lock and loses a new time.
 * Here each lock writes a token (in `lastModifiedBy`); state is saved, unlocked and removed only under that token; planning
 * leaves processor fields alone; a job planned anew while it runs (another `data.rev`) keeps its new time.
 */
export class FencingJobRepository extends MongoJobRepository {
  readonly #worker: string;
  readonly #newToken: () => string;
  readonly #held = new Map<string, Held>();

  constructor(input: Readonly<{ db: Db; worker: string; newToken: () => string }>) {
    super({ mongo: input.db, db: { collection: JOBS_COLLECTION, address: '' }, ensureIndex: true } as never);
    this.#worker = input.worker;
    this.#newToken = input.newToken;
  }

  override async connect(): Promise<void> {
    await super.connect();
    await this.collection.createIndex({ name: 1, lockedAt: 1 }, { name: 'locks_by_age' });
    await this.collection.createIndex({ 'data.key': 1 }, { unique: true, name: 'one_job_a_key' });
  }

  /**
   * Upstream asks one question with `$or` and a sort over all jobs of a name; here it is two that an index answers alone.
   * The job is handed over as due at once: Agenda's timers may ring a millisecond early and then sleep until the next
   * poll, so the handler itself waits for the exact time.
   */
  override async getNextJobToRun(
    name: string,
    nextScanAt: Date,
    lockDeadline: Date,
    now: Date | undefined,
    _options: JobRepositoryOptions | undefined,
  ): Promise<JobParameters | undefined> {
    const token = this.#token();
    const at = now ?? new Date();
    const lock = { $set: { lockedAt: at, lastModifiedBy: token } as object };
    const free = { name, nextRunAt: { $gt: new Date(0), $lte: nextScanAt }, lockedAt: null, disabled: { $ne: true } };
    const stuck = { name, lockedAt: { $gt: new Date(0), $lte: lockDeadline }, disabled: { $ne: true } };
    const first = { returnDocument: 'after', sort: { nextRunAt: 1 } } as const;
    const found =
      (await this.collection.findOneAndUpdate(free as object, lock, first)) ??
      (await this.collection.findOneAndUpdate(stuck as object, lock, { returnDocument: 'after' }));
    if (!found) return undefined;
    const job = toJobParameters(found);
    return this.#hold({ ...job, nextRunAt: job.nextRunAt && job.nextRunAt > at ? at : job.nextRunAt }, token);
  }

  override async lockJob(job: JobParameters): Promise<JobParameters | undefined> {
    const token = this.#token();
    return this.#hold(await super.lockJob(job, { lastModifiedBy: token }), token);
  }

  /** @throws Error when the lock was lost: the job then belongs to another worker, which says how it went. */
  override async saveJobState(job: JobParameters): Promise<void> {
    const id = String(job._id);
    const held = this.#held.get(id);
    if (!held) throw new Error(`Job ${id} (${job.name}) is not locked by this worker.`);
    const filter = { _id: new ObjectId(id), name: job.name, lastModifiedBy: held.token };
    const date = (value: Date | null | undefined) => (value ? new Date(value) : null);
    const state = {
      lockedAt: date(job.lockedAt),
      lastRunAt: date(job.lastRunAt),
      lastFinishedAt: date(job.lastFinishedAt),
      failedAt: date(job.failedAt),
      failCount: job.failCount ?? null,
      failReason: job.failReason ?? null,
      progress: job.progress ?? null,
    };
    const same = { ...filter, 'data.rev': held.rev } as object;
    const done = await this.collection.updateOne(same, {
      $set: { ...state, nextRunAt: date(job.nextRunAt) } as object,
    });
    if (done.matchedCount === 1) return;
    const planned = await this.collection.updateOne(filter as object, { $set: state as object });
    if (planned.matchedCount === 1) return;
    this.#held.delete(id);
    throw new Error(`Job ${id} (${job.name}) was taken over by another worker.`);
  }

  override async saveJob<Data = unknown>(
    job: JobParameters<Data>,
    options: JobRepositoryOptions | undefined,
  ): Promise<JobParameters<Data>> {
    if (!job._id && job.type !== 'single') return super.saveJob(job, options);
    const filter = job._id
      ? { _id: new ObjectId(String(job._id)), name: job.name }
      : { name: job.name, type: 'single' };
    const { _id, unique: _unique, uniqueOpts: _uniqueOpts, ...planned } = job;
    for (const field of Object.keys(PROCESSOR_FIELDS)) delete (planned as Record<string, unknown>)[field];
    const saved = await this.collection.findOneAndUpdate(
      filter as object,
      { $set: planned as object, ...(_id ? {} : { $setOnInsert: PROCESSOR_FIELDS as object }) },
      { upsert: !_id, returnDocument: 'after' },
    );
    return saved ? ({ ...job, _id: String(saved._id), nextRunAt: saved.nextRunAt } as JobParameters<Data>) : job;
  }

  /** A job that ran is removed only while it is still ours and was not planned anew. */
  override async removeJobs(options: RemoveJobsOptions): Promise<number> {
    const id = options.id === undefined ? undefined : String(options.id);
    const held = id === undefined ? undefined : this.#held.get(id);
    if (id === undefined || !held) return super.removeJobs(options);
    this.#held.delete(id);
    const mine = { _id: new ObjectId(id), lastModifiedBy: held.token, 'data.rev': held.rev } as object;
    return (await this.collection.deleteOne(mine)).deletedCount;
  }

  override async unlockJob(job: JobParameters): Promise<void> {
    if (job._id) await this.unlockJobs([job._id]);
  }

  override async unlockJobs(ids: (JobId | string)[]): Promise<void> {
    for (const id of ids.map(String)) {
      const held = this.#held.get(id);
      if (!held) continue;
      this.#held.delete(id);
      const mine = { _id: new ObjectId(id), lastModifiedBy: held.token } as object;
      await this.collection.updateOne(mine, { $set: { lockedAt: null } as object });
    }
  }

  /** Plans triggers that are not planned yet and tells how many that were. */
  async plan(jobs: readonly PlannedJob[]): Promise<number> {
    if (jobs.length === 0) return 0;
    const keys = jobs.map(({ data }) => data.key);
    const known = await this.collection
      .find({ 'data.key': { $in: keys } } as object)
      .project({ 'data.key': 1 })
      .toArray();
    const have = new Set(known.map((job) => (job as { data: { key: string } }).data.key));
    const missing = jobs.filter(({ data }) => !have.has(data.key));
    if (missing.length === 0) return 0;
    const documents = missing.map(({ name, runAt, data }) => ({
      ...PROCESSOR_FIELDS,
      name,
      type: 'normal',
      priority: 0,
      disabled: null,
      nextRunAt: new Date(runAt),
      data,
      lastModifiedBy: null,
    }));
    try {
      await this.collection.insertMany(documents as never[], { ordered: false });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    return missing.length;
  }

  /**
   * Frees the jobs of workers that are gone, so that they need not wait for the lock to grow old. A job that had started
   * has no next time any more, so it gets one.
   */
  async releaseLocksOf(isGone: (worker: string) => boolean, now: number): Promise<number> {
    const locked = await this.collection
      .find({ lockedAt: { $gt: new Date(0) } } as object)
      .project({ lastModifiedBy: 1 })
      .toArray();
    let released = 0;
    for (const job of locked as { _id: ObjectId; lastModifiedBy: string | null }[]) {
      const worker = job.lastModifiedBy?.split('#')[0];
      if (worker === undefined || worker === this.#worker || !isGone(worker)) continue;
      const again = { lockedAt: null, lastModifiedBy: null, nextRunAt: new Date(now) };
      const stuck = { _id: job._id, lastModifiedBy: job.lastModifiedBy } as object;
      released += (await this.collection.updateOne(stuck, { $set: again as object })).modifiedCount;
    }
    return released;
  }

  /** Forgets triggers that ran long ago and were never removed (their worker died in between). */
  async removeSpent(before: number): Promise<number> {
    const spent = { lockedAt: null, nextRunAt: null, lastRunAt: { $lt: new Date(before) }, type: 'normal' } as object;
    return (await this.collection.deleteMany(spent)).deletedCount;
  }

  #token(): string {
    return `${this.#worker}#${this.#newToken()}`;
  }

  #hold(job: JobParameters | undefined, token: string): JobParameters | undefined {
    if (job?._id) this.#held.set(String(job._id), { token, rev: (job as Named).data?.rev });
    return job;
  }
}

/** A stored job as Agenda takes it: what is null in the store is not there, but for the time of a job that has none. */
function toJobParameters(document: object): JobParameters {
  const { _id, nextRunAt, ...rest } = document as { _id: ObjectId; nextRunAt: Date | null };
  const present = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  return { ...present, _id: toJobId(_id.toHexString()), nextRunAt } as JobParameters;
}
