import type { Day } from '../../calendar/day.ts';
import { infoIssue, warningIssue, type Issue } from '../../issue.ts';
import type { Cents } from '../../money.ts';
import type { Channel } from '../../plan.ts';
import type { Curve } from '../curves/curve.ts';
import type { AllocationGroup, AllocationLine, AllocationRequest } from '../request.ts';
import { againstOpponent, partOfCurve } from './reshape-curve.ts';
import type { ScenarioInputs, ScenarioLine, WeekCents } from './scenario.ts';
import type { ChangedWorld } from './what-if.ts';

/** One week of a line, with a money and a curve of its own. `id` is its line in the laid-out request. */
export type LineWeek = Readonly<{ id: string; weekStart: Day; curve: Curve }>;

/** The request to be split, with the weeks of some lines apart. */
export type LaidOut = Readonly<{
  request: AllocationRequest;
  /** Lines whose weeks are split too, by line id. */
  apart: ReadonlyMap<string, readonly LineWeek[]>;
  /** The weeks each other line's money lies in and their weights. */
  weights: ReadonlyMap<string, readonly WeekCents[]>;
  issues: readonly Issue[];
}>;

type LaidLine = Readonly<{ lines: readonly AllocationLine[]; apart?: readonly LineWeek[]; issue?: Issue }>;

/**
 * Lays lost weeks and an opponent's spend over the lines. A line that meets the opponent falls into its weeks: each has its part of
 * the curve (by the plan's money) against what the others spend in that week and channel, of which it faces the part that it has
 * of our own money there. So several lines of a channel together meet the opponent once. A line's own bounds become a group.
 * Example: two lines of a channel at $600 and $400 that week, the others at $5,000 → half-saturations of $3,000 and $2,000.
 */
export function layOutWeeks(inputs: ScenarioInputs, world: ChangedWorld): LaidOut {
  const known = new Map(inputs.lines.map((line) => [line.id, line]));
  const facing = facedBy(inputs, world);
  const weights = new Map<string, readonly WeekCents[]>();
  const apart = new Map<string, readonly LineWeek[]>();
  const issues: Issue[] = [...world.issues];
  const lines = world.request.lines.flatMap((line) => {
    const plan = known.get(line.id);
    if (!plan || plan.weeks.length === 0) return [line];
    const all = weighted(plan.weeks);
    const left = all.filter(({ weekStart }) => !world.lostWeeks.has(weekStart));
    weights.set(line.id, left);
    const laid = layLine({ line, plan, all, left, halves: left.map(({ weekStart }) => facing(plan, weekStart)) });
    if (laid.issue) issues.push(laid.issue);
    if (laid.apart) apart.set(line.id, laid.apart);
    return laid.lines;
  });
  return { request: { ...world.request, lines, groups: groupsOf(world.request, apart) }, apart, weights, issues };
}

type LineInput = Readonly<{
  line: AllocationLine;
  plan: ScenarioLine;
  all: readonly WeekCents[];
  left: readonly WeekCents[];
  /** The opponent's spend the line faces in each week left. */
  halves: readonly number[];
}>;

function layLine({ line, plan, all, left, halves }: LineInput): LaidLine {
  const total = all.reduce((sum, { cents }) => sum + cents, 0);
  if (left.length === 0) {
    const message = `${plan.name} runs in lost weeks only, so it gets nothing.`;
    return { lines: [{ ...line, maxCents: 0 }], issue: warningIssue('all_weeks_lost', message, `lines.${line.id}`) };
  }
  const share = left.reduce((sum, { cents }) => sum + cents, 0) / total;
  const kept = share === 1 ? line : { ...line, curve: partOfCurve(line.curve, share) };
  const faced = halves.reduce((sum, cents) => sum + cents, 0);
  if (faced === 0) return { lines: [kept] };
  const whole = againstOpponent(kept.curve, Math.round(faced));
  if (!whole) {
    const message = `The curve of ${plan.name} has no ceiling, so there is no share to lose to an opponent; it stays as it is.`;
    return { lines: [kept], issue: warningIssue('curve_without_ceiling', message, `lines.${line.id}`) };
  }
  if ((line.stepCents ?? 1) > 1 || line.minimumWhenUsedCents) {
    const message = `${plan.name} is bought in steps or with a minimum flight, so it meets the opponent's spend of all its weeks at once.`;
    return {
      lines: [{ ...kept, curve: whole }],
      issue: infoIssue('weeks_together', message, `lines.${line.id}`),
    };
  }
  const apart = left.map(({ weekStart, cents }, index): LineWeek => {
    const part = partOfCurve(line.curve, cents / total);
    const half = Math.round(halves[index] ?? 0);
    return { id: `${line.id}@${weekStart}`, weekStart, curve: againstOpponent(part, half) ?? part };
  });
  return { lines: apart.map(({ id, curve }) => ({ id, curve, maxCents: line.maxCents })), apart };
}

/** The opponent's cents a line faces in a week: its part of our money there, evenly where we planned none. */
function facedBy(inputs: ScenarioInputs, world: ChangedWorld): (plan: ScenarioLine, weekStart: Day) => number {
  const key = (channel: Channel, weekStart: Day) => `${channel} ${weekStart}`;
  const theirs = new Map<string, Cents>();
  for (const { channel, weekStart, cents } of world.opponent ?? [])
    theirs.set(key(channel, weekStart), (theirs.get(key(channel, weekStart)) ?? 0) + cents);
  const ours = new Map<string, { cents: Cents; lines: number }>();
  for (const { channel, weeks } of inputs.lines) {
    for (const { weekStart, cents } of weeks) {
      const before = ours.get(key(channel, weekStart)) ?? { cents: 0, lines: 0 };
      ours.set(key(channel, weekStart), { cents: before.cents + cents, lines: before.lines + 1 });
    }
  }
  return (plan, weekStart) => {
    const at = key(plan.channel, weekStart);
    const opponent = theirs.get(at) ?? 0;
    const own = ours.get(at);
    if (opponent === 0 || !own) return 0;
    const cents = plan.weeks.find((week) => week.weekStart === weekStart)?.cents ?? 0;
    return opponent * (own.cents > 0 ? cents / own.cents : 1 / own.lines);
  };
}

/** Weeks that count; all alike where the plan has no money in any of them. */
function weighted(weeks: readonly WeekCents[]): readonly WeekCents[] {
  const paid = weeks.filter(({ cents }) => cents > 0);
  return paid.length > 0 ? paid : weeks.map(({ weekStart }) => ({ weekStart, cents: 1 }));
}

function groupsOf(
  request: AllocationRequest,
  apart: ReadonlyMap<string, readonly LineWeek[]>,
): readonly AllocationGroup[] | undefined {
  if (apart.size === 0) return request.groups;
  const around = (request.groups ?? []).map((group) => ({
    ...group,
    lineIds: group.lineIds.flatMap((id) => apart.get(id)?.map((week) => week.id) ?? [id]),
  }));
  const bounds = request.lines.flatMap(({ id, minCents, maxCents }) => {
    const weeks = apart.get(id);
    if (!weeks || (minCents === undefined && maxCents === undefined)) return [];
    return [{ id: `line:${id}`, lineIds: weeks.map((week) => week.id), minCents, maxCents }];
  });
  return [...around, ...bounds];
}
