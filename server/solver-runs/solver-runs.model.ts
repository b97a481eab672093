import { Schema, type Connection } from 'mongoose';
import type { SolverRunResponse } from '../../shared/contracts/solver-runs.ts';
import type { Issue } from '../../shared/domain/issue.ts';

export type RunProgress = SolverRunResponse['progress'];
export type RunAnswer = Readonly<{
  schedule: SolverRunResponse['schedule'];
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
  },
  { collection: 'solver_runs', versionKey: false, minimize: false },
);
runSchema.index({ campaignId: 1, _id: 1 });

function toRun(document: RunDocument): SolverRun {
  const { _id, startedAt, heartbeatAt, cancelRequestedAt, endedAt, ...rest } = document;
  return {
    ...rest,
    id: _id,
    startedAt: startedAt.getTime(),
    heartbeatAt: heartbeatAt.getTime(),
    cancelRequestedAt: cancelRequestedAt?.getTime() ?? null,
    endedAt: endedAt?.getTime() ?? null,
  };
}

/** Keeps runs for a week. A run ends once: every change asks for `running`. */
export function createSolverRunsModel(connection: Connection) {
  const runs = connection.model<RunDocument>('SolverRun', runSchema);
  const change = async (id: string, set: Partial<RunDocument>): Promise<SolverRun | null> => {
    const document = await runs
      .findOneAndUpdate({ _id: id, status: 'running' }, { $set: set as object }, { returnDocument: 'after' })
      .lean();
    return document ? toRun(document as RunDocument) : null;
  };
  return {
    async insert({ id, startedAt, heartbeatAt, ...rest }: SolverRun): Promise<void> {
      await runs.create([
        {
          ...rest,
          _id: id,
          startedAt: new Date(startedAt),
          heartbeatAt: new Date(heartbeatAt),
          cancelRequestedAt: null,
          endedAt: null,
        },
      ]);
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
      change(id, { ...outcome, endedAt: new Date(at), heartbeatAt: new Date(at) }),
  };
}
export type SolverRunsModel = ReturnType<typeof createSolverRunsModel>;
