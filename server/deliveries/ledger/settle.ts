import { sameMetrics } from '../../../shared/domain/delivery/metrics.ts';
import type { InsertOutcome } from '../insert-unordered.ts';
import type { Fact, StoredFact } from './fact.ts';

/** What became of a fact. It depends on the facts alone, never on how often or when the report came. */
export type Settled =
  | Readonly<{ kind: 'stored'; fact: StoredFact }>
  | Readonly<{ kind: 'duplicate' | 'quarantined'; fact: StoredFact; known: StoredFact }>
  | Readonly<{ kind: 'dead'; fact: StoredFact; message: string }>;

/** What became of a fact by how its write fared; `known` is what has its id. */
export function settle(fact: StoredFact, outcome: InsertOutcome | undefined, known: StoredFact | undefined): Settled {
  if (outcome?.kind === 'inserted') return { kind: 'stored', fact };
  if (outcome?.kind === 'failed') return { kind: 'dead', fact, message: outcome.message };
  if (!known) throw new Error(`The fact ${fact.id} was there and is gone.`);
  return settleAgainst(fact, known);
}

/** A fact whose id is taken: its own earlier self, a repeat, or a contradiction. */
export function settleAgainst(fact: StoredFact, known: StoredFact): Settled {
  if (known.attemptId === fact.attemptId && known.index === fact.index) return { kind: 'stored', fact: known };
  return { kind: isSameFact(fact, known) ? 'duplicate' : 'quarantined', fact, known };
}

function isSameFact(a: Fact, b: Fact): boolean {
  return a.dayId === b.dayId && sameMetrics(a.measures, b.measures) && (a.kind === 'total' || a.grain === b.grain);
}
