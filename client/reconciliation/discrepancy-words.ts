import type { DiscrepancyCode } from '../../shared/contracts/disputes.ts';

/** A discrepancy as people say it. */
export const DISCREPANCY_WORDS: Readonly<Record<DiscrepancyCode, string>> = {
  invoice_above_order: 'Invoiced above the order',
  invoice_below_order: 'Invoiced below the order',
  invoice_not_aired: 'Invoiced, did not air',
  invoice_twice: 'Invoiced twice',
  invoice_unknown_spot: 'Invoiced, never ordered',
  invoice_unverified: 'Invoiced, no as-run yet',
  invoice_missing: 'Aired, not invoiced',
  posting_below: 'Audience below the line',
};

export const DISPUTE_LOOKS = { open: 'unmatched', answered: 'in_review', settled: 'ok' } as const;
