import { createAlertSettingsModel } from '../alerts/alert-settings.model.ts';
import { createAlertsModel } from '../alerts/alerts.model.ts';
import { createAlertsService } from '../alerts/alerts.service.ts';
import { findUpcoming } from '../alerts/causes/find-upcoming.ts';
import { createNoticesModel } from '../alerts/notices/notices.model.ts';
import { createNoticesService } from '../alerts/notices/notices.service.ts';
import { createSendThrough } from '../alerts/notices/notify.ts';
import { createCompetitorsModel } from '../competitors/competitors.model.ts';
import { createCompetitorsService } from '../competitors/competitors.service.ts';
import { createConversionsModel } from '../conversions/conversions.model.ts';
import { createConversionsService } from '../conversions/conversions.service.ts';
import { createDaysAsKnown } from '../deliveries/days-as-known.ts';
import { createPacingService } from '../pacing/pacing.service.ts';
import { transactionsOf } from '../plans/plans.service.ts';
import { createPlannedAirings } from '../spots/planned-airings.ts';
import { createCampaignFeeds } from '../webhooks/sources/campaign-feeds.ts';
import type { CompositionBase } from './composition-base.ts';
import type { composeDelivery } from './compose-delivery.ts';
import type { composePlanning } from './compose-planning.ts';
import type { composeSpots } from './compose-spots.ts';
import type { SendMail } from '../mail/send-mail.ts';

export type JudgingInput = Pick<ReturnType<typeof composePlanning>, 'campaigns' | 'plans' | 'flights'> &
  Pick<
    ReturnType<typeof composeDelivery>,
    'placements' | 'reportModels' | 'reportedFacts' | 'secretBox' | 'otherWays'
  > &
  Pick<ReturnType<typeof composeSpots>, 'spotsModel' | 'creativesModel'> &
  Readonly<{ publicUrl: () => string; allowPrivateFetch?: boolean; sendMail?: SendMail }>;

/** Pacing, alerts, competitors and conversions: delivery held against the plan. */
export function composeJudging(base: CompositionBase, input: JudgingInput) {
  const { connection, clock, audit, announce, randomBytes, logError } = base;
  const { campaigns, plans, flights, placements, reportModels, reportedFacts, secretBox, spotsModel, creativesModel } =
    input;
  const alertSettings = createAlertSettingsModel(connection);
  const pacing = createPacingService({
    ...{ campaigns, plans, flights, placements, clock },
    airingsOf: createPlannedAirings(spotsModel),
    days: reportModels.days,
    daysAsKnown: createDaysAsKnown({ days: reportModels.days, facts: reportedFacts }),
    async bandsOf(campaignId) {
      const { settings } = await alertSettings.find(campaignId);
      return { underBelow: settings.underBandBasisPoints / 10_000, overAbove: settings.overBandBasisPoints / 10_000 };
    },
  });
  const send = createSendThrough({ sendMail: input.sendMail ?? null, allowPrivate: input.allowPrivateFetch ?? false });
  const notices = createNoticesService({
    model: createNoticesModel(connection),
    async channelsOf(campaignId) {
      const { settings, sealedSecret } = await alertSettings.find(campaignId);
      return { channels: settings.channels, secret: sealedSecret === null ? null : secretBox.open(sealedSecret) };
    },
    ...{ send, clock, newId: base.newId, onError: logError },
  });
  const alerts = createAlertsService({
    model: createAlertsModel(connection),
    settings: alertSettings,
    figures: pacing.figures,
    feeds: createCampaignFeeds({ ...reportModels, placements, clock, pullDue: input.otherWays.pullDue }),
    async upcoming(campaignId) {
      const { timeZone } = await campaigns.get(campaignId);
      const [ofCampaign, spotsOf] = await Promise.all([
        creativesModel.listByCampaign(campaignId),
        spotsModel.listByCampaign(campaignId),
      ]);
      return findUpcoming({ creatives: ofCampaign, spots: spotsOf, timeZone });
    },
    async listCampaigns() {
      const page = await campaigns.list({}, undefined, 500);
      return page.items
        .filter(
          ({ approvedPlanId, status }) => approvedPlanId !== null && status !== 'completed' && status !== 'canceled',
        )
        .map(({ id }) => id);
    },
    pauseFlight: (flightId, by, note) => flights.step(flightId, 'pause', by, note),
    ...{ send, notices, transaction: transactionsOf(connection) },
    box: secretBox,
    onError: logError,
    ...base,
  });
  const competitors = createCompetitorsService({
    model: createCompetitorsModel(connection),
    campaigns,
    plans,
    audit,
  });
  const conversions = createConversionsService({
    model: createConversionsModel(connection),
    campaigns,
    plans,
    figures: pacing.figures,
    publicUrl: input.publicUrl,
    randomBytes,
    announce,
  });
  return { pacing, alerts, competitors, conversions };
}
