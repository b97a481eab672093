import type { SolverRunResponse, StartSolverRunRequest } from '../../shared/contracts/solver-runs.ts';
import { errorIssue, type Issue } from '../../shared/domain/issue.ts';
import type { BuyingService } from '../buying/buying.service.ts';
import type { CampaignsService, EditContext } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import type { NewId } from '../ids.ts';
import type { Announce } from '../live/live.ts';
import { notFound, Refusal, refuse } from '../refusal.ts';
import { SolverError } from '../solvers/solver-pool.ts';
import type { ScheduleService } from '../spots/schedule/schedule.service.ts';
import type { RunAnswer, RunProgress, SolverRun, SolverRunsModel } from './solver-runs.model.ts';

export type SolverRunsInput = Readonly<{
  model: SolverRunsModel;
  schedule: Pick<ScheduleService, 'schedule'>;
  buying: Pick<BuyingService, 'buy'>;
  campaigns: Pick<CampaignsService, 'get'>;
  clock: Clock;
  newId: NewId;
  announce: Announce;
  logError: (error: unknown) => void;
}>;

/** Progress is written this often at most, and a sign of life at least. */
const BEAT_MS = 500;
/** A run without a sign of life for so long is lost with its process. */
const LOST_AFTER_MS = 30_000;
/** Nobody waits for a run, so its solvers get more time than those of a call. */
const USUAL_RUN_MS = 45_000;
const LISTED = 20;
const AT_START: RunProgress = { phase: 'starting', done: 0, total: 1, value: null, bound: null };

type Running = Readonly<{ controller: AbortController; ended: Promise<void> }>;

/** Runs of the solvers in the background: started, watched by any process, called off while nothing is saved. */
export function createSolverRunsService(input: SolverRunsInput) {
  const { model, clock, announce } = input;
  const running = new Map<string, Running>();

  const asRead = (run: SolverRun): SolverRun => {
    if (run.status !== 'running' || clock.now() - run.heartbeatAt < LOST_AFTER_MS || running.has(run.id)) return run;
    const message = 'The server stopped while this was running; nothing of it was saved. Start it again.';
    return { ...run, status: 'failed', issues: [errorIssue('run_lost', message)] };
  };

  const get = async (id: string): Promise<SolverRun> => {
    const run = await model.find(id);
    if (!run) throw notFound('solver_run', id);
    return asRead(run);
  };

  /** Does the work, writing how far it is now and then, until it ends one way or another. */
  const carryOut = async (
    run: SolverRun,
    request: StartSolverRunRequest,
    context: Omit<EditContext, 'rev'>,
    controller: AbortController,
  ): Promise<void> => {
    const { id, campaignId } = run;
    let progress = run.progress;
    let told = run.progress;
    const beat = async () => {
      const isNews = told !== progress;
      told = progress;
      const now = await model.beat(id, progress, clock.now());
      if (now && now.cancelRequestedAt !== null) controller.abort();
      if (isNews) announce({ kind: 'solver_run', campaignId, id });
    };
    const timer = setInterval(() => void beat().catch(input.logError), BEAT_MS);
    const options = {
      signal: controller.signal,
      onProgress: (next: Omit<RunProgress, 'phase'> & { phase?: RunProgress['phase'] }) => {
        progress = { phase: 'buying', ...next };
      },
    };
    const outcome = await endOf(
      () => work(input, { campaignId, request, context, options }),
      controller.signal,
      input.logError,
    );
    clearInterval(timer);
    await model.end(id, { ...outcome, progress }, clock.now());
    announce({ kind: 'solver_run', campaignId, id });
  };

  return {
    get,
    async list(campaignId: string): Promise<readonly SolverRun[]> {
      await input.campaigns.get(campaignId);
      return (await model.latest(campaignId, LISTED)).map(asRead);
    },

    /** Starts a run and gives it at once; two of a kind for one campaign don't run side by side. */
    async start(
      campaignId: string,
      request: StartSolverRunRequest,
      context: Omit<EditContext, 'rev'>,
    ): Promise<SolverRun> {
      await input.campaigns.get(campaignId);
      const other = (await model.latest(campaignId, LISTED))
        .map(asRead)
        .find(({ status, kind }) => status === 'running' && kind === request.kind);
      if (other) {
        const message = `${other.startedBy} started one that still runs (${other.id}). Wait for it or call it off.`;
        throw refuse('conflict', 'already_running', message);
      }
      const now = clock.now();
      const run: SolverRun = {
        id: input.newId('run'),
        campaignId,
        kind: request.kind,
        planId: request.kind === 'buy' ? request.planId : null,
        status: 'running',
        progress: AT_START,
        answer: null,
        issues: [],
        startedBy: context.actor.name,
        startedAt: now,
        heartbeatAt: now,
        cancelRequestedAt: null,
        endedAt: null,
      };
      await model.insert(run);
      const controller = new AbortController();
      const ended = carryOut(run, request, context, controller)
        .catch(input.logError)
        .finally(() => running.delete(run.id));
      running.set(run.id, { controller, ended });
      announce({ kind: 'solver_run', campaignId, id: run.id });
      return run;
    },

    /** Calls a run off, wherever it runs. What it has saved already stays; before that nothing is saved. */
    async cancel(id: string): Promise<SolverRun> {
      const run = await get(id);
      if (run.status !== 'running') {
        const message = `This run has ended (${run.status}); there is nothing to call off.`;
        throw refuse('conflict', 'not_running', message, 'status');
      }
      await model.requestCancel(id, clock.now());
      const own = running.get(id);
      own?.controller.abort();
      await own?.ended;
      return get(id);
    },

    /** Waits until every run of this process has ended. */
    async settle(): Promise<void> {
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },

    /** Calls off what runs here and waits for its end. */
    async stop(): Promise<void> {
      for (const { controller } of running.values()) controller.abort();
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}
export type SolverRunsService = ReturnType<typeof createSolverRunsService>;

type Work = Readonly<{
  campaignId: string;
  request: StartSolverRunRequest;
  context: Omit<EditContext, 'rev'>;
  options: Readonly<{
    signal: AbortSignal;
    onProgress: (progress: Omit<RunProgress, 'phase'> & { phase?: RunProgress['phase'] }) => void;
  }>;
}>;

async function work(input: SolverRunsInput, { campaignId, request, context, options }: Work): Promise<RunAnswer> {
  if (request.kind === 'schedule') {
    const asked = { timeLimitMs: USUAL_RUN_MS, ...request.schedule };
    return { schedule: await input.schedule.schedule(campaignId, asked, context, options), buy: null };
  }
  const buy = await input.buying.buy(request.planId, request.buy, {
    signal: options.signal,
    onProgress: ({ value, bound }) => options.onProgress({ done: 0, total: 1, value, bound }),
  });
  return { schedule: null, buy };
}

type Outcome = Readonly<{ status: SolverRun['status']; answer: RunAnswer | null; issues: readonly Issue[] }>;

async function endOf(
  run: () => Promise<RunAnswer>,
  signal: AbortSignal,
  logError: (error: unknown) => void,
): Promise<Outcome> {
  try {
    return { status: 'done', answer: await run(), issues: [] };
  } catch (error) {
    if (signal.aborted) return { status: 'canceled', answer: null, issues: [] };
    if (error instanceof Refusal) return { status: 'refused', answer: null, issues: error.issues };
    if (error instanceof SolverError) {
      return { status: 'failed', answer: null, issues: [errorIssue(error.code, error.message)] };
    }
    logError(error);
    const message = 'Something went wrong on our side; nothing was saved. Start it again, or tell an administrator.';
    return { status: 'failed', answer: null, issues: [errorIssue('run_failed', message)] };
  }
}

/** A run as the wire shows it. */
export function toRunResponse(run: SolverRun): SolverRunResponse {
  const { answer, issues, startedAt, endedAt, heartbeatAt: _beat, cancelRequestedAt: _cancel, ...rest } = run;
  return {
    ...rest,
    schedule: answer?.schedule ?? null,
    buy: answer?.buy ?? null,
    issues: [...issues],
    startedAt: new Date(startedAt).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
  };
}
