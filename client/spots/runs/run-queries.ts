import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { z } from 'zod';
import {
  solverRunListSchema,
  solverRunResponseSchema,
  type SolverRunResponse,
  type startSolverRunRequestSchema,
} from '../../../shared/contracts/solver-runs.ts';
import { call } from '../../api/call.ts';
import { queryClient } from '../../api/query-client.ts';

const POLL_MS = 1_000;
type Listed = z.infer<typeof solverRunListSchema>['items'][number];
const never = () => false;
type StartRequest = z.input<typeof startSolverRunRequestSchema>;

/** A run as it is now: read again when the server announces news of it, and every second while it runs. */
export function runQuery(campaignId: string, runId: string) {
  return queryOptions({
    queryKey: ['solver-runs', campaignId, runId],
    queryFn: ({ signal }) => call({ path: `/api/v1/solver-runs/${runId}`, answer: solverRunResponseSchema, signal }),
    refetchInterval: (query) => (query.state.data && query.state.data.status !== 'running' ? false : POLL_MS),
  });
}

/** Runs of a campaign, newest first. */
export function runsQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['solver-runs', campaignId],
    queryFn: async ({ signal }) =>
      (
        await call({
          path: `/api/v1/campaigns/${campaignId}/solver-runs`,
          answer: solverRunListSchema,
          signal,
        })
      ).items,
  });
}

const remember = (run: SolverRunResponse) => queryClient.setQueryData(runQuery(run.campaignId, run.id).queryKey, run);

export type SolverRunHandle = Readonly<{
  run: SolverRunResponse | undefined;
  isRunning: boolean;
  error: Error | null;
  start: (request: StartRequest) => void;
  cancel: () => void;
  /** Forgets the run on the screen, so that another can be started. */
  forget: () => void;
}>;

/**
 * Starts a run of one kind and follows it; one that still runs from before, or whose answer is `wanted`, is followed too.
 * `onEnd` is told once.
 */
export function useSolverRun(
  campaignId: string,
  kind: SolverRunResponse['kind'],
  onEnd: (run: SolverRunResponse) => void,
  wanted: (run: Listed) => boolean = never,
): SolverRunHandle {
  const [runId, setRunId] = useState<string | null>(null);
  const [left, setLeft] = useState<string | null>(null);
  const told = useRef<string | null>(null);
  const runs = useQuery({ ...runsQuery(campaignId), enabled: runId === null, staleTime: 0 });
  const own = runs.data?.filter((one) => one.kind === kind) ?? [];
  const earlier = own.find(({ status }) => status === 'running') ?? own.find(wanted);
  if (runId === null && earlier !== undefined && earlier.id !== left) setRunId(earlier.id);
  const query = useQuery({ ...runQuery(campaignId, runId ?? ''), enabled: runId !== null });
  const start = useMutation({
    mutationFn: (body: StartRequest) =>
      call({
        method: 'POST',
        path: `/api/v1/campaigns/${campaignId}/solver-runs`,
        body,
        answer: solverRunResponseSchema,
      }),
    onSuccess(run) {
      remember(run);
      setRunId(run.id);
    },
  });
  const cancel = useMutation({
    mutationFn: (id: string) =>
      call({ method: 'POST', path: `/api/v1/solver-runs/${id}/cancel`, body: {}, answer: solverRunResponseSchema }),
    onSuccess: remember,
  });
  const run = runId === null ? undefined : query.data;
  const isRunning = start.isPending || run?.status === 'running';
  useEffect(() => {
    if (!run || run.status === 'running' || told.current === run.id) return;
    told.current = run.id;
    onEnd(run);
  }, [run, onEnd]);
  return {
    run,
    isRunning,
    error: start.error ?? cancel.error ?? query.error,
    start: (request) => start.mutate(request),
    cancel: () => run && cancel.mutate(run.id),
    forget() {
      start.reset();
      setLeft(runId);
      setRunId(null);
    },
  };
}
