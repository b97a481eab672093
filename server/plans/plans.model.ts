import { Schema, type Connection } from 'mongoose';
import type { Plan } from '../../shared/domain/plan.ts';
import { afterId } from '../db/pages.ts';

/** A plan with what the store adds. */
export type StoredPlan = Plan &
  Readonly<{
    name: string;
    rev: number;
    basedOnPlanId: string | null;
    submittedBy: string | null;
    approvedBy: string | null;
    approvedAt: number | null;
    createdAt: number;
    updatedAt: number;
  }>;

type PlanDocument = Omit<StoredPlan, 'id' | 'createdAt' | 'updatedAt' | 'approvedAt' | 'hash'> & {
  _id: string;
  hash: string | null;
  approvedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

const planSchema = new Schema<PlanDocument>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    number: { type: Number, required: true },
    name: { type: String, required: true },
    version: { type: String, required: true },
    status: { type: String, required: true },
    // Lines and flights are parsed at the edge and checked by the domain; they live and change inside their plan.
    lines: { type: Schema.Types.Mixed, required: true },
    hash: { type: String, default: null },
    rev: { type: Number, required: true },
    basedOnPlanId: { type: String, default: null },
    submittedBy: { type: String, default: null },
    approvedBy: { type: String, default: null },
    approvedAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'plans', versionKey: false, minimize: false },
);
planSchema.index({ campaignId: 1, number: 1 }, { unique: true });
planSchema.index({ campaignId: 1, status: 1 });

/** What one change of a plan may set. */
export type PlanChange = Partial<
  Pick<StoredPlan, 'name' | 'lines' | 'status' | 'hash' | 'submittedBy' | 'approvedBy' | 'approvedAt'>
>;

/** Keeps plans; a plan with its lines and flights is one document, so an edit is one compare-and-set. */
export function createPlansModel(connection: Connection) {
  const plans = connection.model<PlanDocument>('Plan', planSchema);
  const toPlan = ({ _id, createdAt, updatedAt, approvedAt, hash, ...rest }: PlanDocument): StoredPlan => ({
    ...rest,
    id: _id,
    hash: hash ?? undefined,
    approvedAt: approvedAt?.getTime() ?? null,
    createdAt: createdAt.getTime(),
    updatedAt: updatedAt.getTime(),
  });
  const one = (document: unknown) => (document ? toPlan(document as PlanDocument) : null);
  return {
    /** Inserts a new plan. The unique number in the campaign is the database's promise (E11000 when taken). */
    async insert({ id, createdAt, updatedAt, approvedAt, hash, ...rest }: StoredPlan): Promise<void> {
      const dates = {
        createdAt: new Date(createdAt),
        updatedAt: new Date(updatedAt),
        approvedAt: approvedAt === null ? null : new Date(approvedAt),
      };
      await plans.create([{ ...rest, ...dates, _id: id, hash: hash ?? null }]);
    },
    async findById(id: string): Promise<StoredPlan | null> {
      return one(await plans.findById(id).lean());
    },
    async findApproved(campaignId: string): Promise<StoredPlan | null> {
      return one(await plans.findOne({ campaignId, status: 'approved' }).lean());
    },
    async highestNumber(campaignId: string): Promise<number> {
      const last = await plans.findOne({ campaignId }).sort({ number: -1 }).select({ number: 1 }).lean();
      return last?.number ?? 0;
    },
    async changeAtRev(id: string, rev: number, change: PlanChange, at: number): Promise<StoredPlan | null> {
      const { approvedAt, ...rest } = change;
      const set = {
        ...rest,
        ...(approvedAt === undefined ? {} : { approvedAt: approvedAt === null ? null : new Date(approvedAt) }),
        updatedAt: new Date(at),
      };
      return one(
        await plans
          .findOneAndUpdate({ _id: id, rev }, { $set: set as object, $inc: { rev: 1 } }, { returnDocument: 'after' })
          .lean(),
      );
    },
    async list(campaignId: string, cursor: string | undefined, limit: number): Promise<readonly StoredPlan[]> {
      const documents = await plans
        .find({ campaignId, ...afterId(cursor) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return documents.map((document) => toPlan(document as PlanDocument));
    },
  };
}
export type PlansModel = ReturnType<typeof createPlansModel>;
