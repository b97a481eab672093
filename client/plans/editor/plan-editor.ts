import { useMutation } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import {
  planResponseSchema,
  type LineResponse,
  type PlanEdit,
  type PlanResponse,
} from '../../../shared/contracts/plans.ts';
import { applyLineEdits, type LineEdit } from '../../../shared/domain/plan-edits.ts';
import { ApiError, call } from '../../api/call.ts';
import { queryClient } from '../../api/query-client.ts';
import { sayFailed } from '../../parts/notices/announce.ts';
import { planQuery } from '../plan-queries.ts';
import { keepPlan } from './plan-steps.ts';
import { editsBetween, loadHistory, newIds, renameIds, saveHistory, withStep, type History } from './plan-undo.ts';

export type SaveState = 'saved' | 'saving' | 'failed';
type Job = Readonly<{ label: string; edits: readonly PlanEdit[]; as: 'action' | 'undo' | 'redo' }>;

export type PlanEditor = Readonly<{
  /** The lines as they will be once everything typed is saved. */
  lines: readonly LineResponse[];
  saveState: SaveState;
  canUndo: boolean;
  canRedo: boolean;
  undoLabel: string | null;
  redoLabel: string | null;
  /** Applies edits at once on the screen and saves them; together they are one undo. */
  apply(label: string, edits: readonly PlanEdit[]): void;
  undo(): void;
  redo(): void;
}>;

let temporaryIds = 0;

/** Lines after edits, as the screen shows them before the server answers; undefined when the edits can't be applied. */
function previewEdits(lines: readonly LineResponse[], edits: readonly PlanEdit[]): readonly LineResponse[] | undefined {
  const result = applyLineEdits(
    lines,
    edits as readonly LineEdit[],
    (prefix) => `${prefix}_temporary${temporaryIds++}`,
  );
  return result.kind === 'ok' ? (result.lines as unknown as readonly LineResponse[]) : undefined;
}

/**
 * Edits one draft: what is typed shows at once, is saved one action after another under If-Match, and can be undone exactly,
 * also after a reload. When somebody else saved first, the action is put on top of theirs.
 */
export function usePlanEditor(plan: PlanResponse): PlanEditor {
  const [queue, setQueue] = useState<readonly Job[]>([]);
  const [history, setHistory] = useState<History>(() => loadHistory(plan.id));
  const [hasFailed, setFailed] = useState(false);
  const waiting = useRef<Job[]>([]);
  const isRunning = useRef(false);
  const keep = useCallback(
    (change: (before: History) => History) =>
      setHistory((before) => {
        const after = change(before);
        saveHistory(plan.id, after);
        return after;
      }),
    [plan.id],
  );
  const save = useMutation({
    mutationKey: ['plan', plan.id],
    mutationFn: (edits: readonly PlanEdit[]) => saveEdits(plan, edits),
  });

  const drain = async () => {
    if (isRunning.current) return;
    isRunning.current = true;
    for (let job = waiting.current[0]; job; job = waiting.current[0]) {
      const before = currentPlan(plan);
      try {
        const saved = await save.mutateAsync(job.edits);
        const wanted = previewEdits(before.lines, job.edits) ?? saved.lines;
        keepPlan(saved);
        setFailed(false);
        keep((steps) => remember(steps, job as Job, before, saved, wanted));
        waiting.current = waiting.current.slice(1);
      } catch (error) {
        setFailed(true);
        sayFailed(error);
        waiting.current = [];
        await queryClient.invalidateQueries({ queryKey: ['plan', plan.campaignId, plan.id] });
      }
      setQueue(waiting.current);
    }
    isRunning.current = false;
  };
  const enqueue = (job: Job) => {
    if (job.edits.length === 0) return;
    waiting.current = [...waiting.current, job];
    setQueue(waiting.current);
    void drain();
  };

  // A page hears of a saved plan a moment after the queue is shorter; till then what was typed would be gone from the screen.
  const { lines: saved } = currentPlan(plan);
  const lines = useMemo(
    () => queue.reduce<readonly LineResponse[]>((shown, job) => previewEdits(shown, job.edits) ?? shown, saved),
    [saved, queue],
  );
  const isIdle = queue.length === 0;
  const undoStep = history.undo.at(-1);
  const redoStep = history.redo.at(-1);
  return {
    lines,
    saveState: isIdle ? (hasFailed ? 'failed' : 'saved') : 'saving',
    canUndo: undoStep !== undefined && isIdle,
    canRedo: redoStep !== undefined && isIdle,
    undoLabel: undoStep?.label ?? null,
    redoLabel: redoStep?.label ?? null,
    apply: (label, edits) => enqueue({ label, edits, as: 'action' }),
    undo: () => undoStep && isIdle && enqueue({ ...undoStep, as: 'undo' }),
    redo: () => redoStep && isIdle && enqueue({ ...redoStep, as: 'redo' }),
  };
}

function currentPlan(plan: PlanResponse): PlanResponse {
  return queryClient.getQueryData(planQuery(plan.campaignId, plan.id).queryKey) ?? plan;
}

async function saveEdits(plan: PlanResponse, edits: readonly PlanEdit[]): Promise<PlanResponse> {
  const send = (rev: number) =>
    call({
      method: 'PATCH',
      path: `/api/v1/plans/${plan.id}`,
      body: { edits },
      ifMatchRev: rev,
      answer: planResponseSchema,
    });
  try {
    return await send(currentPlan(plan).rev);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 412) throw error;
    const fresh = await call({ path: `/api/v1/plans/${plan.id}`, answer: planResponseSchema });
    queryClient.setQueryData(planQuery(plan.campaignId, plan.id).queryKey, fresh);
    return send(fresh.rev);
  }
}

function remember(
  history: History,
  job: Job,
  before: PlanResponse,
  saved: PlanResponse,
  wanted: readonly LineResponse[],
): History {
  const step = { label: job.label, edits: editsBetween(saved.lines, before.lines) };
  if (job.as === 'action') return step.edits.length === 0 ? history : withStep(history, step);
  const popped: History =
    job.as === 'undo'
      ? { undo: history.undo.slice(0, -1), redo: [...history.redo, step] }
      : { undo: [...history.undo, step], redo: history.redo.slice(0, -1) };
  return renameIds(popped, newIds(wanted, before.lines, saved.lines));
}
