import { Worker } from 'node:worker_threads';
import type { Solved, SolverKind, SolverKinds, SolverProgress, SolverReply, SolverRequest } from './solver-jobs.ts';

export type SolverPoolOptions = Readonly<{
  /** Worker threads at most; they start when first needed. The default is 1. */
  threads?: number;
  /** Time a solve may take when the caller says nothing; the default is 5,000 ms. */
  timeLimitMs?: number;
  /** How long past its time limit a worker may stay silent before it is replaced; the default is 5,000 ms. */
  graceMs?: number;
  /** Jobs that may wait for a thread; more are refused at once. The default is 100. */
  queueLimit?: number;
}>;

export type SolveOptions = Readonly<{
  timeLimitMs?: number;
  /** The same seed and enough time give the same answer; the default is 1. */
  seed?: number;
  onProgress?: (progress: SolverProgress) => void;
  signal?: AbortSignal;
}>;

export type SolverPool = Readonly<{
  [Kind in SolverKind]: (input: SolverKinds[Kind]['input'], options?: SolveOptions) => Promise<Solved<Kind>>;
}> &
  Readonly<{ close: () => Promise<void> }>;

export type SolverErrorCode = 'solver_busy' | 'solver_timeout' | 'solver_failed' | 'solver_aborted' | 'solver_closed';

/** A solve that ended without an answer. */
export class SolverError extends Error {
  readonly code: SolverErrorCode;
  constructor(code: SolverErrorCode, message: string) {
    super(message);
    this.name = 'SolverError';
    this.code = code;
  }
}

type Job = {
  request: SolverRequest;
  options: SolveOptions;
  resolve: (result: Solved<SolverKind>) => void;
  reject: (error: SolverError) => void;
};
type Thread = { worker: Worker; job: Job | null; timer: NodeJS.Timeout | null };

const BOOTSTRAP = new URL('./solver-worker.mjs', import.meta.url);

/**
 * Starts solvers in worker threads, so that a long solve never keeps the server from answering. Each call has a time limit and
 * returns the best found by then with its bound; a thread that overstays is replaced. `close` ends everything.
 * Example: `const { answer } = await pool.rotate({ counts: [5, 3] })`.
 */
export function createSolverPool(options: SolverPoolOptions = {}): SolverPool {
  const crew = new SolverCrew(options);
  return {
    rotate: (input, own) => crew.solve('rotate', input, own),
    place: (input, own) => crew.solve('place', input, own),
    buy: (input, own) => crew.solve('buy', input, own),
    makeGood: (input, own) => crew.solve('makeGood', input, own),
    scenario: (input, own) => crew.solve('scenario', input, own),
    frontier: (input, own) => crew.solve('frontier', input, own),
    close: () => crew.close(),
  };
}

/** Holds the threads and the queue. */
class SolverCrew {
  readonly #options: Required<SolverPoolOptions>;
  readonly #threads = new Set<Thread>();
  readonly #queue: Job[] = [];
  #nextId = 1;
  #closed = false;

  constructor({ threads = 1, timeLimitMs = 5_000, graceMs = 5_000, queueLimit = 100 }: SolverPoolOptions) {
    this.#options = { threads, timeLimitMs, graceMs, queueLimit };
  }

  solve<Kind extends SolverKind>(solver: Kind, input: SolverKinds[Kind]['input'], options: SolveOptions = {}) {
    return new Promise<Solved<Kind>>((resolve, reject) => {
      const problem = this.#whyNot(options.signal);
      if (problem) return reject(problem);
      const id = this.#nextId;
      this.#nextId += 1;
      const limits = { timeLimitMs: options.timeLimitMs ?? this.#options.timeLimitMs, seed: options.seed ?? 1 };
      const request = { id, solver, input, ...limits } as SolverRequest;
      const onAbort = () => this.#abort(job);
      const stopListening = () => options.signal?.removeEventListener('abort', onAbort);
      const job: Job = {
        request,
        options,
        resolve(result) {
          stopListening();
          (resolve as Job['resolve'])(result);
        },
        reject(error) {
          stopListening();
          reject(error);
        },
      };
      options.signal?.addEventListener('abort', onAbort, { once: true });
      this.#queue.push(job);
      this.#advance();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#queue.splice(0)) job.reject(new SolverError('solver_closed', 'The solvers are shut down.'));
    const threads = [...this.#threads];
    for (const thread of threads) this.#dismiss(thread, new SolverError('solver_closed', 'The solvers are shut down.'));
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }

  #whyNot(signal: AbortSignal | undefined): SolverError | undefined {
    if (this.#closed) return new SolverError('solver_closed', 'The solvers are shut down.');
    if (signal?.aborted) return new SolverError('solver_aborted', 'The solve was called off before it began.');
    if (this.#queue.length < this.#options.queueLimit) return undefined;
    return new SolverError('solver_busy', `${this.#queue.length} solves are waiting already. Try again in a moment.`);
  }

  #advance(): void {
    while (this.#queue.length > 0) {
      const thread = [...this.#threads].find(({ job }) => job === null) ?? this.#hire();
      if (!thread) return;
      const job = this.#queue.shift();
      if (!job) return;
      thread.job = job;
      const patience = job.request.timeLimitMs + this.#options.graceMs;
      thread.timer = setTimeout(() => this.#overstay(thread, patience), patience);
      thread.worker.ref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread has no origin
      thread.worker.postMessage(job.request);
    }
  }

  #hire(): Thread | undefined {
    if (this.#threads.size >= this.#options.threads) return undefined;
    const worker = new Worker(BOOTSTRAP, { execArgv: [], name: 'solver' });
    const thread: Thread = { worker, job: null, timer: null };
    worker.on('message', (reply: SolverReply) => this.#hear(thread, reply));
    worker.on('error', (error) => this.#dismiss(thread, new SolverError('solver_failed', String(error))));
    worker.on('exit', () => this.#dismiss(thread, new SolverError('solver_failed', 'The solver thread ended.')));
    this.#threads.add(thread);
    return thread;
  }

  #hear(thread: Thread, reply: SolverReply): void {
    const { job } = thread;
    if (!job || job.request.id !== reply.id) return;
    if (reply.kind === 'progress') {
      job.options.onProgress?.(reply.progress);
      return;
    }
    this.#free(thread);
    if (reply.kind === 'done') job.resolve(reply.result);
    else job.reject(new SolverError('solver_failed', reply.message));
    this.#advance();
  }

  /** An idle thread doesn't keep the process alive. */
  #free(thread: Thread): void {
    if (thread.timer) clearTimeout(thread.timer);
    thread.timer = null;
    thread.job = null;
    thread.worker.unref();
  }

  #overstay(thread: Thread, patience: number): void {
    this.#dismiss(thread, new SolverError('solver_timeout', `The solver gave no answer within ${patience} ms.`));
    void thread.worker.terminate();
  }

  #abort(job: Job): void {
    const error = new SolverError('solver_aborted', 'The solve was called off.');
    const waiting = this.#queue.indexOf(job);
    if (waiting >= 0) {
      this.#queue.splice(waiting, 1);
      job.reject(error);
      return;
    }
    const thread = [...this.#threads].find((own) => own.job === job);
    if (!thread) return;
    this.#dismiss(thread, error);
    void thread.worker.terminate();
  }

  #dismiss(thread: Thread, error: SolverError): void {
    if (!this.#threads.delete(thread)) return;
    const { job } = thread;
    if (thread.timer) clearTimeout(thread.timer);
    thread.timer = null;
    thread.job = null;
    job?.reject(error);
    if (!this.#closed) this.#advance();
  }
}
