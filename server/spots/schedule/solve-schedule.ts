import { setImmediate as oneTurn } from 'node:timers/promises';
import { weekShape, type ShapedAnswer } from '../../../shared/domain/placement/same-week.ts';
import { placeSpots } from '../../../shared/domain/placement/place-spots.ts';
import type { PlacementAnswer, PlacementInput } from '../../../shared/domain/placement/placement.ts';
import type { RotationAnswer } from '../../../shared/domain/rotation/rotation.ts';
import { mostTasks } from '../../../shared/domain/spot/schedule/place-wanted.ts';
import {
  rotateSteps,
  rotateTaskFast,
  rotationGroups,
  type RotateSpotsAnswer,
  type RotateSpotsInput,
  type RotationTask,
} from '../../../shared/domain/spot/schedule/rotate-spots.ts';
import type { ScheduleAnswer, ScheduleInput } from '../../../shared/domain/spot/schedule/schedule.ts';
import { scheduleSteps } from '../../../shared/domain/spot/schedule/schedule-spots.ts';
import { SolverError, type SolveOptions, type SolverPool } from '../../solvers/solver-pool.ts';

/** How far a schedule or rotation is; `value` and `bound` are those of the station's week or rotation at work or solved last. */
export type ScheduleProgress = Readonly<{
  phase: 'placing' | 'rotating';
  done: number;
  total: number;
  station: string;
  value: number | null;
  bound: number | null;
}>;

/** How long a solve may take in all, who may call it off, and who is told how far it is. */
export type SolveControl = Readonly<{
  timeLimitMs: number;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: ScheduleProgress) => void) | undefined;
}>;

/** Who may call work off, who is told how far it is, and what is awaited before anything is saved. */
export type WorkOptions = Readonly<{
  signal?: AbortSignal;
  onProgress?: (progress: ScheduleProgress) => void;
  beforeSaving?: () => Promise<void>;
}>;

/** Time the solvers get when nobody says: an answer while somebody waits. */
export const USUAL_TIME_LIMIT_MS = 10_000;
const MOST_MS_A_WEEK = 2_000;
const MOST_MS_A_ROTATION = 1_000;
/** A hard week may take as much as this many easy ones leave it. */
const GENEROSITY = 8;

/**
 * Solves schedules in worker threads: exactly while the time lasts, then fast; where no thread answers, fast in this one.
 * The event loop is free between any two weeks.
 */
export function createScheduleSolver(
  input: Readonly<{ solvers: Pick<SolverPool, 'place' | 'rotate'>; elapsedMs: () => number }>,
) {
  const { solvers, elapsedMs } = input;

  const place = (week: PlacementInput, options: SolveOptions): Promise<PlacementAnswer> =>
    orFast(
      () => solvers.place(week, options),
      () => placeSpots(week),
    );

  const rotate = (task: RotationTask, options: SolveOptions): Promise<RotationAnswer> =>
    orFast(
      () => solvers.rotate(task.input, options),
      () => rotateTaskFast(task),
    );

  /** A share of what is left of the time, by how many tasks may still come. */
  const clockOf = (timeLimitMs: number, most: number) => {
    const started = elapsedMs();
    return (left: number) => {
      const remaining = timeLimitMs - (elapsedMs() - started);
      return Math.max(1, Math.min(most, remaining, (GENEROSITY * remaining) / Math.max(1, left)));
    };
  };

  return {
    /** The schedule of the flights, every station's week placed by the solvers; weeks of one shape are solved once. */
    async place(schedule: ScheduleInput, control: SolveControl): Promise<ScheduleAnswer> {
      const total = mostTasks(schedule.flights);
      const { signal } = control;
      const timeFor = clockOf(control.timeLimitMs, MOST_MS_A_WEEK);
      const known = new Map<string, ShapedAnswer>();
      const steps = scheduleSteps(schedule);
      let step = steps.next();
      for (let done = 0; !step.done; done += 1) {
        signal?.throwIfAborted();
        const { station, input: week } = step.value;
        const shape = weekShape(week);
        const same = known.get(shape.key);
        const answer = same
          ? shape.read(same)
          : await place(week, { timeLimitMs: timeFor(total - done), ...(signal ? { signal } : {}) });
        if (same) await oneTurn();
        else known.set(shape.key, shape.write(answer));
        const { cost: value, lowerBound: bound } = answer;
        control.onProgress?.({ phase: 'placing', done: done + 1, total, station, value, bound });
        step = steps.next(answer);
      }
      return step.value;
    },

    /** The copy of the spots, every station's rotation found by the solvers. */
    async rotate(rotation: RotateSpotsInput, control: SolveControl): Promise<RotateSpotsAnswer> {
      const total = rotationGroups(rotation.spots).length;
      const { signal } = control;
      const timeFor = clockOf(control.timeLimitMs, MOST_MS_A_ROTATION);
      const steps = rotateSteps(rotation);
      let step = steps.next();
      for (let done = 0; !step.done; done += 1) {
        signal?.throwIfAborted();
        const { station } = step.value;
        const tell = (solved: number, value: number | null, bound: number | null) =>
          control.onProgress?.({ phase: 'rotating', done: solved, total, station, value, bound });
        tell(done, null, null);
        const answer = await rotate(step.value, {
          timeLimitMs: timeFor(total - done),
          ...(signal ? { signal } : {}),
          onProgress: ({ value, bound }) => tell(done, value, bound),
        });
        tell(done + 1, answer.unevenness, answer.lowerBound);
        step = steps.next(answer);
      }
      return step.value;
    },
  };
}
export type ScheduleSolver = ReturnType<typeof createScheduleSolver>;

/**
 * The solver's answer, or where the threads are full, too slow or broken that of the fast form, after everything else that
 * waits has had its turn. A solve called off stays called off.
 */
async function orFast<T>(
  solve: () => Promise<Readonly<{ kind: 'solved'; answer: T } | { kind: 'refused' }>>,
  fast: () => T,
): Promise<T> {
  try {
    const solved = await solve();
    if (solved.kind === 'solved') return solved.answer;
  } catch (error) {
    const isUseless =
      error instanceof SolverError && ['solver_busy', 'solver_timeout', 'solver_failed'].includes(error.code);
    if (!isUseless) throw error;
  }
  await oneTurn();
  return fast();
}
