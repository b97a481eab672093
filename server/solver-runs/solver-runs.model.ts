import { Schema, type Connection } from 'mongoose';
import type { SolverRunResponse } from '../../shared/contracts/solver-runs.ts';
import type { Issue } from '../../shared/domain/issue.ts';
import { isDuplicateKey } from '../db/errors.ts';

export type RunProgress = SolverRunResponse['progress'];
export type RunAnswer = Readonly<{
  schedule: SolverRunResponse['schedule'];
  rotation: SolverRunResponse['rotation'];
  buy: SolverRunResponse['buy'];
}>;

/** One run of the solvers, as any process may read it. `heartbeatAt`: the process that runs it was alive then. */
export type SolverRun = Readonly<{
  id: string;
  campaignId: string;
  kind: SolverRunResponse['kind'];
  planId: string | null;
  status: SolverRunResponse['status'];
  progress: RunProgress;
  answer: RunAnswer | null;
  issues: readonly Issue[];
  startedBy: string;
  startedAt: number;
  heartbeatAt: number;
  cancelRequestedAt: number | null;
  endedAt: number | null;
}>;
type RunDocument = Omit<SolverRun, 'id' | 'startedAt' | 'heartbeatAt' | 'cancelRequestedAt' | 'endedAt'> & {
  _id: string;
  startedAt: Date;
  heartbeatAt: Date;
  cancelRequestedAt: Date | null;
  endedAt: Date | null;
  /** What no other run may work at meanwhile; held while this one runs. */
  holds?: string;
};

const A_WEEK_S = 7 * 86_400;

const runSchema = new Schema<RunDocument>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    kind: { type: String, required: true },
    planId: { type: String, default: null },
    status: { type: String, required: true },
    progress: { type: Schema.Types.Mixed, required: true },
    answer: { type: Schema.Types.Mixed, default: null },
    issues: { type: Schema.Types.Mixed, default: [] },
    startedBy: { type: String, required: true },
    startedAt: { type: Date, required: true, expires: A_WEEK_S },
    heartbeatAt: { type: Date, required: true },
    cancelRequestedAt: { type: Date, default: null },
    endedAt: { type: Date, default: null },
    holds: { type: String },
  },
  { collection: 'solver_runs', versionKey: false, minimize: false },
);
runSchema.index({ campaignId: 1, _id: 1 });
runSchema.index({ holds: 1 }, { unique: true, sparse: true });

/** A schedule and a rotation change the same spots; a buy changes nothing. */
const HELD: Readonly<Record<SolverRun['kind'], string>> = { schedule: 'spots', rotate: 'spots', buy: 'buy' };
const holdsOf = ({ campaignId, kind }: Pick<SolverRun, 'campaignId' | 'kind'>) => `${campaignId} ${HELD[kind]}`;

function toRun(document: RunDocument): SolverRun {
  const { _id, startedAt, heartbeatAt, cancelRequestedAt, endedAt, holds: _holds, ...rest } = document;
  return {
    ...rest,
    id: _id,
    startedAt: startedAt.getTime(),
    heartbeatAt: heartbeatAt.getTime(),
    cancelRequestedAt: cancelRequestedAt?.getTime() ?? null,
    endedAt: endedAt?.getTime() ?? null,
  };
}

/** Keeps runs for a week. A run ends once: every change asks for `running`. What a run holds no other run holds meanwhile. */
export function createSolverRunsModel(connection: Connection) {
  const runs = connection.model<RunDocument>('SolverRun', runSchema);
  const change = async (id: string, set: Partial<RunDocument>, unset?: { holds: 1 }): Promise<SolverRun | null> => {
    const document = await runs
      .findOneAndUpdate(
        { _id: id, status: 'running' },
        { $set: set as object, ...(unset ? { $unset: unset } : {}) },
        { returnDocument: 'after' },
      )
      .lean();
    return document ? toRun(document as RunDocument) : null;
  };
  return {
    /** False when another run holds what this one needs. */
    async insert(run: SolverRun): Promise<boolean> {
      const { id, startedAt, heartbeatAt, ...rest } = run;
      const dates = { startedAt: new Date(startedAt), heartbeatAt: new Date(heartbeatAt) };
      try {
        await runs.create([
          { ...rest, ...dates, _id: id, cancelRequestedAt: null, endedAt: null, holds: holdsOf(run) },
        ]);
        return true;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return false;
      }
    },
    /** The run that holds what one of this kind would need. */
    async holder(run: Pick<SolverRun, 'campaignId' | 'kind'>): Promise<SolverRun | null> {
      const document = await runs.findOne({ holds: holdsOf(run) }).lean();
      return document ? toRun(document as RunDocument) : null;
    },
    async find(id: string): Promise<SolverRun | null> {
      const document = await runs.findById(id).lean();
      return document ? toRun(document as RunDocument) : null;
    },
    /** The newest runs of a campaign, without their answers. */
    async latest(campaignId: string, limit: number): Promise<readonly SolverRun[]> {
      const documents = await runs.find({ campaignId }).select({ answer: 0 }).sort({ _id: -1 }).limit(limit).lean();
      return documents.map((document) => toRun({ ...(document as RunDocument), answer: null }));
    },
    /** Notes progress and life; gives the run as it is now, or null when it has ended. */
    beat: (id: string, progress: RunProgress, at: number) => change(id, { progress, heartbeatAt: new Date(at) }),
    requestCancel: (id: string, at: number) => change(id, { cancelRequestedAt: new Date(at) }),
    end: (id: string, outcome: Pick<SolverRun, 'status' | 'answer' | 'issues' | 'progress'>, at: number) =>
      change(id, { ...outcome, endedAt: new Date(at), heartbeatAt: new Date(at) }, { holds: 1 }),
  };
}
export type SolverRunsModel = ReturnType<typeof createSolverRunsModel>;
