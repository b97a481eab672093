import { curveSchema, type allocationRequestSchema } from '../../shared/contracts/allocation.ts';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { LineForecastResponse, PlanCurvesResponse } from '../../shared/contracts/forecast.ts';
import type { LineResponse, PlanEdit } from '../../shared/contracts/plans.ts';
import type { Curve } from '../../shared/domain/allocation/curves/curve.ts';
import { marginalPerDollar, responseAt } from '../../shared/domain/allocation/curves/response.ts';
import {
  estimateCurve,
  type BandLevel,
  type CurveBand,
  type ResponseUnit,
} from '../../shared/domain/allocation/forecast/cold-start.ts';
import { groupBounds } from '../../shared/domain/allocation/engine/problem.ts';
import type { AllocationAnswer, AllocationGoal } from '../../shared/domain/allocation/request.ts';
import { channelGroup } from '../../shared/domain/plan.ts';
import { rateOnBasis } from '../../shared/domain/rates.ts';
import { UNITS, type Standing } from './goals/split-goal.ts';
import type { z } from 'zod';

export type AllocationBody = z.input<typeof allocationRequestSchema>;
export type GroupId = 'digital' | 'tv' | 'audio' | 'outdoor';
export const GROUP_NAMES: Record<GroupId, string> = {
  digital: 'Digital',
  tv: 'TV',
  audio: 'Audio',
  outdoor: 'Outdoor',
};
/** A group that its own least or most holds where it is, as a share of the budget. */
export type GroupHold = Readonly<{ id: GroupId; side: 'least' | 'most'; share: number }>;

/** What a person said about a line: pinned to an amount, or free within limits. */
export type Wish = Readonly<{ pinnedCents: number | null; minCents: number | null; maxCents: number | null }>;
export type GroupWish = Readonly<{ minShare: number | null; maxShare: number | null }>;
export type Wishes = Readonly<{
  budgetCents: number;
  lines: Readonly<Record<string, Wish>>;
  groups: Readonly<Partial<Record<GroupId, GroupWish>>>;
  /** What is wanted; the most for the budget when left out. */
  goal?: AllocationGoal | undefined;
}>;

/** A line that can be split: its curves and what they rest on. `source` is `plan` where the line carries its own curve. */
export type SplitLine = Readonly<{
  line: LineResponse;
  group: GroupId;
  band: CurveBand;
  source: 'plan' | 'benchmark';
  basis: string;
  /** What was learned of it; undefined until the server has answered, or for a line not yet saved. */
  forecast?: LineForecastResponse | undefined;
}>;
/** A line the split leaves as it is, and why. */
export type LeftLine = Readonly<{ line: LineResponse; reason: string }>;
export type SplitLines = Readonly<{ lines: readonly SplitLine[]; left: readonly LeftLine[] }>;

type SplitBasis = Readonly<{
  unit: ResponseUnit;
  /** What the curves kept in the plan count; in another unit a line is estimated, since its own curve says nothing of it. */
  planUnit: ResponseUnit | null;
  population: number;
  /** Lines without a curve of their own get one from rate card, market size and channel. */
  isEstimating: boolean;
  commissionBasisPoints: number;
  /** The curves as learned from delivery, in this unit. */
  learned?: PlanCurvesResponse | undefined;
}>;

/** True when no line has a curve of its own: then all of them are estimated, and can be compared. */
export function hasNoCurves(lines: readonly LineResponse[]): boolean {
  return lines.every(hasNoCurve);
}

/**
 * Which lines can be split and by which curves; the others stay as they are, with the reason. The lines of a channel share
 * that channel's ceiling by their present money, so that twelve dayparts together reach no more people than television can.
 */
export function splitLines(lines: readonly LineResponse[], basis: SplitBasis): SplitLines {
  const found: SplitLine[] = [];
  const left: LeftLine[] = [];
  const countsUnit = basis.unit === basis.planUnit;
  for (const line of lines) {
    const group = channelGroup(line.channel);
    const own = curveSchema.safeParse(line.curve);
    const forecast = learnedOf(line, basis);
    if (forecast) {
      const source = forecast.source === 'own' ? 'plan' : 'benchmark';
      found.push({ line, group, band: forecast.curves, source, basis: forecast.basis, forecast });
      continue;
    }
    if (own.success && countsUnit) {
      found.push({
        line,
        group,
        band: { low: own.data, middle: own.data, high: own.data },
        source: 'plan',
        basis: 'The curve kept with this line in the plan.',
      });
      continue;
    }
    if (!basis.isEstimating && countsUnit) {
      left.push({ line, reason: 'It has no response curve yet.' });
      continue;
    }
    const rate = rateOnBasis(line.rate, 'gross', basis.commissionBasisPoints);
    const estimate = estimateCurve({ channel: line.channel, rate, unit: basis.unit, population: basis.population });
    const text = estimate.issues.map((issue) => issue.message).join(' ');
    if (estimate.kind === 'refused') {
      left.push({ line, reason: `It can't be counted in ${UNITS[basis.unit].plural}. ${text}` });
      continue;
    }
    const share = shareOfChannel(line, countsUnit ? lines.filter(hasNoCurve) : lines);
    const notes = [
      ...(own.success ? [`Its own curve does not count ${UNITS[basis.unit].plural}, so this is an estimate.`] : []),
      text,
      ...(share < 1 ? [`It has ${Math.round(100 * share)} % of its channel's ceiling, by its present money.`] : []),
    ];
    found.push({ line, group, band: scaled(estimate.curves, share), source: 'benchmark', basis: notes.join(' ') });
  }
  return { lines: found, left };
}

/** The server's answer holds while it counts the same unit. */
function learnedOf(line: LineResponse, { learned, unit }: SplitBasis): LineForecastResponse | undefined {
  return learned?.unit === unit ? learned.lines.find(({ lineId }) => lineId === line.id) : undefined;
}

const hasNoCurve = (line: LineResponse) => !curveSchema.safeParse(line.curve).success;

function shareOfChannel(line: LineResponse, sharers: readonly LineResponse[]): number {
  const siblings = sharers.filter((other) => other.channel === line.channel);
  const total = siblings.reduce((sum, other) => sum + other.budgetCents, 0);
  return total === 0 ? 1 / siblings.length : Math.max(line.budgetCents, 1) / total;
}

/** The part of a saturating curve that falls to one line: ceiling and half-saturation shrink together, the first dollar stays. */
function scaled(band: CurveBand, share: number): CurveBand {
  const scale = (curve: Curve): Curve =>
    curve.kind === 'michaelis_menten'
      ? {
          ...curve,
          maxResponse: curve.maxResponse * share,
          halfSaturationCents: Math.max(1, Math.round(curve.halfSaturationCents * share)),
        }
      : curve;
  return { low: scale(band.low), middle: scale(band.middle), high: scale(band.high) };
}

/** What the lines of the split bring as the plan stands, what they hold, and what the best next dollar would add. */
export function standingOf(split: SplitLines, level: BandLevel): Standing {
  const at = split.lines.map(({ line, band }) => ({ curve: band[level], cents: line.budgetCents }));
  return {
    response: at.reduce((sum, { curve, cents }) => sum + responseAt(curve, cents), 0),
    cents: at.reduce((sum, { cents }) => sum + cents, 0),
    marginalPerDollar: Math.max(0, ...at.map(({ curve, cents }) => marginalPerDollar(curve, cents))),
  };
}

/** Wishes at first: the whole budget, locked lines pinned to what they have, the plan's own limits. */
export function firstWishes(lines: readonly LineResponse[], budgetCents: number): Wishes {
  return {
    budgetCents,
    groups: {},
    lines: Object.fromEntries(
      lines.map((line) => [
        line.id,
        {
          pinnedCents: line.locked ? line.budgetCents : null,
          minCents: line.minCents ?? null,
          maxCents: line.maxCents ?? null,
        },
      ]),
    ),
  };
}

/** The wish about a line, free when nothing was said. */
export function wishOf(wishes: Wishes, id: string): Wish {
  return wishes.lines[id] ?? { pinnedCents: null, minCents: null, maxCents: null };
}

/** The request for the best split under wishes; what lines left out hold is taken off the budget first. */
export function allocationBody(split: SplitLines, wishes: Wishes, level: BandLevel): AllocationBody {
  const heldCents = split.left.reduce((sum, { line }) => sum + line.budgetCents, 0);
  const groups = Object.entries(wishes.groups).flatMap(([id, wish]) => {
    const lineIds = split.lines.filter((one) => one.group === id).map(({ line }) => line.id);
    if (lineIds.length === 0 || (wish.minShare === null && wish.maxShare === null)) return [];
    return [
      {
        id,
        lineIds,
        ...shareOf('minShareBasisPoints', wish.minShare),
        ...shareOf('maxShareBasisPoints', wish.maxShare),
      },
    ];
  });
  return {
    budgetCents: Math.max(0, wishes.budgetCents - heldCents),
    goal: wishes.goal ?? { kind: 'maximize_response' },
    lines: split.lines.map(({ line, band }) => {
      const wish = wishOf(wishes, line.id);
      const limits =
        wish.pinnedCents === null
          ? {
              ...(wish.minCents === null ? {} : { minCents: wish.minCents }),
              ...(wish.maxCents === null ? {} : { maxCents: wish.maxCents }),
            }
          : { minCents: wish.pinnedCents, maxCents: wish.pinnedCents };
      return { id: line.id, curve: band[level], ...limits };
    }),
    ...(groups.length > 0 ? { groups } : {}),
  };
}

/** The groups that their own limits hold: more or less money would go there without them. */
export function groupHolds(
  body: AllocationBody,
  answer: AllocationAnswer | undefined,
): ReadonlyMap<GroupId, GroupHold> {
  const holds = new Map<GroupId, GroupHold>();
  const budgetCents = body.budgetCents ?? 0;
  for (const group of body.groups ?? []) {
    const id = group.id as GroupId;
    const cents = (answer?.allocations ?? [])
      .filter((one) => group.lineIds.includes(one.id))
      .reduce((sum, one) => sum + one.cents, 0);
    const { low, high } = groupBounds(group, budgetCents);
    if (!answer || budgetCents === 0) continue;
    if (low > 0 && cents <= low) holds.set(id, { id, side: 'least', share: (group.minShareBasisPoints ?? 0) / 10_000 });
    else if (cents >= high) holds.set(id, { id, side: 'most', share: (group.maxShareBasisPoints ?? 0) / 10_000 });
  }
  return holds;
}

function shareOf(name: string, percent: number | null): object {
  return percent === null ? {} : { [name]: Math.round(percent * 100) };
}

/** The edits that give each line its proposed amount: one list, one undo. A line without flights gets one over the campaign. */
export function splitEdits(
  lines: readonly LineResponse[],
  proposed: ReadonlyMap<string, number>,
  campaign: Pick<CampaignResponse, 'startDay' | 'endDay'>,
): readonly PlanEdit[] {
  return lines.flatMap((line): PlanEdit[] => {
    const cents = proposed.get(line.id);
    if (cents === undefined || cents === line.budgetCents) return [];
    const hasFlight = line.flights.some((flight) => flight.status !== 'canceled');
    if (hasFlight) return [{ kind: 'set_line_budget', lineId: line.id, cents }];
    const flight = {
      startDay: campaign.startDay,
      endDay: campaign.endDay,
      budgetCents: cents,
      pattern: { kind: 'even' as const },
      hardStop: true,
    };
    return [{ kind: 'add_flight', lineId: line.id, flight }];
  });
}

export type { BandLevel, Curve };
