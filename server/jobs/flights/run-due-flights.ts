import { decideFlightJob } from '../../../shared/domain/decide-flight-job.ts';
import { flightStep } from '../../../shared/domain/flight.ts';
import type { Clock } from '../../clock.ts';
import type { FlightEvent, FlightJob, FlightsModel, RunningFlight } from '../../plans/flights.model.ts';

/** The part of the flights' store that jobs work on. */
export type DueFlightsStore = Pick<FlightsModel, 'listDue' | 'findById' | 'replaceAtRev'>;
export type TurnedFlight = Readonly<{
  flight: RunningFlight;
  edge: 'start' | 'stop';
  dueAt: number;
  lateMs: number;
  outcome: 'done' | 'missed';
}>;

export type RunDueFlightsInput = Readonly<{
  store: DueFlightsStore;
  clock: Clock;
  /** Whether a flight has copy that may run; asked only for flights waiting for it. */
  hasCopy(flight: RunningFlight): Promise<boolean>;
  afterRun(flights: readonly RunningFlight[]): Promise<void>;
}>;

const MOST_FLIGHTS = 5_000;
/** Flights turned at the same time. */
const AT_ONCE = 16;

/** Starts and stops every flight that is due, stops first; each is one compare-and-set on (id, rev). */
export function createRunDueFlights(input: RunDueFlightsInput) {
  const { store, clock } = input;

  const turn = async (id: string): Promise<TurnedFlight | null> => {
    for (;;) {
      const flight = await store.findById(id);
      if (!flight) return null;
      const now = clock.now();
      const hasCopy = flight.status === 'pending_creatives' ? await input.hasCopy(flight) : true;
      const decision = decideFlightJob(flight, now, hasCopy);
      if (decision.kind === 'nothing' || decision.kind === 'waiting') return null;
      const next = turned(flight, decision, now);
      if (!(await store.replaceAtRev(flight.id, flight.rev, next))) continue;
      const { edge, lateMs } = decision;
      return {
        flight: next,
        edge: edge.kind,
        dueAt: edge.dueAt,
        lateMs,
        outcome: decision.kind === 'run' ? 'done' : 'missed',
      };
    }
  };

  return async (until: number): Promise<readonly TurnedFlight[]> => {
    const now = clock.now();
    const due = [...(await store.listDue(Math.min(until, now) + 1, MOST_FLIGHTS))].sort(
      (a, b) => urgency(a, now) - urgency(b, now),
    );
    const done: TurnedFlight[] = [];
    for (let at = 0; at < due.length; at += AT_ONCE) {
      const turnedNow = await Promise.all(due.slice(at, at + AT_ONCE).map(({ id }) => turn(id)));
      done.push(...turnedNow.filter((one) => one !== null));
    }
    if (done.length > 0) await input.afterRun(done.map(({ flight }) => flight));
    return done;
  };
}
export type RunDueFlights = ReturnType<typeof createRunDueFlights>;

/** Stops before starts. */
function urgency(flight: RunningFlight, now: number): number {
  return flight.actions.some(({ kind, status, dueAt }) => kind === 'stop' && status === 'pending' && dueAt <= now)
    ? 0
    : 1;
}

type Decided = Extract<ReturnType<typeof decideFlightJob>, { kind: 'run' | 'missed' }>;

function turned(flight: RunningFlight, decision: Decided, at: number): RunningFlight {
  const status: FlightJob['status'] = decision.kind === 'run' ? 'done' : 'missed';
  const isStop = decision.edge.kind === 'stop';
  const settle = (job: FlightJob): FlightJob => {
    if (job.status !== 'pending') return job;
    if (job.kind === decision.edge.kind) return { ...job, status };
    return isStop ? { ...job, status: 'missed' } : job;
  };
  const late = decision.lateMs > 2_000 ? `${Math.round(decision.lateMs / 1_000)} s late.` : undefined;
  let next: RunningFlight = { ...flight, actions: flight.actions.map(settle), rev: flight.rev + 1 };
  for (const action of decision.kind === 'run' ? decision.steps : []) {
    const step = flightStep(next.status, action);
    // decideFlightJob names only steps the table allows.
    if (step.kind === 'refused') throw new Error(step.issue.message);
    const event: FlightEvent = {
      at,
      from: next.status,
      to: step.status,
      action,
      by: 'scheduler',
      ...(late === undefined ? {} : { note: late }),
    };
    next = { ...next, status: step.status, history: [...next.history, event] };
  }
  return next;
}
