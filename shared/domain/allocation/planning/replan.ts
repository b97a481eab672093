import type { Issue } from '../../issue.ts';
import { apportion, sumCents, type Cents } from '../../money.ts';
import { allocate } from '../allocate.ts';
import type { Curve } from '../curves/curve.ts';
import { responseAt, responseGain } from '../curves/response.ts';
import type { AllocationAnswer, AllocationGroup, AllocationOptions, Relaxation } from '../request.ts';

/** One line in flight. `spent + committed` can't be taken back; no more than `deliverable` can still be delivered on top of `spent`. */
export type LineInFlight = Readonly<{
  id: string;
  curve: Curve;
  plannedCents: Cents;
  spentCents: Cents;
  committedCents: Cents;
  deliverableCents?: Cents | undefined;
  stepCents?: Cents | undefined;
}>;

export type ReplanInput = Readonly<{
  lines: readonly LineInFlight[];
  groups?: readonly AllocationGroup[] | undefined;
  /** A proposal must gain at least this share of the response, in basis points (10 = 0.1 %). */
  thresholdBasisPoints: number;
}>;

/** Money from one line to another and what the move adds to the response; the moves' gains add up to the proposal's. */
export type Move = Readonly<{ fromId: string; toId: string; cents: Cents; gain: number }>;

/** `kept`: staying on plan is best, or not worth the change. `required`: the plan can't hold any more (over- or under-delivery). */
export type ReplanResult =
  | Readonly<{
      kind: 'kept' | 'proposed' | 'required';
      /** What each line would get on the plan as it can still be held; the plan itself unless `required`. */
      baseline: readonly Readonly<{ id: string; cents: Cents }>[];
      proposal: AllocationAnswer;
      moves: readonly Move[];
      gain: number;
      gainBasisPoints: number;
    }>
  | Readonly<{ kind: 'infeasible'; issues: readonly Issue[]; relaxation: readonly Relaxation[] }>;

/**
 * Splits the whole budget again with what is spent and committed as floors and what can be delivered as ceilings.
 * On plan and unchanged, it proposes nothing (idempotent). Example: PLANNING's R3, search already at $13,000 → 9,331.53 / 27,668.47.
 */
export function replan(input: ReplanInput, options: AllocationOptions = {}): ReplanResult {
  const { lines } = input;
  const budgetCents = sumCents(lines.map((line) => line.plannedCents));
  const bounds = lines.map((line) => boundsOf(line, budgetCents));
  const request = {
    budgetCents,
    goal: { kind: 'maximize_response' } as const,
    lines: lines.map((line, i) => ({
      id: line.id,
      curve: line.curve,
      minCents: bounds[i]!.floor,
      maxCents: bounds[i]!.ceiling,
      stepCents: line.stepCents,
    })),
    groups: input.groups,
  };
  const result = allocate(request, options);
  if (result.kind === 'infeasible') return result;
  const { kind: _, ...proposal } = result;
  const baseline = baselineOf(lines, bounds, budgetCents);
  const holds = baseline.every((cents, i) => cents === lines[i]!.plannedCents);
  const before = lines.reduce((sum, line, i) => sum + responseAt(line.curve, baseline[i]!), 0);
  const proposed = proposal.allocations.map((each) => each.cents);
  const moves = movesBetween(lines, baseline, proposed);
  const gain = moves.reduce((sum, move) => sum + move.gain, 0);
  const gainBasisPoints = before > 0 ? (10_000 * gain) / before : gain > 0 ? Infinity : 0;
  const worth = gain > 0 && gainBasisPoints >= input.thresholdBasisPoints;
  const kind = !holds ? 'required' : worth && moves.length > 0 ? 'proposed' : 'kept';
  const named = lines.map((line, i) => ({ id: line.id, cents: baseline[i]! }));
  return {
    kind,
    baseline: named,
    proposal,
    moves: kind === 'kept' ? [] : moves,
    gain: kind === 'kept' ? 0 : gain,
    gainBasisPoints,
  };
}

function boundsOf(line: LineInFlight, budgetCents: Cents): { floor: Cents; ceiling: Cents } {
  const floor = line.spentCents + line.committedCents;
  const ceiling = line.deliverableCents === undefined ? budgetCents : line.spentCents + line.deliverableCents;
  return { floor, ceiling: Math.max(floor, ceiling) };
}

/** The plan as near as it can still be held: each line within its bounds, the difference shared by the room the others have. */
function baselineOf(
  lines: readonly LineInFlight[],
  bounds: readonly { floor: Cents; ceiling: Cents }[],
  budgetCents: Cents,
): Cents[] {
  const held = lines.map((line, i) => Math.min(Math.max(line.plannedCents, bounds[i]!.floor), bounds[i]!.ceiling));
  const missing = budgetCents - sumCents(held);
  const room = held.map((cents, i) => (missing > 0 ? bounds[i]!.ceiling - cents : cents - bounds[i]!.floor));
  if (missing === 0 || sumCents(room) < Math.abs(missing)) return held;
  const parts = apportion(
    Math.abs(missing),
    lines.map((line, i) => ({ key: line.id, weight: room[i]! })),
  );
  return held.map((cents, i) => cents + Math.sign(missing) * parts[i]!.cents);
}

/** Pairs givers with takers in the order of their ids; gains are taken along the way, so they add up to the whole. */
function movesBetween(lines: readonly LineInFlight[], before: readonly Cents[], after: readonly Cents[]): Move[] {
  const now = [...before];
  const order = lines.map((_, i) => i).sort((p, q) => (lines[p]!.id < lines[q]!.id ? -1 : 1));
  const moves: Move[] = [];
  for (const from of order) {
    for (const to of order) {
      const cents = Math.min(now[from]! - after[from]!, after[to]! - now[to]!);
      if (cents <= 0) continue;
      const gain =
        responseGain(lines[to]!.curve, now[to]!, cents) + responseGain(lines[from]!.curve, now[from]!, -cents);
      now[from]! -= cents;
      now[to]! += cents;
      moves.push({ fromId: lines[from]!.id, toId: lines[to]!.id, cents, gain });
    }
  }
  return moves;
}
