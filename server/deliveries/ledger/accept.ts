import type { DeliveryRow } from '../../../shared/contracts/deliveries.ts';
import type { RefusedRow, WebhookAnswer } from '../../../shared/contracts/webhooks.ts';
import type { FactsModel } from '../facts.model.ts';
import type { HeldRow, HeldRowsModel } from '../held-rows.model.ts';
import type { InsertOutcome } from '../insert-unordered.ts';
import type { TotalsBook } from './book-totals.ts';
import { coalesce } from './coalesce.ts';
import { deltaPartOf } from './day-state.ts';
import { storedFactOf, type StoredFact } from './fact.ts';
import { settle, type Settled } from './settle.ts';

/** A row that is well formed but can't be booked; it waits for a person. */
export type DeadRow = Readonly<{
  index: number;
  code: string;
  message: string;
  placement: string;
  day: string;
  row: Readonly<Record<string, unknown>>;
}>;

/** A report taken apart: every received row is in exactly one of the three lists. */
export type Batch = Readonly<{
  received: number;
  rows: readonly Readonly<{ index: number; row: DeliveryRow }>[];
  rejected: readonly RefusedRow[];
  dead: readonly DeadRow[];
}>;

export type AcceptInput = Readonly<{
  attemptId: string;
  sourceId: string;
  timeZone: string;
  receivedAt: number;
  batch: Batch;
}>;

/** A delta part that must be added up again because of an attempt. */
export type Touch = Readonly<{ attemptId: string; fact: StoredFact; part: string }>;
export type Accepted = Readonly<{ answer: WebhookAnswer; touches: readonly Touch[] }>;

const MOST_FACTS_AT_ONCE = 4_000;

/**
 * Puts a report into the ledger: totals into their days, deltas beside them to be added up within moments. A fact is stored
 * once by its id; run again after a crash, the same report gets the same answer.
 * received = stored + duplicates + quarantined + dead + rejected.
 */
export function createAccept(input: { facts: FactsModel; bookTotals: TotalsBook; heldRows: HeldRowsModel }) {
  // What many attempts bring at the same time goes in as one write.
  const insertDeltas = coalesce<readonly StoredFact[], readonly InsertOutcome[]>({
    maxSize: MOST_FACTS_AT_ONCE,
    sizeOf: (facts) => facts.length,
    parallel: 1,
    async run(lists) {
      const outcomes = await input.facts.insert('delta', lists.flat());
      let from = 0;
      return lists.map((facts) => outcomes.slice(from, (from += facts.length)));
    },
  });

  const storeDeltas = async (facts: readonly StoredFact[]): Promise<readonly Settled[]> => {
    const outcomes = await insertDeltas(facts);
    const taken = facts.filter((_, index) => outcomes[index]?.kind === 'duplicate').map(({ id }) => id);
    const known = new Map(
      (taken.length > 0 ? await input.facts.findByIds('delta', taken) : []).map((fact) => [fact.id, fact]),
    );
    return facts.map((fact, index) => settle(fact, outcomes[index], known.get(fact.id)));
  };

  const storeAll = async (
    totals: readonly StoredFact[],
    deltas: readonly StoredFact[],
  ): Promise<readonly Settled[]> => {
    if (deltas.length === 0) return totals.length > 0 ? input.bookTotals(totals) : [];
    if (totals.length === 0) return storeDeltas(deltas);
    return (await Promise.all([input.bookTotals(totals), storeDeltas(deltas)])).flat();
  };

  return async ({ attemptId, sourceId, timeZone, receivedAt, batch }: AcceptInput): Promise<Accepted> => {
    const source = { sourceId, timeZone };
    const totals: StoredFact[] = [];
    const deltas: StoredFact[] = [];
    for (const { index, row } of batch.rows)
      (row.kind === 'total' ? totals : deltas).push(storedFactOf(source, row, { attemptId, index, at: receivedAt }));
    const settled = await storeAll(totals, deltas);
    const counts = { stored: 0, duplicate: 0, quarantined: 0, dead: 0 };
    for (const { kind } of settled) counts[kind] += 1;
    const held = [
      ...batch.dead.map((dead) => deadLetter({ attemptId, sourceId, receivedAt }, dead)),
      ...(counts.quarantined + counts.dead > 0 ? heldRowsOf(settled, batch, receivedAt) : []),
    ];
    if (held.length > 0) await input.heldRows.insert(held);
    const answer: WebhookAnswer = {
      received: batch.received,
      stored: counts.stored,
      duplicates: counts.duplicate,
      quarantined: counts.quarantined,
      dead: batch.dead.length + counts.dead,
      rejected: batch.rejected.length > 0 ? [...batch.rejected] : [],
    };
    return { answer, touches: deltas.length > 0 ? settled.flatMap((one) => touchOf(one, attemptId)) : [] };
  };
}
export type Accept = ReturnType<typeof createAccept>;

/** The part a delta is in, also for a repeat: its first self may have been cut short before it was added up. */
function touchOf(settled: Settled, attemptId: string): Touch[] {
  if (settled.kind === 'dead' || settled.fact.kind === 'total') return [];
  const fact = settled.kind === 'stored' ? settled.fact : settled.known;
  return [{ attemptId, fact, part: deltaPartOf(fact.dayId, fact.at) }];
}

function heldRowsOf(settled: readonly Settled[], batch: Batch, receivedAt: number): readonly HeldRow[] {
  const rowAt = new Map(batch.rows.map(({ index, row }) => [index, row]));
  return settled.flatMap((one) => heldRowOf(one, rowAt.get(one.fact.index), receivedAt));
}

function heldRowOf(settled: Settled, row: DeliveryRow | undefined, receivedAt: number): HeldRow[] {
  if (settled.kind !== 'quarantined' && settled.kind !== 'dead') return [];
  const { attemptId, index, sourceId, placement, day } = settled.fact;
  const identity = {
    id: `${attemptId}.${index}`,
    state: 'waiting' as const,
    sourceId,
    placement,
    day,
    attemptId,
    receivedAt,
    note: null,
    row: { ...row },
  };
  if (settled.kind === 'dead') {
    return [
      {
        ...identity,
        kind: 'dead_letter',
        code: 'not_storable',
        message: `The database refused the row: ${settled.message}`,
        stored: null,
      },
    ];
  }
  const what =
    settled.fact.kind === 'total'
      ? `revision ${settled.fact.revision} of its ${settled.fact.window} total`
      : `rowId ${settled.fact.rowId}`;
  return [
    {
      ...identity,
      kind: 'quarantine',
      code: 'contradicts_stored',
      message: `${placement} on ${day}: ${what} was reported before with other numbers. A restatement needs a higher revision; a new delta a rowId of its own.`,
      stored: { ...settled.known.measures, attemptId: settled.known.attemptId, day: settled.known.day },
    },
  ];
}

function deadLetter(from: { attemptId: string; sourceId: string; receivedAt: number }, dead: DeadRow): HeldRow {
  const { index, ...rest } = dead;
  return {
    ...rest,
    ...from,
    id: `${from.attemptId}.${index}`,
    kind: 'dead_letter',
    state: 'waiting',
    stored: null,
    note: null,
  };
}
