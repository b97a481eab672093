import type { DeliveryResponse } from '../../../shared/contracts/deliveries.ts';

type Ordered = Pick<DeliveryResponse, 'counts' | 'receivedAt' | 'revision'>;

/**
 * What counts of a day, and what of it is replaced, newest first: a feed of minutes replaces hundreds of its own reports a day.
 * Example: revisions 1, 2 and 3 of which 3 counts give [3] and [2, 1].
 */
export function orderFacts<Fact extends Ordered>(
  facts: readonly Fact[],
): Readonly<{ counting: readonly Fact[]; replaced: readonly Fact[] }> {
  return {
    counting: facts.filter(({ counts }) => counts),
    replaced: facts
      .filter(({ counts }) => !counts)
      .toSorted((a, b) => b.receivedAt.localeCompare(a.receivedAt) || b.revision - a.revision),
  };
}
