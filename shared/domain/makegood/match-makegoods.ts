import { assignRows, type AssignmentPair } from './assign-rows.ts';
import { MAKEGOOD_COSTS, makegoodFit, type MakegoodFit } from './makegood-fit.ts';
import type { MakegoodAnswer, MakegoodCredit, MakegoodInput, MakegoodOffer, MakegoodRefusal } from './makegood.ts';

type Pair = AssignmentPair & Readonly<{ fit: Extract<MakegoodFit, { kind: 'fits' }> }>;

/**
 * Make-goods for missed spots, proved best: fewest credits, then fewest changes of program, then nearest days. Each avail
 * serves one spot at most, so a make-good is counted once.
 * Example: one missed spot at $100 and 10,000 impressions, one avail at $90 and 11,000 → an offer, 1,000 more for $10 less.
 */
export function matchMakegoods(input: MakegoodInput): MakegoodAnswer {
  const pairs = fittingPairs(input);
  const { columnOf, cost, bound } = assignRows(input.missed.length, input.avails.length, pairs, MAKEGOOD_COSTS.credit);
  return makegoodAnswer(input, pairs, columnOf, cost, bound);
}

/**
 * The fast form: cheapest pair first. Good for a first look at very large lists; the bound is each spot's own cheapest way.
 */
export function matchMakegoodsFast(input: MakegoodInput): MakegoodAnswer {
  const pairs = fittingPairs(input);
  const columnOf = new Int32Array(input.missed.length).fill(-1);
  const taken = new Set<number>();
  let cost = 0;
  for (const { row, column, cost: own } of [...pairs].sort(
    (a, b) => a.cost - b.cost || a.row - b.row || a.column - b.column,
  )) {
    if ((columnOf[row] ?? -1) >= 0 || taken.has(column)) continue;
    columnOf[row] = column;
    taken.add(column);
    cost += own;
  }
  cost += MAKEGOOD_COSTS.credit * columnOf.filter((column) => column < 0).length;
  const least = Float64Array.from(columnOf, () => MAKEGOOD_COSTS.credit as number);
  for (const pair of pairs) least[pair.row] = Math.min(least[pair.row] ?? 0, pair.cost);
  return makegoodAnswer(
    input,
    pairs,
    columnOf,
    cost,
    least.reduce((sum, own) => sum + own, 0),
  );
}

function fittingPairs({ missed, avails, terms }: MakegoodInput): Pair[] {
  const byStation = new Map<string, number[]>();
  avails.forEach(({ station }, at) => {
    const own = byStation.get(station);
    if (own) own.push(at);
    else byStation.set(station, [at]);
  });
  return missed.flatMap((spot, row) =>
    (byStation.get(spot.station) ?? []).flatMap((column): Pair[] => {
      const avail = avails[column];
      const fit = avail && makegoodFit(spot, avail, terms);
      return fit?.kind === 'fits' ? [{ row, column, cost: fit.cost, fit }] : [];
    }),
  );
}

function makegoodAnswer(
  input: MakegoodInput,
  pairs: readonly Pair[],
  columnOf: Int32Array,
  cost: number,
  bound: number,
): MakegoodAnswer {
  const offers: MakegoodOffer[] = [];
  const credits: MakegoodCredit[] = [];
  const tiers = new Map(pairs.map(({ row, column, fit }) => [`${row}/${column}`, fit.tier]));
  input.missed.forEach((missed, row) => {
    const column = columnOf[row] ?? -1;
    const avail = input.avails[column];
    const tier = tiers.get(`${row}/${column}`);
    if (!avail || !tier) {
      credits.push({ missedId: missed.id, creditCents: missed.costCents, refusals: refusalsOf(row, input) });
      return;
    }
    offers.push({
      missedId: missed.id,
      availId: avail.id,
      tier,
      surplusImpressions: avail.impressions - missed.impressions,
      savedCents: missed.costCents - avail.costCents,
    });
  });
  return { offers, credits, cost, bound, status: cost <= bound ? 'optimal' : 'best_found' };
}

function refusalsOf(row: number, { missed, avails, terms }: MakegoodInput): MakegoodCredit['refusals'] {
  const counts: Partial<Record<MakegoodRefusal, number>> = {};
  const spot = missed[row];
  for (const avail of spot ? avails : []) {
    const fit = spot && makegoodFit(spot, avail, terms);
    const reason = fit?.kind === 'refused' ? fit.reason : 'taken';
    counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
}
