import type { StartSolverRunRequest } from '../../shared/contracts/solver-runs.ts';
import { errorIssue, type Issue } from '../../shared/domain/issue.ts';
import type { BuyingService } from '../buying/buying.service.ts';
import type { EditContext } from '../campaigns/campaigns.service.ts';
import { Refusal } from '../refusal.ts';
import { SolverError } from '../solvers/solver-pool.ts';
import type { ScheduleService } from '../spots/schedule/schedule.service.ts';
import type { RunAnswer, RunProgress, SolverRun } from './solver-runs.model.ts';

export type RunWorkInput = Readonly<{
  schedule: Pick<ScheduleService, 'schedule' | 'rotate'>;
  buying: Pick<BuyingService, 'buy'>;
  logError: (error: unknown) => void;
}>;

/** Nobody waits for a run, so its solvers get more time than those of a call. */
const USUAL_RUN_MS = 45_000;
export const AT_START: RunProgress = {
  phase: 'starting',
  done: 0,
  total: 1,
  station: null,
  value: null,
  bound: null,
};
export const SAVING: RunProgress = { ...AT_START, phase: 'saving' };

export type WorkingOptions = Readonly<{
  signal: AbortSignal;
  onProgress: (progress: RunProgress) => void;
  beforeSaving: () => Promise<void>;
}>;
export type Work = Readonly<{
  campaignId: string;
  request: StartSolverRunRequest;
  context: Omit<EditContext, 'rev'>;
  options: WorkingOptions;
}>;

const NO_ANSWER: RunAnswer = { schedule: null, rotation: null, buy: null };

async function work(input: RunWorkInput, { campaignId, request, context, options }: Work): Promise<RunAnswer> {
  switch (request.kind) {
    case 'schedule': {
      const asked = { timeLimitMs: USUAL_RUN_MS, ...request.schedule };
      return { ...NO_ANSWER, schedule: await input.schedule.schedule(campaignId, asked, context, options) };
    }
    case 'rotate': {
      const asked = { timeLimitMs: USUAL_RUN_MS, ...request.rotate };
      return { ...NO_ANSWER, rotation: await input.schedule.rotate(campaignId, asked, context, options) };
    }
    case 'buy': {
      const buy = await input.buying.buy(request.planId, request.buy, {
        signal: options.signal,
        onProgress: ({ value, bound }) => options.onProgress({ ...AT_START, phase: 'buying', value, bound }),
      });
      return { ...NO_ANSWER, buy };
    }
  }
}

type Outcome = Readonly<{ status: SolverRun['status']; answer: RunAnswer | null; issues: readonly Issue[] }>;

/** Does the work of a run and gives how it ended: with its answer, called off, refused, or failed in words. Never throws. */
export async function endOfWork(input: RunWorkInput, asked: Work, progress: () => RunProgress): Promise<Outcome> {
  const { signal } = asked.options;
  try {
    return { status: 'done', answer: await work(input, asked), issues: [] };
  } catch (error) {
    const isCalledOff = error === signal.reason || (error instanceof SolverError && error.code === 'solver_aborted');
    if (signal.aborted && isCalledOff) return { status: 'canceled', answer: null, issues: [] };
    if (error instanceof Refusal) return { status: 'refused', answer: null, issues: error.issues };
    if (error instanceof SolverError) {
      return { status: 'failed', answer: null, issues: [errorIssue(error.code, error.message)] };
    }
    input.logError(error);
    const message = `Something went wrong on our side; ${whatIsSaved(progress())}, or tell an administrator.`;
    return { status: 'failed', answer: null, issues: [errorIssue('run_failed', message)] };
  }
}

/** Why a run that gives no sign of life any more has no answer, and what to do. */
export function lost(progress: RunProgress): Issue {
  return errorIssue('run_lost', `The server stopped while this was running; ${whatIsSaved(progress)}.`);
}

/** Nothing before saving began; then all or nothing, which the spots tell. */
function whatIsSaved({ phase }: RunProgress): string {
  return phase === 'saving'
    ? 'it was saving, so either all of it is saved or nothing. Look at the spots, then start it again if they are as before'
    : 'nothing of it was saved. Start it again';
}
