import type { Creative, CreativeRules } from '../../creative/creative.ts';
import { eligibleCreatives } from '../../creative/eligible-creatives.ts';
import { errorIssue, type Issue } from '../../issue.ts';
import { fitCounts } from '../../rotation/fit-counts.ts';
import { rotateFast } from '../../rotation/fast/rotate-fast.ts';
import {
  type RotationAnswer,
  type RotationInput,
  type SolveStatus,
  UNEVENNESS_TOLERANCE,
} from '../../rotation/rotation.ts';
import type { RotationWeight } from '../../rotation/rotation-counts.ts';
import { seededRandom } from '../../rotation/seeded-random.ts';
import { unevenness } from '../../rotation/unevenness.ts';
import type { SpotRecord } from '../spot-record.ts';
import { whyNoCopy } from '../../creative/no-copy.ts';

/** What the rotation needs to know of a spot. */
export type RotatingSpot = Pick<
  SpotRecord,
  'id' | 'station' | 'airDay' | 'daypart' | 'lengthSeconds' | 'scheduledAt' | 'creativeId'
>;

export type RotateSpotsInput = Readonly<{
  spots: readonly RotatingSpot[];
  creatives: readonly Creative[];
  weights: readonly RotationWeight[];
  rules: CreativeRules;
  /** True for a spot whose present copy stays when it may still air. */
  isFixed(spot: RotatingSpot): boolean;
}>;

export type RotatedStation = Readonly<{
  station: string;
  lengthSeconds: number;
  spots: number;
  unevenness: number;
  lowerBound: number;
  status: SolveStatus;
}>;
/** `assign` holds only spots whose copy changes; undefined takes it away. */
export type RotateSpotsAnswer = Readonly<{
  assign: ReadonlyMap<string, string | undefined>;
  stations: readonly RotatedStation[];
  issues: readonly Issue[];
}>;

/** One station and length to be rotated. */
export type RotationTask = Readonly<{ station: string; lengthSeconds: number; input: RotationInput }>;

/** Moves of the annealing for one station and length: well under a tenth of a second. */
const MOVES = 200_000;

/** The fast rotation of a task: seeded by its length, so that the same spots get the same copy. */
export function rotateTaskFast({ input }: Pick<RotationTask, 'input'>): RotationAnswer {
  const slots = input.counts.reduce((sum, count) => sum + count, 0);
  return rotateFast(input, seededRandom(slots), { moves: Math.min(MOVES, slots * 4_000) });
}

/**
 * Gives every spot a creative that may air in it, evenly by weight, station by station and length by length in the order
 * of time. Copy that is as even as the best found stays. A spot nobody may fill is an issue, days before it airs.
 * Example: four :30 spots, two creatives of equal weight → A, B, A, B.
 */
export function rotateSpots(input: RotateSpotsInput): RotateSpotsAnswer {
  const steps = rotateSteps(input);
  let step = steps.next();
  while (!step.done) step = steps.next(rotateTaskFast(step.value));
  return step.value;
}

/**
 * The same, one station and length at a time: yields each rotation that leaves a choice and goes on with the answer it is
 * given, so that somebody else may solve it. Example: `steps.next(rotateTaskFast(steps.next().value))`.
 */
export function* rotateSteps(input: RotateSpotsInput): Generator<RotationTask, RotateSpotsAnswer, RotationAnswer> {
  const answers: Group[] = [];
  for (const spots of rotationGroups(input.spots)) answers.push(yield* rotateGroup(input, spots));
  return {
    assign: new Map(answers.flatMap(({ assign }) => [...assign])),
    stations: answers.flatMap(({ station }) => (station ? [station] : [])),
    issues: answers.flatMap(({ issues }) => issues),
  };
}

/** Spots that share a rotation, in the order they air: one station, one length. */
export function rotationGroups(spots: readonly RotatingSpot[]): readonly (readonly RotatingSpot[])[] {
  const groups = new Map<string, RotatingSpot[]>();
  for (const spot of [...spots].sort((a, b) => a.scheduledAt - b.scheduledAt || (a.id < b.id ? -1 : 1))) {
    const key = `${spot.station} ${spot.lengthSeconds}`;
    const own = groups.get(key);
    if (own) own.push(spot);
    else groups.set(key, [spot]);
  }
  return [...groups.values()];
}

type Group = Readonly<{
  assign: ReadonlyMap<string, string | undefined>;
  station?: RotatedStation;
  issues: readonly Issue[];
}>;

function* rotateGroup(
  input: RotateSpotsInput,
  spots: readonly RotatingSpot[],
): Generator<RotationTask, Group, RotationAnswer> {
  const issues: Issue[] = [];
  const used = new Set(input.weights.filter(({ weight }) => weight > 0).map(({ creativeId }) => creativeId));
  const slots = spots.map((spot) => {
    const { eligible, ineligible } = eligibleCreatives(input.creatives, spot, input.rules);
    const ids = eligible.map(({ id }) => id);
    const isKept = spot.creativeId !== undefined && ids.includes(spot.creativeId) && input.isFixed(spot);
    const usable = ids.filter((id) => used.has(id));
    if (!isKept && usable.length === 0) issues.push(noCopy(spot, ineligible));
    return { spot, isKept, ids: isKept && spot.creativeId !== undefined ? [spot.creativeId] : usable };
  });
  const open = slots.filter(({ ids }) => ids.some((id) => used.has(id)));
  const assign = new Map<string, string | undefined>();
  for (const { spot, ids, isKept } of slots) {
    if (ids.length === 0 && spot.creativeId !== undefined && !isKept) assign.set(spot.id, undefined);
  }
  const first = open[0];
  if (!first) return { assign, issues };
  const { creativeIds, rotation } = rotationOf(open, input.weights);
  const { station, lengthSeconds } = first.spot;
  const isFree = rotation.counts.length > 1 && (rotation.fixed?.length ?? 0) < open.length;
  const found: RotationAnswer = isFree
    ? yield { station, lengthSeconds, input: rotation }
    : rotateTaskFast({ input: rotation });
  const answer = keepIfAsEven(open, creativeIds, rotation, found);
  open.forEach(({ spot }, at) => {
    const creativeId = creativeIds[answer.sequence[at] ?? -1];
    if (creativeId !== spot.creativeId) assign.set(spot.id, creativeId);
  });
  const { lowerBound, status } = answer;
  const told = { station, lengthSeconds, spots: open.length, unevenness: answer.unevenness, lowerBound, status };
  return { assign, issues, station: told };
}

type Slot = Readonly<{ spot: RotatingSpot; isKept: boolean; ids: readonly string[] }>;

function rotationOf(
  open: readonly Slot[],
  weights: readonly RotationWeight[],
): { creativeIds: readonly string[]; rotation: RotationInput } {
  const slots = open.map(({ spot, ids }) => ({ key: spot.id, eligibleCreativeIds: ids }));
  // Copy of another length, or that may air in none of these spots, has no part in their shares.
  const able = new Set(open.flatMap(({ ids }) => ids));
  const own = weights.filter(({ creativeId }) => able.has(creativeId));
  const counts = fitCounts(slots, own).counts.filter(({ airings }) => airings > 0);
  const creativeIds = counts.map(({ creativeId }) => creativeId);
  const rotation: RotationInput = {
    counts: counts.map(({ airings }) => airings),
    fixed: open.flatMap(({ isKept, ids }, at) => {
      const creative = creativeIds.indexOf(ids[0] ?? '');
      return isKept && creative >= 0 ? [{ slot: at + 1, creative }] : [];
    }),
    eligible: creativeIds.map((id) => open.flatMap(({ ids }, at) => (ids.includes(id) ? [at + 1] : []))),
  };
  return { creativeIds, rotation };
}

/** The copy the spots carry now, when it keeps the counts and the eligibility and nothing more even was found. */
function keepIfAsEven(
  open: readonly Slot[],
  creativeIds: readonly string[],
  rotation: RotationInput,
  found: RotationAnswer,
): RotationAnswer {
  const sequence = open.map(({ spot, ids }) => (ids.includes(spot.creativeId ?? '') ? spot.creativeId : undefined));
  const present = sequence.map((id) => creativeIds.indexOf(id ?? ''));
  const isWhole = rotation.counts.every((count, at) => present.filter((own) => own === at).length === count);
  if (!isWhole || present.includes(-1)) return found;
  const own = unevenness(present);
  return own <= found.unevenness + UNEVENNESS_TOLERANCE ? { ...found, sequence: present, unevenness: own } : found;
}

function noCopy(
  spot: RotatingSpot,
  ineligible: readonly Readonly<{ creativeId: string; reasons: readonly Issue[] }>[],
): Issue {
  const why = whyNoCopy(spot.lengthSeconds, ineligible);
  const message = `No creative may air in the ${spot.lengthSeconds} s spot on ${spot.station} of ${spot.airDay}. ${why}`;
  return errorIssue('no_eligible_creative', message, `spots.${spot.id}`);
}
