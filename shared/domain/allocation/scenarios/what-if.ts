import type { Day } from '../../calendar/day.ts';
import { errorIssue, type Issue } from '../../issue.ts';
import { formatCents, multiplyRatio, type Cents } from '../../money.ts';
import type { AllocationRequest } from '../request.ts';
import { repriceCurve } from './reshape-curve.ts';
import { heldCents, type OpponentSpend, type ScenarioInputs, type WhatIf } from './scenario.ts';

/** The request under the changes, and what they say about weeks: which are lost, what the others spend (null: it was not asked). */
export type ChangedWorld = Readonly<{
  request: AllocationRequest;
  lostWeeks: ReadonlySet<Day>;
  opponent: readonly OpponentSpend[] | null;
  issues: readonly Issue[];
}>;

const WHOLE = 10_000;

/**
 * The world under the changes, applied in order; a later budget or opponent's spend replaces an earlier one, prices multiply.
 * What can't be applied is an error in `issues` at `changes.N`. Example: price +1,000 basis points on TV → its K is 10 % higher.
 */
export function applyWhatIf(inputs: ScenarioInputs, changes: readonly WhatIf[]): ChangedWorld {
  const unchanged: ChangedWorld = { request: inputs.request, lostWeeks: new Set(), opponent: null, issues: [] };
  return changes.reduce((world, change, index) => {
    const changed = applyOne(inputs, world, change);
    return 'request' in changed
      ? changed
      : { ...world, issues: [...world.issues, { ...changed, path: `changes.${index}` }] };
  }, unchanged);
}

function applyOne(inputs: ScenarioInputs, world: ChangedWorld, change: WhatIf): ChangedWorld | Issue {
  switch (change.kind) {
    case 'budget':
      return withBudget(inputs, world, change.cents);
    case 'budget_change': {
      const { budgetCents } = world.request;
      if (budgetCents === undefined)
        return errorIssue('no_budget', 'There is no budget to change: the goal was set without one.', '');
      const whole = budgetCents + heldCents(inputs);
      return withBudget(inputs, world, multiplyRatio(whole, WHOLE + change.basisPoints, WHOLE));
    }
    case 'price':
      return withPrice(inputs, world, change);
    case 'lost_week':
      if (!inputs.lines.some(({ weeks }) => weeks.some(({ weekStart }) => weekStart === change.weekStart)))
        return errorIssue('week_unknown', `Nothing runs in the week of ${change.weekStart}, so it can't be lost.`, '');
      return { ...world, lostWeeks: new Set([...world.lostWeeks, change.weekStart]) };
    case 'opponent': {
      const spend = change.spend ?? inputs.opponent;
      if (spend.length === 0)
        return errorIssue(
          'opponent_unknown',
          'No competitor’s spend was imported for this campaign; send spend by channel and week.',
          '',
        );
      const ratio = WHOLE + (change.changeBasisPoints ?? 0);
      const scaled = (cents: Cents) => multiplyRatio(cents, ratio, WHOLE);
      return { ...world, opponent: spend.map((row) => ({ ...row, cents: scaled(row.cents) })) };
    }
  }
}

function withBudget(inputs: ScenarioInputs, world: ChangedWorld, wholeCents: Cents): ChangedWorld | Issue {
  const held = heldCents(inputs);
  if (wholeCents < held) {
    const message = `A budget of ${formatCents(wholeCents)} is less than the ${formatCents(held)} of lines left as planned; give ${formatCents(held)} or more.`;
    return errorIssue('budget_below_held', message, '');
  }
  return { ...world, request: { ...world.request, budgetCents: wholeCents - held } };
}

function withPrice(
  inputs: ScenarioInputs,
  world: ChangedWorld,
  { basisPoints, lineIds, channels }: Extract<WhatIf, { kind: 'price' }>,
): ChangedWorld | Issue {
  const channelOf = new Map(inputs.lines.map(({ id, channel }) => [id, channel]));
  const isMeant = (id: string) => {
    if (!lineIds && !channels) return true;
    const channel = channelOf.get(id);
    return Boolean(lineIds?.includes(id)) || (channel !== undefined && Boolean(channels?.includes(channel)));
  };
  if (!world.request.lines.some(({ id }) => isMeant(id))) {
    const named = [...(lineIds ?? []), ...(channels ?? [])].join(', ');
    return errorIssue(
      'price_of_nothing',
      `None of the lines to split is ${named}; name a line or channel of them.`,
      '',
    );
  }
  const lines = world.request.lines.map((line) =>
    isMeant(line.id) ? { ...line, curve: repriceCurve(line.curve, 1 + basisPoints / WHOLE) } : line,
  );
  return { ...world, request: { ...world.request, lines } };
}
