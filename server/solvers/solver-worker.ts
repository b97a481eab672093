import { parentPort } from 'node:worker_threads';
import { performance } from 'node:perf_hooks';
import loadHighs from 'highs';
import { runSolver } from './run-solver.ts';
import type { SolverReply, SolverRequest } from './solver-jobs.ts';

const port = parentPort;
if (!port) throw new Error('The solver worker runs only as a worker thread.');

const highs = await loadHighs();
const reply = (message: SolverReply): void => port.postMessage(message);
const PROGRESS_EVERY_MS = 100;

port.on('message', (request: SolverRequest) => {
  let toldAt = -Infinity;
  try {
    const result = runSolver(
      request,
      highs,
      () => performance.now(),
      (progress) => {
        if (progress.elapsedMs - toldAt < PROGRESS_EVERY_MS) return;
        toldAt = progress.elapsedMs;
        reply({ id: request.id, kind: 'progress', progress });
      },
    );
    reply({ id: request.id, kind: 'done', result });
  } catch (error) {
    reply({ id: request.id, kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
});
