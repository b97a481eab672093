import type { SourcesModel } from '../../webhooks/sources/sources.model.ts';
import type { DaysModel } from '../days.model.ts';
import { placementOfKey } from '../ledger/fact.ts';
import type { PlacementMapping, PlacementsModel } from '../placements.model.ts';

/** What a list of reported facts or days is about; days are days of the report, `to` exclusive. */
export type DeliveryQuery = Readonly<{
  campaignId?: string | undefined;
  flightId?: string | undefined;
  sourceId?: string | undefined;
  placement?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}>;

/** Lower than any day, for a query without `from`. */
export const FIRST_DAY = '0000-00-00';
/** Higher than any day, for a query without `to`. */
export const AFTER_LAST_DAY = '9999-99-99';

export type AskedPlacements = (query: DeliveryQuery) => Promise<readonly PlacementMapping[]>;

/** Finds the placements a query is about, in the order of their keys; one without a flight has empty ids. */
export function createAskedPlacements(input: {
  placements: Pick<PlacementsModel, 'listByFlights' | 'listByCampaign' | 'findByKeys'>;
  days: Pick<DaysModel, 'placementKeysOf'>;
  sources: Pick<SourcesModel, 'listAll'>;
}): AskedPlacements {
  const { placements, days, sources } = input;

  const ofSources = async (sourceId: string | undefined): Promise<readonly PlacementMapping[]> => {
    const ids = sourceId === undefined ? (await sources.listAll()).map(({ id }) => id) : [sourceId];
    const keys = (await Promise.all(ids.map((id) => days.placementKeysOf(id)))).flat();
    const known = new Map((await placements.findByKeys(keys)).map((mapping) => [mapping.key, mapping]));
    return keys.map((key) => known.get(key) ?? unmapped(key));
  };

  return async (query) => {
    const mapped = query.flightId
      ? await placements.listByFlights([query.flightId])
      : query.campaignId
        ? await placements.listByCampaign(query.campaignId)
        : await ofSources(query.sourceId);
    const wanted = mapped.filter(
      ({ sourceId, placement }) =>
        (query.sourceId === undefined || sourceId === query.sourceId) &&
        (query.placement === undefined || placement === query.placement),
    );
    return [...wanted].sort((a, b) => (a.key < b.key ? -1 : 1));
  };
}

function unmapped(key: string): PlacementMapping {
  return { key, ...placementOfKey(key), flightId: '', campaignId: '', mappedAt: 0 };
}
