import type { SpotsService } from '../spots/spots.service.ts';
import type { StepSpots } from './orders.service.ts';

/** What an order does to spots: the spots of its flights take the step together. */
export function createStepSpots(spots: Pick<SpotsService, 'stepMany'>): StepSpots {
  return async (campaignId, flightIds, step, context) => {
    for (const flightId of flightIds) await spots.stepMany(campaignId, { flightId }, step, context);
  };
}
