import { Button, Group } from '@mantine/core';
import { RunProgress, RunTrouble } from './run-progress.tsx';
import type { SolverRunHandle } from './run-queries.ts';

/** A run at work or ended while its dialog is closed, after a reload too: how far it is, what it did, and the way to it. */
export function RunStrip(props: {
  runner: SolverRunHandle;
  /** What was done, in a sentence; undefined when the run has no answer. */
  done: string | undefined;
  openLabel: string;
  onOpen: () => void;
}) {
  const { runner, done, openLabel, onOpen } = props;
  const { run } = runner;
  if (runner.isRunning) return <RunProgress run={run} onCancel={runner.cancel} />;
  if (!run) return null;
  return (
    <Group gap={10} role="status">
      {done === undefined ? <RunTrouble run={run} /> : <span>{done}</span>}
      {done !== undefined && (
        <Button size="compact-sm" variant="default" onClick={onOpen}>
          {openLabel}
        </Button>
      )}
      <Button size="compact-sm" variant="subtle" color="gray" onClick={runner.forget}>
        Close
      </Button>
    </Group>
  );
}
