import type { Clock } from '../clock.ts';
import type { CheckpointsModel } from '../deliveries/checkpoints.model.ts';
import type { DaysModel } from '../deliveries/days.model.ts';
import type { FactsModel } from '../deliveries/facts.model.ts';
import type { HeldRowsModel } from '../deliveries/held-rows.model.ts';
import { createAccept } from '../deliveries/ledger/accept.ts';
import { createTotalsBook } from '../deliveries/ledger/book-totals.ts';
import { createDayKeeper } from '../deliveries/ledger/day-keeper.ts';
import type { DayState } from '../deliveries/ledger/day-state.ts';
import { placementKeyOf } from '../deliveries/ledger/fact.ts';
import { createPending } from '../deliveries/ledger/pending.ts';
import { createRoller } from '../deliveries/ledger/roller.ts';
import type { MappedFlights } from '../deliveries/mapped-flights.ts';
import type { NewId } from '../ids.ts';
import type { Announce } from '../live/live.ts';
import type { AttemptsModel } from './attempts/attempts.model.ts';
import { createDoor } from './door/door.ts';
import { createIntake } from './door/intake.ts';
import type { NoncesModel } from './door/nonces.model.ts';
import { createRecovery } from './door/recovery.ts';
import { createRefusedPosts } from './door/refused-posts.ts';
import { createSightings } from './sources/sightings.ts';
import type { SourceDirectory } from './sources/source-directory.ts';
import type { SourcesModel } from './sources/sources.model.ts';

export type ReportingInput = Readonly<{
  models: Readonly<{
    sources: SourcesModel;
    attempts: AttemptsModel;
    nonces: NoncesModel;
    facts: FactsModel;
    days: DaysModel;
    heldRows: HeldRowsModel;
    checkpoints: CheckpointsModel;
  }>;
  directory: SourceDirectory;
  mappedFlights: MappedFlights;
  clock: Clock;
  newId: NewId;
  announce: Announce;
  publicUrl(): string;
  randomBytes(size: number): Uint8Array;
  count(outcome: string): void;
  /** A source that numbers its reports was seen: there may be a gap. */
  onNumbered?(sourceId: string): void;
  onError(error: unknown): void;
}>;

/** The way of a report through the process: door → intake → ledger → day totals, with what keeps it whole over a crash. */
export function createReporting(input: ReportingInput) {
  const { models, clock, newId, announce, onError } = input;
  const processId = newId('prc');
  const pending = createPending({ model: models.checkpoints, clock, processId, onError });
  const announceDays = async (states: readonly DayState[]) => {
    const mappings = await input.mappedFlights.find([
      ...new Set(states.map(({ sourceId, placement }) => placementKeyOf(sourceId, placement))),
    ]);
    for (const { campaignId, flightId } of mappings.values()) announce({ kind: 'delivery', campaignId, id: flightId });
  };
  const keeper = createDayKeeper({
    facts: models.facts,
    days: models.days,
    clock,
    onChanged: (states) => void announceDays(states).catch(onError),
  });
  const bookTotals = createTotalsBook({ facts: models.facts, keeper });
  const roller = createRoller({ facts: models.facts, keeper, onError });
  const sightings = createSightings({
    model: models.sources,
    onError,
    onSaved: (id, isNumbered) => {
      announce({ kind: 'webhook_source', campaignId: null, id });
      if (isNumbered) input.onNumbered?.(id);
    },
  });
  const refused = createRefusedPosts({
    model: models.attempts,
    onError,
    onKept: (id) => announce({ kind: 'webhook_attempt', campaignId: null, id }),
  });
  const intake = createIntake({
    attempts: models.attempts,
    accept: createAccept({ facts: models.facts, bookTotals, heldRows: models.heldRows }),
    roller,
    pending,
    clock,
    mapped: input.mappedFlights,
    onSeen: sightings.see,
    onError,
  });
  const door = createDoor({
    sources: input.directory,
    intake,
    takeNonce: models.nonces.take,
    keepRefused: refused.keep,
    backlog: roller.backlog,
    clock,
    newId,
    publicUrl: input.publicUrl,
    randomBytes: input.randomBytes,
    count: input.count,
    onError,
  });
  const recover = createRecovery({
    checkpoints: models.checkpoints,
    sources: models.sources,
    attempts: models.attempts,
    intake,
    clock,
    processId,
  });
  let recovering: Promise<unknown> = Promise.resolve();

  /** Waits until all that was accepted is visible and noted. */
  const settle = async (): Promise<void> => {
    await recovering;
    await roller.settle();
    await intake.settle();
    await sightings.settle();
    await refused.settle();
  };

  return {
    door,
    intake,
    forgetDays: keeper.forget,
    settle,
    /** From the end of this on, posts may be taken; what a crash left behind is made good beside them. */
    async start(): Promise<void> {
      await pending.start();
      recovering = recover().catch(onError);
    },
    async stop(): Promise<void> {
      await settle();
      await pending.stop();
    },
  };
}
export type Reporting = ReturnType<typeof createReporting>;
