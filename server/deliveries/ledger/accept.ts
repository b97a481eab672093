import type { DeliveryRow } from '../../../shared/contracts/deliveries.ts';
import type { RefusedRow, WebhookAnswer } from '../../../shared/contracts/webhooks.ts';
import type { FactsModel } from '../facts.model.ts';
import type { HeldRow, HeldRowsModel } from '../held-rows.model.ts';
import type { InsertOutcome } from '../insert-unordered.ts';
import { coalesce } from './coalesce.ts';
import { deltaPartOf } from './day-state.ts';
import { factOf, type Fact, type StoredFact } from './fact.ts';
import { sameMetrics } from '../../../shared/domain/delivery/metrics.ts';

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

/** What must be rolled into the day totals because of an attempt: a total to fold, or a delta part to add up again. */
export type Touch = Readonly<{ attemptId: string; fact: StoredFact; part: string | null }>;
export type Accepted = Readonly<{ answer: WebhookAnswer; touches: readonly Touch[] }>;

const MOST_FACTS_AT_ONCE = 4_000;

type Write = Readonly<{ facts: readonly StoredFact[] }>;

/** One writer per kind of fact: what many attempts bring at the same time goes in as one write. */
function factWriter(model: FactsModel, kind: Fact['kind']) {
  return coalesce<Write, readonly InsertOutcome[]>({
    maxSize: MOST_FACTS_AT_ONCE,
    sizeOf: ({ facts }) => facts.length,
    parallel: 1,
    async run(writes) {
      const outcomes = await model.insert(
        kind,
        writes.flatMap(({ facts }) => facts),
      );
      let from = 0;
      return writes.map(({ facts }) => outcomes.slice(from, (from += facts.length)));
    },
  });
}

/**
 * Puts a report into the ledger. A fact is stored once by its id; what happens to each row depends on the facts alone, never
 * on how often or when the report came: run again after a crash it answers the same.
 * received = stored + duplicates + quarantined + dead + rejected.
 */
export function createAccept(input: { facts: FactsModel; heldRows: HeldRowsModel }) {
  const writers = { total: factWriter(input.facts, 'total'), delta: factWriter(input.facts, 'delta') };

  const store = async (kind: Fact['kind'], facts: readonly StoredFact[]): Promise<Settled[]> => {
    if (facts.length === 0) return [];
    const outcomes = await writers[kind]({ facts });
    const taken = facts.filter((_, index) => outcomes[index]?.kind === 'duplicate');
    const known = new Map(
      (taken.length > 0
        ? await input.facts.findByIds(
            kind,
            taken.map(({ id }) => id),
          )
        : []
      ).map((fact) => [fact.id, fact]),
    );
    return facts.map((fact, index) => settle(fact, outcomes[index], known.get(fact.id)));
  };

  return async ({ attemptId, sourceId, timeZone, receivedAt, batch }: AcceptInput): Promise<Accepted> => {
    const facts = batch.rows.map(({ index, row }): StoredFact => ({
      ...factOf(sourceId, timeZone, row),
      attemptId,
      index,
      at: receivedAt,
    }));
    const ofKind = (kind: Fact['kind']) => facts.filter((fact) => fact.kind === kind);
    const settled = (await Promise.all([store('total', ofKind('total')), store('delta', ofKind('delta'))])).flat();
    const rowAt = new Map(batch.rows.map(({ index, row }) => [index, row]));
    const held = [
      ...batch.dead.map((dead) => deadLetter({ attemptId, sourceId, receivedAt }, dead)),
      ...settled.flatMap((one) => heldRowOf(one, rowAt.get(one.fact.index), receivedAt)),
    ];
    if (held.length > 0) await input.heldRows.insert(held);
    const count = (kind: Settled['kind']) => settled.filter((one) => one.kind === kind).length;
    const answer: WebhookAnswer = {
      received: batch.received,
      stored: count('stored'),
      duplicates: count('duplicate'),
      quarantined: count('quarantined'),
      dead: batch.dead.length + count('dead'),
      rejected: [...batch.rejected],
    };
    return { answer, touches: settled.flatMap((one) => touchOf(one, attemptId)) };
  };
}
export type Accept = ReturnType<typeof createAccept>;

type Settled =
  | Readonly<{ kind: 'stored'; fact: StoredFact }>
  | Readonly<{ kind: 'duplicate' | 'quarantined'; fact: StoredFact; known: StoredFact }>
  | Readonly<{ kind: 'dead'; fact: StoredFact; message: string }>;

function settle(fact: StoredFact, outcome: InsertOutcome | undefined, known: StoredFact | undefined): Settled {
  if (outcome?.kind === 'inserted') return { kind: 'stored', fact };
  if (outcome?.kind === 'failed') return { kind: 'dead', fact, message: outcome.message };
  if (!known) throw new Error(`The fact ${fact.id} was there and is gone.`);
  if (known.attemptId === fact.attemptId && known.index === fact.index) return { kind: 'stored', fact: known };
  return { kind: isSameFact(fact, known) ? 'duplicate' : 'quarantined', fact, known };
}

function isSameFact(a: Fact, b: Fact): boolean {
  return a.dayId === b.dayId && sameMetrics(a.measures, b.measures) && (a.kind === 'total' || a.grain === b.grain);
}

function touchOf(settled: Settled, attemptId: string): Touch[] {
  if (settled.kind === 'dead') return [];
  const fact = settled.kind === 'stored' ? settled.fact : settled.known;
  return [{ attemptId, fact, part: fact.kind === 'delta' ? deltaPartOf(fact.dayId, fact.at) : null }];
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
