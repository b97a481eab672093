import { errorIssue, type Issue } from '../issue.ts';
import { addColumn, addRow, type LinearModel, startModel } from '../linear-model.ts';
import { buyModel } from './buy-model.ts';
import { type BuyRule, buyRules, formatAmount } from './buy-rules.ts';
import type { BuyInput } from './buying.ts';

/** One rule that has to give way, and the least it has to give. */
export type Relaxation = Readonly<{
  rule: string;
  unit: BuyRule['unit'];
  side: 'lower' | 'upper';
  from: number;
  to: number;
}>;

type Slack = Readonly<{ rule: BuyRule; side: 'lower' | 'upper'; column: number }>;

/**
 * The elastic model of a buy that can't be made: every rule may be broken at a cost per share of its limit; the least total
 * shows which rules conflict and by how much. `read` turns its solution into relaxations. Avails, locks and the stop day
 * are facts and stay.
 */
export function relaxationModel(
  input: BuyInput,
): Readonly<{ model: LinearModel; read: (values: ArrayLike<number>) => readonly Relaxation[] }> {
  const { model } = buyModel({ ...input, goal: { kind: 'rating_points' } });
  const draft = startModel('minimize');
  draft.columns.push(...model.columns.map((column) => ({ ...column, cost: 0 })));
  const rules = new Map(buyRules(input).map((rule) => [rule.name, rule]));
  const slacks: Slack[] = [];
  for (const row of model.rows) {
    const rule = rules.get(row.name);
    if (!rule) {
      addRow(draft, row);
      continue;
    }
    const terms = [...row.terms];
    for (const side of ['lower', 'upper'] as const) {
      if (!Number.isFinite(row[side])) continue;
      const cost = 1 / Math.max(1, Math.abs(rule[side]));
      const column = addColumn(draft, {
        name: `${side} ${rule.name}`,
        cost,
        lower: 0,
        upper: Infinity,
        integer: false,
      });
      terms.push([column, side === 'lower' ? 1 : -1]);
      slacks.push({ rule, side, column });
    }
    addRow(draft, { ...row, terms });
  }
  return { model: draft, read: (values) => slacks.flatMap((slack) => readSlack(slack, values)) };
}

function readSlack({ rule, side, column }: Slack, values: ArrayLike<number>): Relaxation[] {
  const amount = Math.round((values[column] ?? 0) * 100) / 100;
  if (amount <= 0) return [];
  const from = rule[side];
  return [{ rule: rule.name, unit: rule.unit, side, from, to: side === 'lower' ? from - amount : from + amount }];
}

/**
 * Says which rules can't hold together and what the least change would be.
 * Example: "The goal of week 2026-10-05 asks for at least 200.00 points; with the other rules at most 150.00 points can be bought."
 */
export function explainInfeasible(relaxations: readonly Relaxation[]): readonly Issue[] {
  return relaxations.map(({ rule, unit, side, from, to }) => {
    const limit = formatAmount(unit, from);
    const change = formatAmount(unit, to);
    const message =
      side === 'lower'
        ? `The ${rule} asks for at least ${limit}, which the other rules do not allow. Lower it to ${change}, or widen another rule.`
        : `The ${rule} allows at most ${limit}, which is not enough for the other rules. Raise it to ${change}, or lower another rule.`;
    return errorIssue('buy_infeasible', message, rule);
  });
}
