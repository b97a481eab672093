import { MEASUREMENT_WINDOWS, type MeasurementWindow } from '../../../shared/domain/delivery/report-row.ts';
import { DAY_GRAIN, totalIdOf, type Fact, type StoredFact } from './fact.ts';
import {
  ZERO_METRICS,
  addMetrics,
  sameMetrics,
  changeOfMetrics,
  type Metrics,
} from '../../../shared/domain/delivery/metrics.ts';

/** The fact that stands for one grain (the day, or an hour) at one maturity: its newest revision, and where it came from. */
export type GrainState = Readonly<{
  grain: string;
  window: MeasurementWindow;
  revision: number;
  measures: Metrics;
  rowId: string;
  attemptId: string;
  index: number;
  at: number;
}>;
/** Deltas that arrived in the same five minutes, summed: a change re-adds one part, not the whole day. */
export type DeltaPart = Readonly<{ part: string; count: number; measures: Metrics }>;
/** One change of a day's totals. Numbers run from 1 without gaps; all of them sum to the totals. */
export type Adjustment = Readonly<{ number: number; measures: Metrics; attemptIds: readonly string[]; at: number }>;

/** Totals of one source, placement and day, with all that is needed to fold in one more fact. */
export type DayState = Readonly<{
  id: string;
  sourceId: string;
  placement: string;
  day: string;
  rev: number;
  grains: readonly GrainState[];
  deltas: readonly DeltaPart[];
  totals: Metrics;
  window: MeasurementWindow | null;
  facts: number;
  /** The newest adjustment; older ones have moved to the adjustments of their own. */
  last: Adjustment | null;
  updatedAt: number;
}>;

const PART_MS = 5 * 60_000;
const MOST_ATTEMPTS_NAMED = 20;

/** Where a delta is summed: its day and the five minutes it arrived in. */
export function deltaPartOf(dayId: string, at: number): string {
  return `${dayId}|${Math.floor(at / PART_MS).toString(36)}`;
}

export function emptyDay(fact: Pick<Fact, 'dayId' | 'sourceId' | 'placement' | 'day'>): DayState {
  const { dayId: id, sourceId, placement, day } = fact;
  return {
    id,
    sourceId,
    placement,
    day,
    rev: 0,
    grains: [],
    deltas: [],
    totals: ZERO_METRICS,
    window: null,
    facts: 0,
    last: null,
    updatedAt: 0,
  };
}

/**
 * Folds one total in: per grain and window the highest revision stays. Folding is idempotent and the order does not matter,
 * so duplicates, replays and late reports all end in the same state.
 */
export function foldTotal(state: DayState, fact: GrainState): DayState {
  const { grain, window, revision, measures, rowId, attemptId, index, at } = fact;
  const known = standingFor(state, fact);
  if (known && known.revision >= revision) return state;
  const standing = { grain, window, revision, measures, rowId, attemptId, index, at };
  const others = known ? state.grains.filter((entry) => entry !== known) : state.grains;
  return { ...state, grains: [...others, standing] };
}

/** What stands for the grain and window of a fact. */
export function standingFor(state: Pick<DayState, 'grains'>, fact: Pick<Fact, 'grain' | 'window'>): GrainState | null {
  return state.grains.find(({ grain, window }) => grain === fact.grain && window === fact.window) ?? null;
}

/** A standing fact as it would stand by itself. */
export function standingFact(
  day: Pick<DayState, 'id' | 'sourceId' | 'placement' | 'day'>,
  entry: GrainState,
): StoredFact {
  const { id: dayId, sourceId, placement } = day;
  const id = totalIdOf(dayId, entry.grain, entry.window, entry.revision);
  return { ...entry, id, kind: 'total', dayId, sourceId, placement, day: day.day };
}

/** Replaces the sum of one part of the deltas, as read again from the facts. */
export function replaceDeltaPart(state: DayState, part: DeltaPart): DayState {
  return { ...state, deltas: [...state.deltas.filter((known) => known.part !== part.part), part] };
}

const rank = (window: MeasurementWindow) => MEASUREMENT_WINDOWS.indexOf(window);

/** What counts: per grain the most mature window; a whole-day total stands for its hours. Deltas are added. */
export function currentGrains(grains: readonly GrainState[]): readonly GrainState[] {
  if (grains.length < 2) return grains;
  const best = new Map<string, GrainState>();
  for (const entry of grains) {
    const known = best.get(entry.grain);
    if (!known || rank(entry.window) > rank(known.window)) best.set(entry.grain, entry);
  }
  const wholeDay = best.get(DAY_GRAIN);
  return wholeDay ? [wholeDay] : [...best.values()];
}

/** True when a stored total is among those that count. */
export function countsIn(grains: readonly GrainState[], fact: Pick<Fact, 'grain' | 'window' | 'revision'>): boolean {
  return currentGrains(grains).some(
    ({ grain, window, revision }) => grain === fact.grain && window === fact.window && revision === fact.revision,
  );
}

/** The totals of a day by its most mature reports up to `atMost`: what was known at that maturity. */
export function totalsAt(state: Pick<DayState, 'grains' | 'deltas'>, atMost: MeasurementWindow = 'final'): Metrics {
  const grains = atMost === 'final' ? state.grains : state.grains.filter(({ window }) => rank(window) <= rank(atMost));
  // Nearly every day is one total.
  if (state.deltas.length === 0 && grains.length === 1 && grains[0]) return grains[0].measures;
  return [...currentGrains(grains), ...state.deltas].reduce(
    (sum, { measures }) => addMetrics(sum, measures),
    ZERO_METRICS,
  );
}

/** How mature a day is: as its least mature grain that counts; null for a day of deltas alone. */
export function leastMature(grains: readonly GrainState[]): MeasurementWindow | null {
  if (grains.length === 1 && grains[0]) return grains[0].window;
  return currentGrains(grains).reduce<MeasurementWindow | null>(
    (least, { window }) => (least === null || rank(window) < rank(least) ? window : least),
    null,
  );
}

/**
 * Closes a change: recounts the totals and writes the adjustment, or returns null when nothing is different from `before`.
 * Example: a day at $3.00 restated to $2.50 gives an adjustment of −$0.50 and the next number.
 */
export function closeDay(
  before: DayState,
  folded: DayState,
  attemptIds: readonly string[],
  at: number,
): DayState | null {
  const isSame = before.rev > 0 && (folded === before || (equalGrains(before, folded) && equalDeltas(before, folded)));
  if (isSame) return null;
  const totals = totalsAt(folded);
  const window = leastMature(folded.grains);
  const facts = folded.grains.length + folded.deltas.reduce((sum, part) => sum + part.count, 0);
  const number = before.rev + 1;
  const last = {
    number,
    measures: before.rev === 0 ? totals : changeOfMetrics(before.totals, totals),
    attemptIds: attemptIds.length < 2 ? attemptIds : [...new Set(attemptIds)].slice(0, MOST_ATTEMPTS_NAMED),
    at,
  };
  return { ...folded, rev: number, totals, window, facts, last, updatedAt: at };
}

function equalGrains(a: DayState, b: DayState): boolean {
  return (
    a.grains === b.grains ||
    (a.grains.length === b.grains.length &&
      a.grains.every((entry) =>
        b.grains.some(
          (other) => other.grain === entry.grain && other.window === entry.window && other.revision === entry.revision,
        ),
      ))
  );
}

function equalDeltas(a: DayState, b: DayState): boolean {
  return (
    a.deltas === b.deltas ||
    (a.deltas.length === b.deltas.length &&
      a.deltas.every((part) =>
        b.deltas.some(
          (other) =>
            other.part === part.part && other.count === part.count && sameMetrics(other.measures, part.measures),
        ),
      ))
  );
}
