import type { DeliveryResponse } from '../../../shared/contracts/deliveries.ts';
import { decodeCursor, encodeCursor, type Page } from '../../db/pages.ts';
import type { SourcesModel } from '../../webhooks/sources/sources.model.ts';
import type { DaysModel } from '../days.model.ts';
import { dayRange, deltaCursorOf } from '../facts.model.ts';
import { countsIn } from '../ledger/day-state.ts';
import { DAY_GRAIN, type StoredFact } from '../ledger/fact.ts';
import type { PlacementMapping } from '../placements.model.ts';
import type { ReportedFacts } from '../reported-facts.ts';
import { AFTER_LAST_DAY, FIRST_DAY, type AskedPlacements, type DeliveryQuery } from './asked-placements.ts';
import { wireInstant } from '../../http/wire-instant.ts';

type Found = Readonly<{ fact: StoredFact; mapping: PlacementMapping }>;

export type ListFactsInput = Readonly<{
  askedPlacements: AskedPlacements;
  facts: ReportedFacts;
  days: Pick<DaysModel, 'findByIds'>;
  sources: Pick<SourcesModel, 'listAll'>;
  findFlights(ids: readonly string[]): Promise<readonly Readonly<{ id: string; campaignId: string; lineId: string }>[]>;
}>;

/**
 * Lists facts as they were reported, placement after placement, totals before deltas; each says who reported it, whose
 * flight it is by now, and whether it counts. The cursor says placement, kind and the last key.
 */
export function createListFacts(input: ListFactsInput) {
  /** One more than `limit`, where there are more. */
  const find = async (query: DeliveryQuery, cursor: string | undefined, limit: number): Promise<readonly Found[]> => {
    const position = decodeCursor(cursor, 3);
    const found: Found[] = [];
    for (const mapping of await input.askedPlacements(query)) {
      if (position && mapping.key < String(position[0])) continue;
      const isHere = position !== null && mapping.key === String(position[0]);
      const range = dayRange(mapping.sourceId, mapping.placement, query.from ?? FIRST_DAY, query.to ?? AFTER_LAST_DAY);
      for (const kind of ['total', 'delta'] as const) {
        if (isHere && kind === 'total' && position[1] === 'delta') continue;
        const after = isHere && position[1] === kind ? String(position[2]) : undefined;
        const part = await input.facts.listRange(kind, { ...range, after }, limit + 1 - found.length);
        found.push(...part.map((fact) => ({ fact, mapping })));
        if (found.length > limit) return found;
      }
    }
    return found;
  };

  const toResponses = async (found: readonly Found[]): Promise<DeliveryResponse[]> => {
    const [sources, flights, states] = await Promise.all([
      input.sources.listAll(),
      input.findFlights([...new Set(found.map(({ mapping }) => mapping.flightId).filter((id) => id !== ''))]),
      input.days.findByIds([...new Set(found.map(({ fact }) => fact.dayId))]),
    ]);
    const nameOf = new Map(sources.map(({ id, name }) => [id, name]));
    const flightOf = new Map(flights.map((flight) => [flight.id, flight]));
    const grainsOf = new Map(states.map(({ id, grains }) => [id, grains]));
    return found.map(({ fact, mapping }) => {
      const flight = flightOf.get(mapping.flightId);
      const { id, sourceId, placement, day, kind, window, revision, attemptId, measures } = fact;
      return {
        ...{ id, sourceId, placement, day, kind, window, revision, attemptId },
        ...measures,
        sourceName: nameOf.get(sourceId) ?? sourceId,
        campaignId: flight?.campaignId ?? (mapping.campaignId || null),
        lineId: flight?.lineId ?? null,
        flightId: mapping.flightId || null,
        hour: fact.grain === DAY_GRAIN ? null : `${fact.grain.slice(0, 16)}:00Z`,
        counts: kind === 'delta' || countsIn(grainsOf.get(fact.dayId) ?? [], fact),
        receivedAt: wireInstant(fact.at),
      };
    });
  };

  return async (query: DeliveryQuery, cursor: string | undefined, limit: number): Promise<Page<DeliveryResponse>> => {
    const found = await find(query, cursor, limit);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return { items: await toResponses(page), nextCursor: last ? cursorAt(last) : null };
  };
}

function cursorAt({ fact, mapping }: Found): string {
  return encodeCursor([mapping.key, fact.kind, fact.kind === 'total' ? fact.id : deltaCursorOf(fact)]);
}
