import type { DiscrepancyCode, DiscrepancyList, DiscrepancyResponse } from '../../../shared/contracts/disputes.ts';
import type { PostingResponse } from '../../../shared/contracts/reconciliation.ts';
import { formatClock } from '../../../shared/domain/calendar/broadcast-clock.ts';
import { formatCents, sumCents } from '../../../shared/domain/money.ts';
import { compareInvoice, type BilledSpot } from '../../../shared/domain/reconciliation/compare-invoice.ts';
import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import type { InvoicedRow } from '../as-run.model.ts';
import { withoutRepeats } from './invoice-rows.ts';
import type { StoredDispute } from './disputes.model.ts';

export type DiscrepancyInput = Readonly<{
  spots: readonly SpotRecord[];
  rows: readonly InvoicedRow[];
  posting: PostingResponse['rows'];
  disputes: readonly StoredDispute[];
  toleranceCents: number;
}>;

/** Where order, as-run and invoice differ, spot by spot, and which stations posted below the line; worst first. */
export function findDiscrepancies(input: DiscrepancyInput): DiscrepancyList {
  const byId = new Map(input.spots.map((spot) => [spot.id, spot]));
  const rows = withoutRepeats(input.rows);
  const billing = new Set(rows.map(({ station }) => station));
  const { differences, payableCents } = compareInvoice(
    input.spots.filter(({ station }) => billing.has(station)).map((spot) => toBilled(spot, byId)),
    rows.map((row) => ({ spotId: billedSpotOf(row), amountCents: row.costCents })),
    input.toleranceCents,
  );
  const disputes = new Map(input.disputes.map((dispute) => [dispute.key, dispute]));
  const disputeOf = (key: string) => {
    const dispute = disputes.get(key);
    return dispute ? { id: dispute.id, status: dispute.status } : null;
  };
  const items = differences.map(({ issue, line, spotId, orderedCents, invoicedCents }): DiscrepancyResponse => {
    const row = line === null ? undefined : rows[line];
    const spot = byId.get(spotId ?? '');
    const key = `${issue.code}|${spotId ?? ''}|${row?.id ?? ''}`;
    const payable =
      issue.code === 'invoice_above_order' ? orderedCents : issue.code === 'invoice_below_order' ? invoicedCents : 0;
    const minute = row?.minute ?? spot?.minute ?? null;
    return {
      key,
      code: issue.code as DiscrepancyCode,
      severity: issue.severity === 'error' ? 'error' : 'warning',
      station: row?.station ?? spot?.station ?? '',
      spotId,
      rowId: row?.id ?? null,
      rowLabel: row ? rowLabel(row) : null,
      airDay: row?.airDay ?? spot?.airDay ?? null,
      clock: minute === null ? null : formatClock(minute),
      period: null,
      adId: row?.adId ?? null,
      orderedCents,
      invoicedCents,
      differenceCents: invoicedCents - payable,
      claimCents: Math.max(0, invoicedCents - payable),
      message: row && !spot ? strayWords(row) : wordsOf(issue.message, spot, minute),
      dispute: disputeOf(key),
    };
  });
  const below = input.posting.filter(({ status }) => status === 'under').map(shortfall);
  return {
    toleranceCents: input.toleranceCents,
    invoicedCents: sumCents(rows.map(({ costCents }) => costCents)),
    payableCents,
    items: [...items, ...below.map((item) => ({ ...item, dispute: disputeOf(item.key) }))].sort(
      (a, b) => b.claimCents - a.claimCents || (a.key < b.key ? -1 : 1),
    ),
  };
}

function shortfall(row: PostingResponse['rows'][number]): DiscrepancyResponse {
  const period = `${row.year}-Q${row.quarter}`;
  const points = (row.owedHundredths / 100).toFixed(1);
  return {
    ...{
      key: `posting_below|${row.station}|${period}`,
      code: 'posting_below',
      severity: 'error',
      station: row.station,
    },
    ...{ spotId: null, rowId: null, rowLabel: null, airDay: null, clock: null, adId: null, dispute: null },
    ...{ period, orderedCents: 0, invoicedCents: 0, differenceCents: row.creditCents, claimCents: row.creditCents },
    message: `${row.station} delivered ${(row.shareBasisPoints ?? 0) / 100} % of what was ordered: ${points} points are owed.`,
  };
}

/** In the words of people, who know a spot by its station, day and clock. */
function wordsOf(message: string, spot: SpotRecord | undefined, minute: number | null): string {
  return spot
    ? message.replace(
        `Spot ${spot.id}`,
        `The spot on ${spot.station}, ${spot.airDay} ${formatClock(minute ?? spot.minute)},`,
      )
    : message;
}

/** A bill that matches no spot may still be one of ours: the queue is where that is settled. */
function strayWords(row: InvoicedRow): string {
  return `Row ${row.rowNumber} bills ${formatCents(row.costCents)} and matches no spot of ours. ${row.explanation}`;
}

function rowLabel({ rowNumber, station, airDay, minute }: InvoicedRow): string {
  return `Row ${rowNumber}: ${station ?? 'no station'} ${airDay ?? ''} ${minute === null ? '' : formatClock(minute)}`.trim();
}

/** The spot a line bills: its match, or the spot it is one row too many of. */
function billedSpotOf({ spotId, reason, candidateSpotIds }: InvoicedRow): string {
  if (spotId !== null) return spotId;
  return reason === 'duplicate' || reason === 'already_aired' ? (candidateSpotIds[0] ?? '') : '';
}

/** A proved make-good earns the cost of the spot it replaces, at most. */
function toBilled(spot: SpotRecord, byId: ReadonlyMap<string, SpotRecord>): BilledSpot {
  const replaced = spot.makegoodFor === undefined ? undefined : byId.get(spot.makegoodFor);
  const costCents = replaced ? Math.min(spot.costCents, replaced.costCents) : spot.costCents;
  return { id: spot.id, costCents, outcome: outcomeOf(spot) };
}

function outcomeOf({ status, verified }: SpotRecord): BilledSpot['outcome'] {
  if (status === 'aired') return verified ? 'aired' : 'unreported';
  const isLost = status === 'missed' || status === 'preempted' || status === 'made_good' || status === 'credited';
  return isLost ? 'not_aired' : 'unreported';
}
