import type { Creative, CreativeRules } from '../creative/creative.ts';
import { eligibleCreatives } from '../creative/eligible-creatives.ts';
import { errorIssue, type Issue } from '../issue.ts';
import { fitCounts } from '../rotation/fit-counts.ts';
import { rotateFast } from '../rotation/rotate-fast.ts';
import type { RotationAnswer, RotationInput, SolveStatus } from '../rotation/rotation.ts';
import type { RotationWeight } from '../rotation/rotation-counts.ts';
import { seededRandom } from '../rotation/seeded-random.ts';
import type { SpotRecord } from './spot-record.ts';

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

/** Moves of the annealing for one station and length: well under a tenth of a second. */
const MOVES = 200_000;

/**
 * Gives every spot a creative that may air in it, evenly by weight, station by station and length by length in the order
 * of time. A spot nobody may fill is an issue, days before it airs.
 * Example: four :30 spots, two creatives of equal weight → A, B, A, B.
 */
export function rotateSpots(input: RotateSpotsInput): RotateSpotsAnswer {
  const groups = new Map<string, RotatingSpot[]>();
  for (const spot of [...input.spots].sort((a, b) => a.scheduledAt - b.scheduledAt || (a.id < b.id ? -1 : 1))) {
    const key = `${spot.station} ${spot.lengthSeconds}`;
    groups.set(key, [...(groups.get(key) ?? []), spot]);
  }
  const answers = [...groups.values()].map((spots) => rotateGroup(input, spots));
  return {
    assign: new Map(answers.flatMap(({ assign }) => [...assign])),
    stations: answers.flatMap(({ station }) => (station ? [station] : [])),
    issues: answers.flatMap(({ issues }) => issues),
  };
}

type Group = Readonly<{
  assign: ReadonlyMap<string, string | undefined>;
  station?: RotatedStation;
  issues: readonly Issue[];
}>;

function rotateGroup(input: RotateSpotsInput, spots: readonly RotatingSpot[]): Group {
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
  const { creativeIds, answer } = sequenceOf(open, input.weights);
  open.forEach(({ spot }, at) => {
    const creativeId = creativeIds[answer.sequence[at] ?? -1];
    if (creativeId !== spot.creativeId) assign.set(spot.id, creativeId);
  });
  const { station, lengthSeconds } = first.spot;
  const { unevenness, lowerBound, status } = answer;
  return { assign, issues, station: { station, lengthSeconds, spots: open.length, unevenness, lowerBound, status } };
}

type Slot = Readonly<{ spot: RotatingSpot; isKept: boolean; ids: readonly string[] }>;

function sequenceOf(
  open: readonly Slot[],
  weights: readonly RotationWeight[],
): { creativeIds: readonly string[]; answer: RotationAnswer } {
  const slots = open.map(({ spot, ids }) => ({ key: spot.id, eligibleCreativeIds: ids }));
  const counts = fitCounts(slots, weights).counts.filter(({ airings }) => airings > 0);
  const creativeIds = counts.map(({ creativeId }) => creativeId);
  const rotation: RotationInput = {
    counts: counts.map(({ airings }) => airings),
    fixed: open.flatMap(({ isKept, ids }, at) => {
      const creative = creativeIds.indexOf(ids[0] ?? '');
      return isKept && creative >= 0 ? [{ slot: at + 1, creative }] : [];
    }),
    eligible: creativeIds.map((id) => open.flatMap(({ ids }, at) => (ids.includes(id) ? [at + 1] : []))),
  };
  const moves = Math.min(MOVES, open.length * 4_000);
  return { creativeIds, answer: rotateFast(rotation, seededRandom(open.length), { moves }) };
}

function noCopy(
  spot: RotatingSpot,
  ineligible: readonly Readonly<{ creativeId: string; reasons: readonly Issue[] }>[],
): Issue {
  const why = ineligible.map(
    ({ creativeId, reasons }) => `${creativeId}: ${reasons.map(({ code }) => code).join(', ')}`,
  );
  const message = `No creative may air in the ${spot.lengthSeconds} s spot on ${spot.station} of ${spot.airDay}. ${why.join('; ') || 'There are no creatives.'}`;
  return errorIssue('no_eligible_creative', message, `spots.${spot.id}`);
}
