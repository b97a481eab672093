import { Button, Group, Progress, Stack } from '@mantine/core';
import type { SolverRunResponse } from '../../../shared/contracts/solver-runs.ts';
import { useMay } from '../../people/session.ts';
import { count, decimal, fixed } from '../../words/format.ts';

type Progressing = SolverRunResponse['progress'];

const PHASES: Readonly<Record<Progressing['phase'], string>> = {
  starting: 'Getting ready',
  buying: 'Looking for the best buy',
  placing: 'Placing spots, station by station and week by week',
  rotating: 'Giving the spots their copy',
  saving: 'Saving',
};

const COUNTED: Readonly<Partial<Record<Progressing['phase'], string>>> = { placing: 'weeks', rotating: 'rotations' };
const AT_START: Progressing = { phase: 'starting', done: 0, total: 1, station: null, value: null, bound: null };

/** How far a run is, with the way to call it off for those who may. */
export function RunProgress({ run, onCancel }: { run: SolverRunResponse | undefined; onCancel: () => void }) {
  const mayEdit = useMay('edit');
  const progress = run?.status === 'running' ? run.progress : AT_START;
  const { phase, done, total } = progress;
  const counted = COUNTED[phase];
  const isMeasured = counted !== undefined || phase === 'saving';
  return (
    <Stack gap={8} role="group" aria-label="Progress">
      <strong role="status">{PHASES[phase]}…</strong>
      <Progress
        value={phase === 'saving' || !isMeasured ? 100 : (100 * done) / Math.max(1, total)}
        animated
        striped={!counted}
        aria-label={PHASES[phase]}
      />
      <Group justify="space-between" align="flex-start">
        <div className="quiet">
          {counted && (
            <div>
              {count(done)} of at most {count(total)} {counted}
            </div>
          )}
          <div>{bestSoFar(progress)}</div>
        </div>
        {mayEdit && (
          <Button size="compact-sm" variant="default" onClick={onCancel} disabled={!run || phase === 'saving'}>
            Call off
          </Button>
        )}
      </Group>
    </Stack>
  );
}

/** The best so far against the bound nobody can beat, of the part at work. */
function bestSoFar({ phase, station, value, bound }: Progressing): string {
  if (phase === 'buying') {
    return value !== null && bound !== null && bound > 0
      ? `Best so far ${decimal((100 * value) / bound, 2)} % of what is possible at most`
      : '';
  }
  if (station === null) return '';
  if (value === null || bound === null) return `${station} is at work`;
  return `${station}: unevenness ${fixed(value, 2)} at best so far, none is below ${fixed(bound, 2)}`;
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
