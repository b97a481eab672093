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

/** Money from one line to another and what the move adds to the response; the moves' gains add up to `gain + unavoidable`. */
export type Move = Readonly<{ fromId: string; toId: string; cents: Cents; gain: number }>;

/** A line before and after. What it is planned above its ceiling, or below its floor, changes nothing it does. */
export type ReplannedLine = Readonly<{
  id: string;
  plannedCents: Cents;
  floorCents: Cents;
  ceilingCents: Cents;
  /** What it gets on the plan as that can still be held: the plan itself unless some line has spent too much. */
  keptCents: Cents;
  proposedCents: Cents;
  responseKept: number;
  responseProposed: number;
}>;

/** `kept`: staying on plan is best, or not worth the change. `required`: more is spent or committed than planned, so others must give. */
export type ReplanResult =
  | Readonly<{
      kind: 'kept' | 'proposed' | 'required';
      lines: readonly ReplannedLine[];
      proposal: AllocationAnswer;
      moves: readonly Move[];
      responseKept: number;
      /** What the proposal adds to keeping the plan; shown also where it is not worth the change. */
      gain: number;
      gainBasisPoints: number;
      /** What overspending costs whatever is done: zero or below. */
      unavoidable: number;
      /** Money that no line can still deliver; it stays where it is planned. */
      undeliverableCents: Cents;
    }>
  | Readonly<{ kind: 'infeasible'; issues: readonly Issue[]; relaxation: readonly Relaxation[] }>;

type Bounds = Readonly<{ floor: Cents; ceiling: Cents }>;

/**
 * Splits the whole budget again with what is spent and committed as floors and what can be delivered as ceilings. Keeping the plan is
 * worth what its lines can still do: money above a line's ceiling does nothing. On plan and unchanged, it proposes nothing
 * (idempotent). Example: PLANNING's R3, search already at $13,000 → 9,331.53 / 27,668.47.
 */
export function replan(input: ReplanInput, options: AllocationOptions = {}): ReplanResult {
  const { lines } = input;
  const budgetCents = sumCents(lines.map((line) => line.plannedCents));
  const bounds = lines.map((line) => boundsOf(line, budgetCents));
  const placeableCents = Math.min(budgetCents, sumCents(bounds.map(({ ceiling }) => ceiling)));
  const request = {
    budgetCents: placeableCents,
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
  const stuck = stuckCents(lines, bounds, budgetCents - placeableCents);
  const planned = lines.map((line) => line.plannedCents);
  const proposed = proposal.allocations.map((each, i) => each.cents + stuck[i]!);
  const { kept, isOverspent } = keptOf(lines, bounds, budgetCents);
  const response = (cents: readonly Cents[]) =>
    cents.reduce((sum, each, i) => sum + responseAt(lines[i]!.curve, within(each, bounds[i]!)), 0);
  const responseKept = response(kept);
  const unavoidable = isOverspent ? responseKept - response(planned) : 0;
  const moves = movesBetween(lines, bounds, planned, proposed);
  const gain = moves.reduce((sum, move) => sum + move.gain, 0) - unavoidable;
  const gainBasisPoints = responseKept > 0 ? (10_000 * gain) / responseKept : gain > 0 ? Infinity : 0;
  const isWorth = gain > 0 && gainBasisPoints >= input.thresholdBasisPoints;
  const kind = moves.length === 0 ? 'kept' : isOverspent ? 'required' : isWorth ? 'proposed' : 'kept';
  return {
    kind,
    lines: lines.map(({ id, curve, plannedCents }, i) => ({
      id,
      plannedCents,
      floorCents: bounds[i]!.floor,
      ceilingCents: bounds[i]!.ceiling,
      keptCents: kept[i]!,
      proposedCents: proposed[i]!,
      responseKept: responseAt(curve, within(kept[i]!, bounds[i]!)),
      responseProposed: responseAt(curve, within(proposed[i]!, bounds[i]!)),
    })),
    proposal,
    moves: kind === 'kept' ? [] : moves,
    responseKept,
    gain,
    gainBasisPoints,
    unavoidable,
    undeliverableCents: budgetCents - placeableCents,
  };
}

/** What some of the moves add together, in any order. Example: all of them → gain + unavoidable of the proposal. */
export function gainOfMoves(
  lines: readonly Readonly<{ id: string; curve: Curve; plannedCents: Cents; floorCents: Cents; ceilingCents: Cents }>[],
  moves: readonly Pick<Move, 'fromId' | 'toId' | 'cents'>[],
): number {
  const after = afterMoves(lines, moves);
  return lines.reduce((sum, line) => {
    const bounds = { floor: line.floorCents, ceiling: line.ceilingCents };
    return sum + effectiveGain(line.curve, bounds, line.plannedCents, after.get(line.id) ?? line.plannedCents);
  }, 0);
}

/** Each line's money once these moves are made, in cents; the sum stays. */
export function afterMoves(
  lines: readonly Readonly<{ id: string; plannedCents: Cents }>[],
  moves: readonly Pick<Move, 'fromId' | 'toId' | 'cents'>[],
): ReadonlyMap<string, Cents> {
  const after = new Map(lines.map(({ id, plannedCents }) => [id, plannedCents]));
  for (const { fromId, toId, cents } of moves) {
    after.set(fromId, (after.get(fromId) ?? 0) - cents);
    after.set(toId, (after.get(toId) ?? 0) + cents);
  }
  return after;
}

function boundsOf(line: LineInFlight, budgetCents: Cents): Bounds {
  const floor = line.spentCents + line.committedCents;
  const ceiling = line.deliverableCents === undefined ? budgetCents : line.spentCents + line.deliverableCents;
  return { floor, ceiling: Math.max(floor, ceiling) };
}

const within = (cents: Cents, { floor, ceiling }: Bounds): Cents => Math.min(Math.max(cents, floor), ceiling);

/** Response gained between two amounts, counting only what the line can and must do. */
function effectiveGain(curve: Curve, bounds: Bounds, before: Cents, after: Cents): number {
  const start = within(before, bounds);
  return responseGain(curve, start, within(after, bounds) - start);
}

/** Money nobody can deliver stays with the lines that are planned above their ceilings, by how far. */
function stuckCents(lines: readonly LineInFlight[], bounds: readonly Bounds[], cents: Cents): readonly Cents[] {
  if (cents === 0) return lines.map(() => 0);
  const shares = lines.map((line, i) => ({
    key: line.id,
    weight: Math.max(0, line.plannedCents - bounds[i]!.ceiling),
  }));
  return apportion(cents, shares).map((part) => part.cents);
}

/** The plan, or, where floors have outgrown it, the plan with the difference shared by the room the other lines have. */
function keptOf(lines: readonly LineInFlight[], bounds: readonly Bounds[], budgetCents: Cents) {
  const held = lines.map((line, i) => within(line.plannedCents, bounds[i]!));
  const excess = sumCents(held) - budgetCents;
  const room = held.map((cents, i) => cents - bounds[i]!.floor);
  if (excess <= 0 || sumCents(room) < excess) {
    return { kept: lines.map((line) => line.plannedCents), isOverspent: false };
  }
  const parts = apportion(
    excess,
    lines.map((line, i) => ({ key: line.id, weight: room[i]! })),
  );
  return { kept: held.map((cents, i) => cents - parts[i]!.cents), isOverspent: true };
}

/** Pairs givers with takers in the order of their ids; gains are taken along the way, so they add up to the whole. */
function movesBetween(
  lines: readonly LineInFlight[],
  bounds: readonly Bounds[],
  before: readonly Cents[],
  after: readonly Cents[],
): Move[] {
  const now = [...before];
  const order = lines.map((_, i) => i).sort((p, q) => (lines[p]!.id < lines[q]!.id ? -1 : 1));
  const moves: Move[] = [];
  for (const from of order) {
    for (const to of order) {
      const cents = Math.min(now[from]! - after[from]!, after[to]! - now[to]!);
      if (cents <= 0) continue;
      const gain =
        effectiveGain(lines[to]!.curve, bounds[to]!, now[to]!, now[to]! + cents) +
        effectiveGain(lines[from]!.curve, bounds[from]!, now[from]!, now[from]! - cents);
      now[from]! -= cents;
      now[to]! += cents;
      moves.push({ fromId: lines[from]!.id, toId: lines[to]!.id, cents, gain });
    }
  }
  return moves;
}
