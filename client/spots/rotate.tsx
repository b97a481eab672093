import { Button, Group, Modal, Stack } from '@mantine/core';
import type { RotateSpotsResponse } from '../../shared/contracts/spot-schedule.ts';
import { IssueList } from '../parts/notices/issue-list.tsx';
import { Refused } from '../parts/notices/refused.tsx';
import { count } from '../words/format.ts';
import { RotationsTable } from './runs/proof.tsx';
import { RunProgress, RunTrouble } from './runs/run-progress.tsx';
import type { SolverRunHandle } from './runs/run-queries.ts';
import { RunStrip } from './runs/run-strip.tsx';

/** Starts giving the coming spots their copy by the rotation shares; nothing while that is at work already. */
export function startRotation(runner: SolverRunHandle): void {
  if (runner.isRunning) return;
  runner.forget();
  runner.start({ kind: 'rotate', rotate: {} });
}

/** A rotation at work or done while its dialog is closed. */
export function RotateStrip({ runner, onOpen }: { runner: SolverRunHandle; onOpen: () => void }) {
  const rotation = runner.run?.rotation;
  return (
    <RunStrip
      runner={runner}
      done={rotation ? whatChanged(rotation) : undefined}
      openLabel="See how even it is"
      onOpen={onOpen}
    />
  );
}

/** Shows how far the rotation is, then what changed, how even it is and what has no copy; or why there is none. */
export function Rotate({ runner, onClose }: { runner: SolverRunHandle; onClose: () => void }) {
  const { run } = runner;
  return (
    <Modal opened onClose={onClose} title="Rotate copy" size="xl">
      {runner.isRunning ? (
        <Stack gap="sm">
          <div>You may close this: the rotation goes on, and opening it again shows how far it is.</div>
          <RunProgress run={run} onCancel={runner.cancel} />
        </Stack>
      ) : run?.rotation ? (
        <Rotated answer={run.rotation} onClose={onClose} />
      ) : (
        <Stack gap="sm">
          {run && <RunTrouble run={run} />}
          <Refused error={runner.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button onClick={() => startRotation(runner)}>Rotate again</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

function whatChanged({ stations, issues }: RotateSpotsResponse): string {
  const changed = stations.reduce((sum, station) => sum + station.changed, 0);
  if (changed > 0)
    return `Copy of ${count(changed)} ${changed === 1 ? 'spot' : 'spots'} changed, as even as the shares allow.`;
  return issues.some(({ severity }) => severity === 'error')
    ? 'No copy was changed.'
    : 'The copy of every spot is as it should be.';
}

function Rotated({ answer, onClose }: { answer: RotateSpotsResponse; onClose: () => void }) {
  return (
    <Stack gap="md">
      <div role="status">{whatChanged(answer)}</div>
      <IssueList issues={answer.issues} most={6} none="Every coming spot has copy that may air." />
      <RotationsTable rotations={answer.stations} />
      <Group justify="flex-end">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}
