import { weekShape, type ShapedAnswer } from '../../../shared/domain/placement/same-week.ts';
import { placeSpots } from '../../../shared/domain/placement/place-spots.ts';
import type { PlacementAnswer, PlacementInput } from '../../../shared/domain/placement/placement.ts';
import type { RotationAnswer } from '../../../shared/domain/rotation/rotation.ts';
import { mostTasks } from '../../../shared/domain/spot/place-wanted.ts';
import {
  rotateSteps,
  rotateTaskFast,
  rotationGroups,
  type RotateSpotsAnswer,
  type RotateSpotsInput,
  type RotationTask,
} from '../../../shared/domain/spot/rotate-spots.ts';
import type { ScheduleAnswer, ScheduleInput } from '../../../shared/domain/spot/schedule.ts';
import { scheduleSteps } from '../../../shared/domain/spot/schedule-spots.ts';
import { SolverError, type SolverPool } from '../../solvers/solver-pool.ts';

/** How far a schedule is; `value` and `bound` are those of the week or rotation solved last. */
export type ScheduleProgress = Readonly<{
  phase: 'placing' | 'rotating' | 'saving';
  done: number;
  total: number;
  value: number | null;
  bound: number | null;
}>;

/** How long a solve may take in all, who may call it off, and who is told how far it is. */
export type SolveControl = Readonly<{
  timeLimitMs: number;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: ScheduleProgress) => void) | undefined;
}>;

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

  const place = async (week: PlacementInput, timeLimitMs: number, signal?: AbortSignal): Promise<PlacementAnswer> => {
    const solved = await orFast(() => solvers.place(week, { timeLimitMs, ...(signal ? { signal } : {}) }));
    return solved?.kind === 'solved' ? solved.answer : placeSpots(week);
  };

  const rotate = async (task: RotationTask, timeLimitMs: number, signal?: AbortSignal): Promise<RotationAnswer> => {
    const solved = await orFast(() => solvers.rotate(task.input, { timeLimitMs, ...(signal ? { signal } : {}) }));
    return solved?.kind === 'solved' ? solved.answer : rotateTaskFast(task);
  };

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
      const timeFor = clockOf(control.timeLimitMs, MOST_MS_A_WEEK);
      const known = new Map<string, ShapedAnswer>();
      const steps = scheduleSteps(schedule);
      let step = steps.next();
      for (let done = 0; !step.done; done += 1) {
        control.signal?.throwIfAborted();
        const week = step.value.input;
        const shape = weekShape(week);
        const same = known.get(shape.key);
        const answer = same ? shape.read(same) : await place(week, timeFor(total - done), control.signal);
        if (same) await oneTurn();
        else known.set(shape.key, shape.write(answer));
        control.onProgress?.({ phase: 'placing', done: done + 1, total, value: answer.cost, bound: answer.lowerBound });
        step = steps.next(answer);
      }
      return step.value;
    },

    /** The copy of the spots, every station's rotation found by the solvers. */
    async rotate(rotation: RotateSpotsInput, control: SolveControl): Promise<RotateSpotsAnswer> {
      const total = rotationGroups(rotation.spots).length;
      const timeFor = clockOf(control.timeLimitMs, MOST_MS_A_ROTATION);
      const steps = rotateSteps(rotation);
      let step = steps.next();
      for (let done = 0; !step.done; done += 1) {
        control.signal?.throwIfAborted();
        const answer = await rotate(step.value, timeFor(total - done), control.signal);
        const { unevenness: value, lowerBound: bound } = answer;
        control.onProgress?.({ phase: 'rotating', done: done + 1, total, value, bound });
        step = steps.next(answer);
      }
      return step.value;
    },
  };
}
export type ScheduleSolver = ReturnType<typeof createScheduleSolver>;

/** Lets everything else that waits have its turn. */
function oneTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Undefined when the threads are full, too slow or broken: then the fast form does. A solve called off stays called off. */
async function orFast<T>(solve: () => Promise<T>): Promise<T | undefined> {
  try {
    return await solve();
  } catch (error) {
    const isUseless =
      error instanceof SolverError && ['solver_busy', 'solver_timeout', 'solver_failed'].includes(error.code);
    if (isUseless) return undefined;
    throw error;
  }
}
