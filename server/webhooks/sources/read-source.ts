import type { WebhookAnswer, WebhookSourceResponse } from '../../../shared/contracts/webhooks.ts';
import { addMetrics, ZERO_METRICS } from '../../../shared/domain/delivery/metrics.ts';
import type { Clock } from '../../clock.ts';
import type { DaysModel } from '../../deliveries/days.model.ts';
import { placementOfKey } from '../../deliveries/ledger/fact.ts';
import type { PlacementMapping, PlacementsModel } from '../../deliveries/placements.model.ts';
import type { AttemptsModel } from '../attempts/attempts.model.ts';
import { toSourceResponse } from './source-response.ts';
import type { Source } from './sources.model.ts';

const DAY_MS = 86_400_000;

export type ReadSourceInput = Readonly<{
  attempts: Pick<AttemptsModel, 'countSince' | 'answersSince'>;
  days: Pick<DaysModel, 'placementKeysOf' | 'listByPlacements'>;
  placements: Pick<PlacementsModel, 'listBySource'>;
  clock: Clock;
}>;
export type ReadSource = (source: Source) => Promise<WebhookSourceResponse>;

/** Reads a source with its placements, the ones without a flight, and what came in the last day. */
export function createReadSource(input: ReadSourceInput): ReadSource {
  const unmappedOf = async (
    sourceId: string,
    mappings: readonly PlacementMapping[],
  ): Promise<WebhookSourceResponse['unmapped']> => {
    const known = new Set(mappings.map(({ key }) => key));
    const keys = (await input.days.placementKeysOf(sourceId)).filter((key) => !known.has(key));
    const days = await input.days.listByPlacements(keys, {});
    return keys.map((key) => {
      const { placement } = placementOfKey(key);
      const ofPlacement = days.filter((day) => day.placement === placement).sort((a, b) => (a.day < b.day ? -1 : 1));
      const { spendMicros, impressions } = ofPlacement.reduce(
        (sum, { totals }) => addMetrics(sum, totals),
        ZERO_METRICS,
      );
      return {
        placement,
        days: ofPlacement.length,
        spendMicros,
        impressions,
        firstDay: ofPlacement[0]?.day ?? '',
        lastDay: ofPlacement.at(-1)?.day ?? '',
      };
    });
  };

  return async (source) => {
    const now = input.clock.now();
    const [mappings, counts, answers] = await Promise.all([
      input.placements.listBySource(source.id),
      input.attempts.countSince(source.id, now - DAY_MS),
      input.attempts.answersSince(source.id, now - DAY_MS),
    ]);
    const accepted = counts
      .filter(({ status }) => status === 'ok' || status === 'unmatched' || status === 'failed')
      .reduce((sum, { rows }) => sum + rows, 0);
    const sum = (of: (answer: WebhookAnswer) => number) => answers.reduce((total, answer) => total + of(answer), 0);
    const rows = {
      received: accepted,
      stored: accepted - sum((answer) => answer.received - answer.stored),
      duplicates: sum(({ duplicates }) => duplicates),
      quarantined: sum(({ quarantined }) => quarantined),
      dead: sum(({ dead }) => dead),
      rejected: sum(({ rejected }) => rejected.length),
    };
    const attempts = Object.fromEntries(counts.map(({ status, count }) => [status, count]));
    return toSourceResponse(source, { mappings, unmapped: await unmappedOf(source.id, mappings), attempts, rows, now });
  };
}
