import type { Issue } from '../../../shared/domain/issue.ts';
import type { Batch } from '../../deliveries/ledger/accept.ts';

/** A verified body taken apart. `eventId` null: the dialect found it elsewhere. */
export type ReadBody =
  | Readonly<{
      kind: 'report';
      eventId: string | null;
      batch: Batch;
      sequenceNumber: number | null;
      nextExpectedAt: number | null;
    }>
  | Readonly<{ kind: 'invalid'; issues: readonly Issue[] }>;

export type ReadBodyInput = Readonly<{ timeZone: string; receivedAt: number }>;

export const NO_ROWS: Batch = { received: 0, rows: [], rejected: [], dead: [] };
