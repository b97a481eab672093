import type { Day } from '../../shared/domain/calendar/day.ts';
import { afterMoves } from '../../shared/domain/allocation/planning/replan.ts';
import { spendCentsOf } from '../../shared/domain/delivery/metrics.ts';
import { errorIssue } from '../../shared/domain/issue.ts';
import { formatCents, sumCents, type Cents } from '../../shared/domain/money.ts';
import type { PlanForecast } from '../forecast/curves.service.ts';
import { Refusal, refuse } from '../refusal.ts';
import type { StandingLine } from './in-flight.ts';
import type { StoredReplan } from './replans.model.ts';

/** The moves a person ticked; all of them where nothing was said. */
export function chosenMoves(proposal: StoredReplan, moveIds: readonly string[] | undefined): StoredReplan['moves'] {
  if (moveIds === undefined) return proposal.moves;
  const known = new Set(proposal.moves.map((move) => move.id));
  const unknown = moveIds.filter((id) => !known.has(id));
  if (unknown.length > 0) {
    const message = `This proposal has no move ${unknown.join(', ')}; its moves are ${[...known].join(', ')}.`;
    throw refuse('invalid', 'unknown_move', message, 'moveIds');
  }
  return proposal.moves.filter((move) => moveIds.includes(move.id));
}

/** The new money of the lines that change. The running day may have spent more since: floors as they are now must hold. */
export function moneyAfter(
  proposal: StoredReplan,
  chosen: StoredReplan['moves'],
  standing: readonly StandingLine[],
): ReadonlyMap<string, Cents> {
  const lines = proposal.lines.map(({ lineId, plannedCents }) => ({ id: lineId, plannedCents }));
  const moves = chosen.map(({ fromLineId, toLineId, cents }) => ({ fromId: fromLineId, toId: toLineId, cents }));
  const after = afterMoves(lines, moves);
  const changed = lines.filter(({ id, plannedCents }) => after.get(id) !== plannedCents);
  const issues = changed.flatMap(({ id, plannedCents }) => {
    const cents = after.get(id) ?? 0;
    const now = standing.find(({ line }) => line.id === id);
    const gone = sumCents([now?.spentCents ?? 0, now?.committedCents ?? 0]);
    if (cents >= plannedCents || cents >= gone) return [];
    const message = `${now?.line.name ?? id} has ${formatCents(gone)} spent and committed by now, more than the ${formatCents(cents)} it would keep. Propose again.`;
    return [errorIssue('floor_rose', message, `lines.${id}`)];
  });
  if (issues.length > 0) throw new Refusal('conflict', issues);
  return new Map(changed.map(({ id }) => [id, after.get(id) ?? 0]));
}

/** What each flight delivered by day, in gross cents. */
export function spendByDay({ delivered }: PlanForecast): ReadonlyMap<string, ReadonlyMap<Day, Cents>> {
  return new Map(
    [...delivered].map(([flightId, byDay]) => [
      flightId,
      new Map([...byDay].map(([day, metrics]) => [day, spendCentsOf(metrics)])),
    ]),
  );
}

/** Why a proposal can't be decided any more. */
export function notWaiting(proposal: StoredReplan): Refusal {
  const words: Readonly<Record<StoredReplan['status'], string>> = {
    on_plan: 'This says that the plan is fine as it is; there is nothing to decide.',
    proposed: 'Somebody else is deciding this proposal right now. Read it again.',
    applying: 'This proposal is being carried out right now. Read it again in a moment.',
    applied: `This proposal was carried out already, by ${proposal.decidedBy ?? 'somebody'}.`,
    rejected: `This proposal was rejected by ${proposal.decidedBy ?? 'somebody'}. Propose again.`,
    superseded: 'A newer proposal has taken its place; decide that one.',
  };
  return refuse('conflict', `replan_${proposal.status}`, words[proposal.status], 'status');
}
