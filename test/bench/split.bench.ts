import { performance } from 'node:perf_hooks';
import { allocate } from '../../shared/domain/allocation/allocate.ts';
import type { AllocationRequest, AllocationResult } from '../../shared/domain/allocation/request.ts';
import { makeLargeCase, makeSCurveCase } from './split-cases.ts';
import { searchLocally } from './split-local-search.ts';

const RUNS = 15;
const S_CURVE_CASES = 200;

/**
 * Measures the budget split: 13,000 variables with closed forms and with Hill curves (median ms of one split), the 99th percentile of
 * up to 20 S-curve lines with minimum flights, the share of all cases proved, and how often a multi-start local search did better.
 */
export async function run(options: { seed?: number } = {}): Promise<Record<string, number>> {
  const random = makeRandom(options.seed ?? 1);
  const proved: boolean[] = [];
  const closed = medianMs(makeLargeCase(random, 1_000, 13, 'closed'), proved);
  const hill = medianMs(makeLargeCase(random, 1_000, 13, 'hill'), proved);
  const times: number[] = [];
  let worseThanLocalSearch = 0;
  let sCurvesProved = 0;
  for (let k = 0; k < S_CURVE_CASES; k += 1) {
    const request = makeSCurveCase(random, 4 + Math.floor(random() * 17));
    const { result, ms } = timed(request);
    times.push(ms);
    if (result.kind === 'infeasible') continue;
    proved.push(result.proof.status === 'optimal');
    if (result.proof.status === 'optimal') sCurvesProved += 1;
    const local = searchLocally(request, random);
    if (local > result.response * (1 + 1e-12)) worseThanLocalSearch += 1;
  }
  times.sort((a, b) => a - b);
  return {
    concaveMs: closed,
    hillMs: hill,
    sCurveP50Ms: times[Math.floor(times.length / 2)]!,
    sCurveP99Ms: times[Math.floor(times.length * 0.99)]!,
    sCurveMaxMs: times[times.length - 1]!,
    sCurvesProved: sCurvesProved / S_CURVE_CASES,
    certified: proved.filter(Boolean).length / proved.length,
    worseThanLocalSearch,
  };
}

function timed(request: AllocationRequest): { result: AllocationResult; ms: number } {
  const startedAt = performance.now();
  const result = allocate(request, { now: () => performance.now() });
  return { result, ms: performance.now() - startedAt };
}

function medianMs(request: AllocationRequest, proved: boolean[]): number {
  const times: number[] = [];
  for (let k = 0; k < RUNS; k += 1) {
    const { result, ms } = timed(request);
    times.push(ms);
    proved.push(result.kind === 'allocated' && result.proof.status === 'optimal');
  }
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)]!;
}

/** A small seeded generator (mulberry32), so a run can be repeated. */
function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
