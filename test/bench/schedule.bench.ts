import { performance } from 'node:perf_hooks';
import { buyGreedy } from '../../shared/domain/buying/buy-greedy.ts';
import type { BuyAnswer } from '../../shared/domain/buying/buying.ts';
import { type PlacedSpot, type PlacementCell, type PlacementInput } from '../../shared/domain/placement/placement.ts';
import { replanSpots } from '../../shared/domain/placement/replan-spots.ts';
import { rotationCounts } from '../../shared/domain/rotation/rotation-counts.ts';
import { seededRandom } from '../../shared/domain/rotation/seeded-random.ts';
import { createSolverPool, type SolverPool } from '../../server/solvers/solver-pool.ts';
import type { Solved, SolverKind } from '../../server/solvers/solver-jobs.ts';
import { DAYPARTS, daypartCells, planInstance, STATIONS, weekCells, WEEKS } from './schedule-instance.ts';

const WEIGHTS = [30, 20, 20, 15, 10, 5].map((weight, at) => ({ creativeId: `crv_${at}`, weight }));

/**
 * One plan of about 5,000 spots from budget to creatives, on one solver thread: buy 2,080 lines, place 260 station-weeks,
 * rotate six creatives on 20 stations; then one spot is pre-empted and the plan is made good.
 */
export async function run({ seed = 1 }: { seed?: number } = {}): Promise<Record<string, number>> {
  const input = planInstance(seededRandom(seed));
  buyGreedy(input);
  const greedy = timed(() => buyGreedy(input));
  const pool = createSolverPool({ threads: 1 });
  try {
    await pool.rotate({ counts: [1] });
    const buy = await timedAsync(() => pool.buy(input, { timeLimitMs: 15_000, seed }));
    const bought = answerOf(buy.value);
    const weeks = stationWeeks(bought, seed);
    const place = await timedAsync(() => placeAll(pool, weeks, seed));
    const rotate = await timedAsync(() => rotateAll(pool, place.value.placed, seed));
    const spots = place.value.placed.reduce((sum, own) => sum + own.length, 0);
    const replan = timed(() => preemptOne(weeks, place.value.placed));
    return {
      spots,
      greedyMs: greedy.ms,
      greedyGap: greedy.value.answer.gap,
      buyMs: buy.ms,
      buyGap: bought.gap,
      placeMs: place.ms,
      weeksProved: place.value.proved,
      weeksTotal: weeks.length,
      spotsMissed: place.value.missed,
      rotateMs: rotate.ms,
      totalMs: buy.ms + place.ms + rotate.ms,
      replanMs: replan.ms,
      movedShare: replan.value.moved / (spots - 1),
      preemptedWithoutPlace: replan.value.missed,
    };
  } finally {
    await pool.close();
  }
}

type Week = Readonly<{ station: string; cells: readonly PlacementCell[]; input: PlacementInput }>;

function answerOf<Kind extends SolverKind>(result: Solved<Kind>) {
  if (result.kind === 'refused') throw new Error(result.issues.map(({ message }) => message).join(' '));
  return result.answer;
}

function stationWeeks(bought: BuyAnswer, seed: number): Week[] {
  const random = seededRandom(seed + 1);
  const spots = new Map(bought.spots.map(({ lineId, spots: own }) => [lineId, own]));
  return STATIONS.flatMap((station) =>
    WEEKS.map((week) => {
      const cells = weekCells(random);
      const demands = DAYPARTS.map(({ name }) => ({
        key: name,
        spots: spots.get(`${station}/${name}/${week}`) ?? 0,
        cellKeys: daypartCells(cells, name),
      }));
      return { station, cells, input: { cells, demands, separationMinutes: 15 } };
    }),
  );
}

async function placeAll(pool: SolverPool, weeks: readonly Week[], seed: number) {
  const placed: (readonly PlacedSpot[])[] = [];
  let proved = 0;
  let missed = 0;
  for (const { input } of weeks) {
    const result = answerOf(await pool.place(input, { timeLimitMs: 2_000, seed }));
    placed.push(result.placed);
    if (result.status === 'optimal') proved += 1;
    missed += result.missed.reduce((sum, { spots }) => sum + spots, 0);
  }
  return { placed, proved, missed };
}

async function rotateAll(pool: SolverPool, placed: readonly (readonly PlacedSpot[])[], seed: number): Promise<number> {
  let airings = 0;
  for (let station = 0; station < STATIONS.length; station += 1) {
    const own = placed.slice(station * WEEKS.length, (station + 1) * WEEKS.length);
    const slots = own.reduce((sum, week) => sum + week.length, 0);
    if (slots === 0) continue;
    const counts = rotationCounts(slots, WEIGHTS).counts.map(({ airings: count }) => count);
    airings += answerOf(await pool.rotate({ counts }, { timeLimitMs: 1_000, seed })).sequence.length;
  }
  return airings;
}

/** Pre-empts the middle spot of the fullest week and closes its whole day on that station. */
function preemptOne(weeks: readonly Week[], placed: readonly (readonly PlacedSpot[])[]) {
  const fullest = placed.reduce((best, own, at) => (own.length > (placed[best]?.length ?? 0) ? at : best), 0);
  const [week, own] = [weeks[fullest], placed[fullest] ?? []];
  const lost = own[Math.floor(own.length / 2)];
  if (!week || !lost) return { moved: 0, missed: 0 };
  const [day] = lost.cellKey.split('/');
  const answer = replanSpots({
    cells: week.cells,
    demandCells: Object.fromEntries(week.input.demands.map(({ key, cellKeys }) => [key, cellKeys])),
    current: own.map((spot, at) => ({ ...spot, spotId: String(at) })),
    lostSpotIds: [String(own.indexOf(lost))],
    closedCellKeys: week.cells.filter(({ key }) => key.startsWith(`${day}/`)).map(({ key }) => key),
    separationMinutes: 15,
  });
  return { moved: answer.moved.length, missed: answer.missedSpotIds.length };
}

function timed<T>(work: () => T): { value: T; ms: number } {
  const started = performance.now();
  const value = work();
  return { value, ms: performance.now() - started };
}

async function timedAsync<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const started = performance.now();
  const value = await work();
  return { value, ms: performance.now() - started };
}
