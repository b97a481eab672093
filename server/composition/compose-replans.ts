import { createCurvesService } from '../forecast/curves.service.ts';
import { createDeliveredDays } from '../forecast/delivered-days.ts';
import { createReplansModel } from '../replans/replans.model.ts';
import { createReplansService } from '../replans/replans.service.ts';
import type { CompositionBase } from './composition-base.ts';
import type { composeDelivery } from './compose-delivery.ts';
import type { composePlanning } from './compose-planning.ts';
import type { composeSpots } from './compose-spots.ts';

export type ReplansInput = Pick<ReturnType<typeof composePlanning>, 'campaigns' | 'plans' | 'flights'> &
  Pick<ReturnType<typeof composeDelivery>, 'placements' | 'reportModels'> &
  Pick<ReturnType<typeof composeSpots>, 'spotsModel'>;

/** Curves learned from delivery, and re-plans proposed from them. */
export function composeReplans(base: CompositionBase, input: ReplansInput) {
  const { campaigns, plans, flights, placements, reportModels, spotsModel } = input;
  const deliveredDays = createDeliveredDays({ placements, days: reportModels.days });
  const curves = createCurvesService({ campaigns, plans, deliveredDays, clock: base.clock });
  const replans = createReplansService({
    model: createReplansModel(base.connection),
    ...{ plans, curves, flights },
    spotCosts: spotsModel.listByCampaign,
    ...base,
  });
  return { curves, replans };
}
