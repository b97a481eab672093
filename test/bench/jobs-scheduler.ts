import { randomBytes } from 'node:crypto';
import { connectDatabase, ensureIndexes } from '../../server/db/connect.ts';
import { systemClock } from '../../server/clock.ts';
import { createIds } from '../../server/ids.ts';
import { createDeadLettersModel } from '../../server/jobs/inbox/dead-letters.model.ts';
import { createDeadLettersService } from '../../server/jobs/inbox/dead-letters.service.ts';
import { createScheduler } from '../../server/jobs/scheduler.ts';
import { createWorkersModel } from '../../server/jobs/upkeep/workers.model.ts';
import { createFlightsModel } from '../../server/plans/flights.model.ts';
import { createSpotsModel } from '../../server/spots/spots.model.ts';

/** The scheduler over a database by itself: no HTTP, real clock. `onFlights` hears of flights that turned. */
export async function openScheduler(uri: string, worker: string, onFlights: () => void = () => undefined) {
  const connection = await connectDatabase(uri);
  const newId = createIds(systemClock, randomBytes);
  const spots = createSpotsModel(connection);
  const flights = createFlightsModel(connection);
  const workers = createWorkersModel(connection);
  const deadLetters = createDeadLettersService({
    model: createDeadLettersModel(connection),
    spots,
    worker,
    clock: systemClock,
    newId,
    audit: async () => undefined,
  });
  const scheduler = createScheduler({
    ...{ connection, spots, flights, workers, deadLetters, worker, newId },
    clock: systemClock,
    hasCopy: async () => true,
    afterSpots: async () => undefined,
    async afterFlights() {
      onFlights();
    },
    checkPacing: async () => undefined,
    sweeps: [],
    onError: (error) => process.stderr.write(`${worker}: ${String(error)}\n`),
  });
  return { connection, spots, flights, scheduler, prepare: () => ensureIndexes(connection) };
}
export type OpenScheduler = Awaited<ReturnType<typeof openScheduler>>;
