import { formatCents, sumCents } from '../money.ts';
import { errorIssue, type Issue, warningIssue } from '../issue.ts';

/** A spot as ordered, and what the as-run says about it. */
export type BilledSpot = Readonly<{ id: string; costCents: number; outcome: 'aired' | 'not_aired' | 'unreported' }>;
/** One line of the station's invoice. */
export type InvoiceLine = Readonly<{ spotId: string; amountCents: number }>;

/**
 * Where invoice, order and as-run differ: `line` is the place of the invoice line (null: none), `disputedCents` what of it is
 * not payable, below zero where less was invoiced than ordered.
 */
export type InvoiceDifference = Readonly<{
  issue: Issue;
  line: number | null;
  spotId: string | null;
  orderedCents: number;
  invoicedCents: number;
}>;
/** What may be paid now, what is disputed, and why. */
export type InvoiceComparison = Readonly<{
  payableCents: number;
  disputedCents: number;
  differences: readonly InvoiceDifference[];
  issues: readonly Issue[];
}>;

/**
 * Order ↔ as-run ↔ invoice, spot by spot: pays what was ordered and aired, up to the agreed cost; disputes the rest. A line at
 * most `toleranceCents` away from its order is paid as invoiced and says nothing.
 * Example: ordered at $100, aired, invoiced at $120 → $100 payable, $20 disputed, `invoice_above_order`; with a tolerance of
 * $20 it is paid.
 */
export function compareInvoice(
  spots: readonly BilledSpot[],
  lines: readonly InvoiceLine[],
  toleranceCents = 0,
): InvoiceComparison {
  const byId = new Map(spots.map((spot) => [spot.id, spot]));
  const billed = new Set<string>();
  const payable: number[] = [];
  const differences: InvoiceDifference[] = [];
  lines.forEach((line, at) => {
    const spot = byId.get(line.spotId);
    const tell = (issue: Issue) =>
      differences.push({
        issue,
        line: at,
        spotId: spot?.id ?? null,
        orderedCents: spot?.costCents ?? 0,
        invoicedCents: line.amountCents,
      });
    const path = `lines.${at}`;
    if (!spot) tell(errorIssue('invoice_unknown_spot', `${nameOf(line)} was never ordered.`, path));
    else if (billed.has(spot.id)) tell(errorIssue('invoice_twice', `Spot ${spot.id} is invoiced twice.`, path));
    else {
      billed.add(spot.id);
      const isNear = Math.abs(line.amountCents - spot.costCents) <= toleranceCents;
      const issue = lineIssue(spot, line, { path, isNear });
      if (issue) tell(issue);
      if (spot.outcome === 'aired')
        payable.push(isNear ? line.amountCents : Math.min(spot.costCents, line.amountCents));
    }
  });
  for (const spot of spots) {
    if (spot.outcome !== 'aired' || billed.has(spot.id)) continue;
    const issue = warningIssue('invoice_missing', `Spot ${spot.id} aired and is not invoiced.`, `spots.${spot.id}`);
    differences.push({ issue, line: null, spotId: spot.id, orderedCents: spot.costCents, invoicedCents: 0 });
  }
  const payableCents = sumCents(payable);
  return {
    payableCents,
    disputedCents: sumCents(lines.map(({ amountCents }) => amountCents)) - payableCents,
    differences,
    issues: differences.map(({ issue }) => issue),
  };
}

const nameOf = ({ spotId }: InvoiceLine): string => (spotId === '' ? 'What this line bills' : `Spot ${spotId}`);

function lineIssue(
  spot: BilledSpot,
  line: InvoiceLine,
  { path, isNear }: Readonly<{ path: string; isNear: boolean }>,
): Issue | null {
  if (spot.outcome === 'not_aired') {
    const message = `Spot ${spot.id} did not air and is invoiced at ${formatCents(line.amountCents)}.`;
    return errorIssue('invoice_not_aired', message, path);
  }
  if (spot.outcome === 'unreported') {
    return warningIssue('invoice_unverified', `Spot ${spot.id} is invoiced, the as-run does not show it yet.`, path);
  }
  if (isNear) return null;
  const amounts = `invoiced at ${formatCents(line.amountCents)}, ordered at ${formatCents(spot.costCents)}`;
  if (line.amountCents > spot.costCents)
    return errorIssue('invoice_above_order', `Spot ${spot.id} is ${amounts}.`, path);
  return warningIssue('invoice_below_order', `Spot ${spot.id} is ${amounts}.`, path);
}
