import { createCheckpointsModel } from '../deliveries/checkpoints.model.ts';
import { createDaysModel } from '../deliveries/days.model.ts';
import { createDeliveriesService } from '../deliveries/deliveries.service.ts';
import { createFactsModel } from '../deliveries/facts.model.ts';
import { createHeldRowsModel } from '../deliveries/held-rows.model.ts';
import { createRecount } from '../deliveries/ledger/recount.ts';
import { createMappedFlights } from '../deliveries/mapped-flights.ts';
import { createPlacementsModel } from '../deliveries/placements.model.ts';
import { createReportedFacts } from '../deliveries/reported-facts.ts';
import { createAttemptsModel } from '../webhooks/attempts/attempts.model.ts';
import { createAttemptsService } from '../webhooks/attempts/attempts.service.ts';
import { createNoncesModel } from '../webhooks/door/nonces.model.ts';
import { createOtherWays } from '../webhooks/other-ways/other-ways.service.ts';
import { createPulls } from '../webhooks/other-ways/pulls.ts';
import { createReporting } from '../webhooks/reporting.ts';
import { createSecretBox } from '../webhooks/sources/secrets.ts';
import { createSourceDirectory } from '../webhooks/sources/source-directory.ts';
import { createSourcesModel } from '../webhooks/sources/sources.model.ts';
import { createSourcesService } from '../webhooks/sources/sources.service.ts';
import type { CompositionBase } from './composition-base.ts';
import type { Metrics } from '../http/metrics.ts';
import type { FlightsService } from '../plans/flights.service.ts';

export type DeliveryInput = Readonly<{
  secret: string;
  publicUrl: () => string;
  allowPrivateFetch?: boolean;
  metrics: Metrics;
  flights: FlightsService;
}>;

/** Webhook sources, the door, the ledger and the other ways a report may come. */
export function composeDelivery(base: CompositionBase, input: DeliveryInput) {
  const { clock, announce, randomBytes, connection, logError } = base;
  const { metrics, flights } = input;
  const reportModels = {
    sources: createSourcesModel(connection),
    attempts: createAttemptsModel(connection),
    nonces: createNoncesModel(connection),
    facts: createFactsModel(connection),
    days: createDaysModel(connection),
    heldRows: createHeldRowsModel(connection),
    checkpoints: createCheckpointsModel(connection),
  };
  const placements = createPlacementsModel(connection);
  const mappedFlights = createMappedFlights(placements);
  const secretBox = createSecretBox(input.secret, randomBytes);
  const directory = createSourceDirectory({ model: reportModels.sources, box: secretBox, clock });
  const countPosts = (outcome: string) =>
    metrics.count('webhook_posts_total', 'Webhook posts by outcome.', { outcome });
  const reporting = createReporting({
    models: reportModels,
    directory,
    mappedFlights,
    ...base,
    publicUrl: input.publicUrl,
    count: countPosts,
    onNumbered: (sourceId) => void pulls.pullDue([sourceId]).catch(logError),
    onError: logError,
  });
  const pulls = createPulls({
    model: reportModels.sources,
    attempts: reportModels.attempts,
    intake: reporting.intake,
    allowPrivate: input.allowPrivateFetch ?? false,
    onError: logError,
    ...base,
  });
  const sources = createSourcesService({
    model: reportModels.sources,
    attempts: reportModels.attempts,
    days: reportModels.days,
    placements,
    directory,
    box: secretBox,
    findFlights: flights.findByIds,
    onMapped({ flightId, campaignId }) {
      mappedFlights.forget();
      if (flightId) announce({ kind: 'delivery', campaignId, id: flightId });
    },
    ...base,
  });
  const attempts = createAttemptsService({
    model: reportModels.attempts,
    sources: reportModels.sources,
    days: reportModels.days,
    placements,
    intake: reporting.intake,
    onError: logError,
    ...base,
  });
  const reportedFacts = createReportedFacts(reportModels);
  const deliveries = createDeliveriesService({
    ...reportModels,
    facts: reportedFacts,
    placements,
    intake: reporting.intake,
    recount: createRecount({ ...reportModels, clock }),
    forgetDays: reporting.forgetDays,
    findFlights: flights.findByIds,
    ...base,
  });
  const otherWays = createOtherWays({ sources, directory, intake: reporting.intake, clock, pulls });
  return { reportModels, reportedFacts, placements, secretBox, reporting, sources, attempts, deliveries, otherWays };
}
