import type { JobHandler } from '../job-definition.ts';
import type { RunDueFlights } from './run-due-flights.ts';

/** Starts and stops the flights due up to the trigger's time. */
export function createTurnFlightsHandler(runDueFlights: RunDueFlights): JobHandler {
  return async ({ until }) => {
    await runDueFlights(until);
  };
}
