import { formatCents, sumCents } from '../money.ts';
import { errorIssue, type Issue, warningIssue } from '../issue.ts';

/** A spot as ordered, and what the as-run says about it. */
export type BilledSpot = Readonly<{ id: string; costCents: number; outcome: 'aired' | 'not_aired' | 'unreported' }>;
/** One line of the station's invoice. */
export type InvoiceLine = Readonly<{ spotId: string; amountCents: number }>;

/** What may be paid now, what is disputed, and why. */
export type InvoiceComparison = Readonly<{ payableCents: number; disputedCents: number; issues: readonly Issue[] }>;

/**
 * Order ↔ as-run ↔ invoice, spot by spot: pays what was ordered and aired, up to the agreed cost; disputes the rest.
 * Example: ordered at $100, aired, invoiced at $120 → $100 payable, $20 disputed, `invoice_above_order`.
 */
export function compareInvoice(spots: readonly BilledSpot[], lines: readonly InvoiceLine[]): InvoiceComparison {
  const byId = new Map(spots.map((spot) => [spot.id, spot]));
  const billed = new Set<string>();
  const payable: number[] = [];
  const issues: Issue[] = [];
  lines.forEach((line, at) => {
    const path = `lines.${at}`;
    const spot = byId.get(line.spotId);
    if (!spot) issues.push(errorIssue('invoice_unknown_spot', `Spot ${line.spotId} was never ordered.`, path));
    else if (billed.has(spot.id)) issues.push(errorIssue('invoice_twice', `Spot ${spot.id} is invoiced twice.`, path));
    else {
      billed.add(spot.id);
      issues.push(...lineIssues(spot, line, path));
      if (spot.outcome === 'aired') payable.push(Math.min(spot.costCents, line.amountCents));
    }
  });
  for (const spot of spots) {
    if (spot.outcome !== 'aired' || billed.has(spot.id)) continue;
    issues.push(warningIssue('invoice_missing', `Spot ${spot.id} aired and is not invoiced.`, `spots.${spot.id}`));
  }
  const payableCents = sumCents(payable);
  return { payableCents, disputedCents: sumCents(lines.map(({ amountCents }) => amountCents)) - payableCents, issues };
}

function lineIssues(spot: BilledSpot, line: InvoiceLine, path: string): Issue[] {
  if (spot.outcome === 'not_aired') {
    return [
      errorIssue(
        'invoice_not_aired',
        `Spot ${spot.id} did not air and is invoiced at ${formatCents(line.amountCents)}.`,
        path,
      ),
    ];
  }
  if (spot.outcome === 'unreported') {
    return [warningIssue('invoice_unverified', `Spot ${spot.id} is invoiced, the as-run does not show it yet.`, path)];
  }
  const difference = line.amountCents - spot.costCents;
  if (difference === 0) return [];
  const amounts = `invoiced at ${formatCents(line.amountCents)}, ordered at ${formatCents(spot.costCents)}`;
  if (difference > 0) return [errorIssue('invoice_above_order', `Spot ${spot.id} is ${amounts}.`, path)];
  return [warningIssue('invoice_below_order', `Spot ${spot.id} is ${amounts}.`, path)];
}
