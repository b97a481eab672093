import type { SolverRunResponse, StartSolverRunRequest } from '../../shared/contracts/solver-runs.ts';
import type { CampaignsService, EditContext } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import type { NewId } from '../ids.ts';
import type { Announce } from '../live/live.ts';
import { notFound, refuse } from '../refusal.ts';
import { AT_START, endOfWork, lost, SAVING, type RunWorkInput, type WorkingOptions } from './run-work.ts';
import type { SolverRun, SolverRunsModel } from './solver-runs.model.ts';

export type SolverRunsInput = RunWorkInput &
  Readonly<{
    model: SolverRunsModel;
    campaigns: Pick<CampaignsService, 'get'>;
    clock: Clock;
    newId: NewId;
    announce: Announce;
  }>;

/** Progress is written this often at most, and a sign of life at least. */
const BEAT_MS = 500;
/** A run without a sign of life for so long is lost with its process. */
const LOST_AFTER_MS = 30_000;
const LISTED = 20;
const NAMES: Readonly<Record<SolverRun['kind'], string>> = {
  schedule: 'a schedule',
  rotate: 'a rotation of the copy',
  buy: 'a buy',
};

type Running = Readonly<{ controller: AbortController; ended: Promise<void> }>;

/** Runs of the solvers in the background: started, watched by any process, called off while nothing is saved. */
export function createSolverRunsService(input: SolverRunsInput) {
  const { model, clock, announce } = input;
  const running = new Map<string, Running>();

  const asRead = (run: SolverRun): SolverRun => {
    if (run.status !== 'running' || clock.now() - run.heartbeatAt < LOST_AFTER_MS || running.has(run.id)) return run;
    return { ...run, status: 'failed', issues: [lost(run.progress)] };
  };

  /** Starts the run's document, unless another run that lives holds what it needs; one that is lost is given up. */
  const claim = async (run: SolverRun): Promise<void> => {
    while (!(await model.insert(run))) {
      const other = await model.holder(run);
      if (!other) continue;
      const { status, issues } = asRead(other);
      if (status === 'running') {
        const message = `${other.startedBy} started ${NAMES[other.kind]} that still runs (${other.id}). Wait for it or call it off.`;
        throw refuse('conflict', 'already_running', message);
      }
      await model.end(other.id, { status, issues, answer: null, progress: other.progress }, clock.now());
      announce({ kind: 'solver_run', campaignId: other.campaignId, id: other.id });
    }
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
      // Called off, or given up for lost by another process.
      if (!now || now.cancelRequestedAt !== null) controller.abort();
      if (isNews) announce({ kind: 'solver_run', campaignId, id });
    };
    const timer = setInterval(() => void beat().catch(input.logError), BEAT_MS);
    const options: WorkingOptions = {
      signal: controller.signal,
      onProgress(next) {
        progress = next;
      },
      // Told before anything is saved: a run that was called off stops here, and one lost later says that it was saving.
      async beforeSaving() {
        progress = SAVING;
        await beat();
      },
    };
    const outcome = await endOfWork(input, { campaignId, request, context, options }, () => progress);
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

    /** Starts a run and gives it at once; two that would change the same spots, or two buys, don't run side by side. */
    async start(
      campaignId: string,
      request: StartSolverRunRequest,
      context: Omit<EditContext, 'rev'>,
    ): Promise<SolverRun> {
      await input.campaigns.get(campaignId);
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
      await claim(run);
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

/** A run as the wire shows it. */
export function toRunResponse(run: SolverRun): SolverRunResponse {
  const { answer, issues, progress, startedAt, endedAt, heartbeatAt: _beat, cancelRequestedAt: _cancel, ...rest } = run;
  return {
    ...rest,
    // Runs of a version before name no station and know no rotation.
    progress: { ...progress, station: progress.station ?? null },
    schedule: answer?.schedule ?? null,
    rotation: answer?.rotation ?? null,
    buy: answer?.buy ?? null,
    issues: [...issues],
    startedAt: new Date(startedAt).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
  };
}
