import { Button, Group, Progress, Stack } from '@mantine/core';
import type { SolverRunResponse } from '../../../shared/contracts/solver-runs.ts';
import { count, decimal } from '../../format.ts';

const PHASES: Readonly<Record<SolverRunResponse['progress']['phase'], string>> = {
  starting: 'Getting ready',
  buying: 'Looking for the best buy',
  placing: 'Placing spots, station by station and week by week',
  rotating: 'Giving the spots their copy',
  saving: 'Saving',
};

/** How far a run is, with the way to call it off. */
export function RunProgress({ run, onCancel }: { run: SolverRunResponse | undefined; onCancel: () => void }) {
  const progress = run?.progress ?? { phase: 'starting' as const, done: 0, total: 1, value: null, bound: null };
  const { phase, done, total, value, bound } = progress;
  const share = phase === 'saving' ? 100 : (100 * done) / Math.max(1, total);
  const isCounted = phase === 'placing' || phase === 'rotating';
  return (
    <Stack gap={8} role="status" aria-label="Progress">
      <strong>{PHASES[phase]}…</strong>
      <Progress
        value={isCounted || phase === 'saving' ? share : 100}
        animated
        striped={!isCounted}
        aria-label={PHASES[phase]}
      />
      <Group justify="space-between">
        <span className="quiet">
          {isCounted && `${count(done)} of at most ${count(total)} ${phase === 'placing' ? 'weeks' : 'rotations'}`}
          {phase === 'buying' && value !== null && bound !== null && bound > 0
            ? `Best so far ${decimal((100 * value) / bound, 2)} % of what is possible at most`
            : ''}
        </span>
        <Button size="compact-sm" variant="default" onClick={onCancel} disabled={!run || phase === 'saving'}>
          Call off
        </Button>
      </Group>
    </Stack>
  );
}

/** Why a run has no answer, in its own words. */
export function RunTrouble({ run }: { run: SolverRunResponse }) {
  if (run.status === 'canceled') return <div className="quiet">Called off. Nothing was changed.</div>;
  return (
    <div role="alert">
      <ul style={{ margin: 0, paddingLeft: 18 }}>
        {run.issues.map((issue) => (
          <li key={`${issue.code} ${issue.path} ${issue.message}`}>{issue.message}</li>
        ))}
      </ul>
    </div>
  );
}
