import { Schema, type Connection } from 'mongoose';
import type { Flight, FlightAction, FlightStatus } from '../../shared/domain/flight.ts';
import type { Channel } from '../../shared/domain/plan.ts';

/** A thing to be done for a flight at a time. */
export type FlightJob = Readonly<{
  kind: 'start' | 'stop';
  dueAt: number;
  missedAfter: number;
  status: 'pending' | 'done' | 'missed' | 'canceled';
}>;
/** One change of a running flight: when, from which status to which, by what step, who. */
export type FlightEvent = Readonly<{
  at: number;
  from: FlightStatus;
  to: FlightStatus;
  action: FlightAction;
  by: string;
  note?: string | undefined;
}>;

/**
 * A flight as it runs: made when its plan is approved, kept while later plans revise it. The plan says what was agreed;
 * this says where the flight stands. Its id is the flight's id in every version of the plan.
 */
export type RunningFlight = Flight &
  Readonly<{
    campaignId: string;
    planId: string;
    lineId: string;
    lineName: string;
    channel: Channel;
    vendor: string;
    rev: number;
    actions: readonly FlightJob[];
    history: readonly FlightEvent[];
  }>;

type FlightDocument = Omit<RunningFlight, 'id' | 'actions' | 'history'> & {
  _id: string;
  actions: (Omit<FlightJob, 'dueAt' | 'missedAfter'> & { dueAt: Date; missedAfter: Date })[];
  history: (Omit<FlightEvent, 'at'> & { at: Date })[];
};

const flightSchema = new Schema<FlightDocument>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    planId: { type: String, required: true },
    lineId: { type: String, required: true },
    lineName: { type: String, required: true },
    channel: { type: String, required: true },
    vendor: { type: String, required: true },
    startDay: { type: String, required: true },
    endDay: { type: String, required: true },
    budgetCents: { type: Number, required: true },
    pattern: { type: Schema.Types.Mixed, required: true },
    hardStop: { type: Boolean, required: true },
    status: { type: String, required: true },
    rev: { type: Number, required: true },
    actions: { type: Schema.Types.Mixed, default: [] },
    history: { type: Schema.Types.Mixed, default: [] },
  },
  { collection: 'flights', versionKey: false, minimize: false },
);
flightSchema.index({ campaignId: 1, _id: 1 });
flightSchema.index({ 'actions.status': 1, 'actions.dueAt': 1 });

function toDocument({ id, actions, history, ...rest }: RunningFlight): FlightDocument {
  return {
    ...rest,
    _id: id,
    actions: actions.map((job) => ({ ...job, dueAt: new Date(job.dueAt), missedAfter: new Date(job.missedAfter) })),
    history: history.map((event) => ({ ...event, at: new Date(event.at) })),
  };
}

function toFlight({ _id, actions, history, ...rest }: FlightDocument): RunningFlight {
  return {
    ...rest,
    id: _id,
    actions: actions.map((job) => ({ ...job, dueAt: job.dueAt.getTime(), missedAfter: job.missedAfter.getTime() })),
    history: history.map((event) => ({ ...event, at: event.at.getTime() })),
  };
}

/** Keeps running flights; every change is a compare-and-set on (id, rev). */
export function createFlightsModel(connection: Connection) {
  const flights = connection.model<FlightDocument>('Flight', flightSchema);
  const many = (documents: readonly unknown[]) => documents.map((document) => toFlight(document as FlightDocument));
  return {
    async findById(id: string): Promise<RunningFlight | null> {
      const document = await flights.findById(id).lean();
      return document ? toFlight(document as FlightDocument) : null;
    },
    async findByIds(ids: readonly string[]): Promise<readonly RunningFlight[]> {
      return many(await flights.find({ _id: { $in: [...ids] } }).lean());
    },
    async listByCampaign(campaignId: string): Promise<readonly RunningFlight[]> {
      return many(await flights.find({ campaignId }).sort({ _id: 1 }).lean());
    },
    /** Flights with a pending action due before `until`, for the materialiser. */
    async listDue(until: number, limit: number): Promise<readonly RunningFlight[]> {
      const due = { actions: { $elemMatch: { status: 'pending', dueAt: { $lt: new Date(until) } } } };
      return many(await flights.find(due).limit(limit).lean());
    },
    async insert(flight: RunningFlight): Promise<void> {
      await flights.create([toDocument(flight)]);
    },
    /** Replaces the flight when it is still at `rev`; false when somebody was faster. `next.rev` must be `rev + 1`. */
    async replaceAtRev(id: string, rev: number, next: RunningFlight): Promise<boolean> {
      const { _id, ...set } = toDocument(next);
      const done = await flights.updateOne({ _id: id, rev }, { $set: set });
      return done.matchedCount === 1 && _id === id;
    },
  };
}
export type FlightsModel = ReturnType<typeof createFlightsModel>;
