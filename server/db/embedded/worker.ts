import { parentPort } from 'node:worker_threads';
import type { RunningEngine } from './engine.ts';
import { startEngine } from './engine.ts';
import { StoreError } from './errors.ts';

/** What the host asks of the worker, and what it answers. */
export type HostMessage = Readonly<
  { kind: 'start'; id: number; file: string; port: number } | { kind: 'stop'; id: number }
>;
export type WorkerMessage = Readonly<
  | { kind: 'started'; id: number; port: number }
  | { kind: 'stopped'; id: number }
  | { kind: 'failed'; id: number; message: string; code: string | number | undefined }
>;

const running = new Map<number, RunningEngine>();

async function handle(message: HostMessage): Promise<WorkerMessage> {
  if (message.kind === 'start') {
    const engine = await startEngine(message.file, message.port);
    running.set(message.id, engine);
    return { kind: 'started', id: message.id, port: engine.port };
  }
  await running.get(message.id)?.close();
  running.delete(message.id);
  return { kind: 'stopped', id: message.id };
}

function answer(message: WorkerMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
  parentPort?.postMessage(message);
}

parentPort?.on('message', (message: HostMessage) => {
  handle(message).then(answer, (cause: unknown) => {
    const code = cause instanceof StoreError ? cause.code : (cause as NodeJS.ErrnoException).code;
    answer({ kind: 'failed', id: message.id, message: cause instanceof Error ? cause.message : String(cause), code });
  });
});
