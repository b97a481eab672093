import type { Clock } from '../../clock.ts';
import type { PlacementsModel } from '../../deliveries/placements.model.ts';
import type { DaysModel } from '../../deliveries/days.model.ts';
import type { AttemptsModel } from '../attempts/attempts.model.ts';
import { expectedAt, feedState, isKeptByPulls, missingSequences } from './source-response.ts';
import type { SourcesModel } from './sources.model.ts';

const HOUR_MS = 3_600_000;

/** How the sources do that report to a campaign, for its alerts. A source belongs to the campaigns its placements are mapped to. */
export function createCampaignFeeds(input: {
  sources: SourcesModel;
  placements: PlacementsModel;
  attempts: AttemptsModel;
  days: DaysModel;
  clock: Clock;
  /** Asks those of the sources that are due, the silent ones at once. */
  pullDue(sourceIds: readonly string[]): Promise<void>;
}) {
  return async (campaignId: string) => {
    const ids = new Set((await input.placements.listByCampaign(campaignId)).map(({ sourceId }) => sourceId));
    await input.pullDue([...ids]);
    const sources = (await input.sources.listAll()).filter(
      (source) => ids.has(source.id) && !source.internal && source.status === 'active',
    );
    const now = input.clock.now();
    return Promise.all(
      sources.map(async (source) => {
        const [counts, keys, mapped] = await Promise.all([
          input.attempts.countSince(source.id, now - HOUR_MS),
          input.days.placementKeysOf(source.id),
          input.placements.listBySource(source.id),
        ]);
        const known = new Set(mapped.map(({ key }) => key));
        return {
          id: source.id,
          name: source.name,
          feed: feedState(source, now),
          expectedAt: expectedAt(source),
          forgedLastHour: counts.find(({ status }) => status === 'bad_signature')?.count ?? 0,
          missing: missingSequences(source),
          lastPull: source.lastPull,
          lastAcceptedAt: source.lastAcceptedAt,
          isKeptByPulls: isKeptByPulls(source),
          unmapped: keys.filter((key) => !known.has(key)).length,
        };
      }),
    );
  };
}
