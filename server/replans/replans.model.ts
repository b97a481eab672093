import { Schema, type Connection } from 'mongoose';
import type { ReplanLine, ReplanMove } from '../../shared/contracts/replans.ts';
import type { ResponseUnit } from '../../shared/domain/allocation/forecast/cold-start.ts';
import type { Day } from '../../shared/domain/calendar/day.ts';
import type { Issue } from '../../shared/domain/issue.ts';
import type { Actor } from '../http/actor.ts';
import type { ReplanBasis } from './replan-basis.ts';

export type ReplanStatus = 'on_plan' | 'proposed' | 'applying' | 'applied' | 'rejected' | 'superseded';

/** Who carries a proposal out, until when at most, which moves, and the id the revision gets: enough to go on after a cut. */
export type ReplanClaim = Readonly<{
  holder: string;
  until: number;
  revisionPlanId: string;
  moveIds: readonly string[];
  who: Readonly<{ actor: Actor; requestId?: string }>;
}>;

/** A proposal with everything it rests on, so that its numbers can be made again. */
export type StoredReplan = Readonly<{
  id: string;
  campaignId: string;
  rev: number;
  status: ReplanStatus;
  isRequired: boolean;
  planId: string;
  planVersion: string;
  asOf: number;
  today: Day;
  unit: ResponseUnit;
  people: number;
  thresholdBasisPoints: number;
  lines: readonly ReplanLine[];
  moves: readonly ReplanMove[];
  responseKept: number;
  gain: number;
  gainBasisPoints: number;
  unavoidable: number;
  undeliverableCents: number;
  proof: Readonly<{ status: 'optimal' | 'bounded'; gap: number }>;
  message: string;
  issues: readonly Issue[];
  basis: ReplanBasis;
  proposedBy: string;
  proposedAt: number;
  decidedBy: string | null;
  decidedAt: number | null;
  note: string | null;
  appliedMoveIds: readonly string[];
  revisionPlanId: string | null;
  /** While `applying`, else null. */
  claim: ReplanClaim | null;
}>;

type ReplanDocument = Omit<StoredReplan, 'id' | 'asOf' | 'proposedAt' | 'decidedAt'> & {
  _id: string;
  asOf: Date;
  proposedAt: Date;
  decidedAt: Date | null;
};

const mixed = { type: Schema.Types.Mixed, required: true };
const text = { type: String, required: true };
const number = { type: Number, required: true };
const replanSchema = new Schema<ReplanDocument>(
  {
    _id: text,
    campaignId: text,
    rev: number,
    status: text,
    isRequired: { type: Boolean, required: true },
    planId: text,
    planVersion: text,
    asOf: { type: Date, required: true },
    today: text,
    unit: text,
    people: number,
    thresholdBasisPoints: number,
    lines: mixed,
    moves: mixed,
    responseKept: number,
    gain: number,
    gainBasisPoints: number,
    unavoidable: number,
    undeliverableCents: number,
    proof: mixed,
    message: text,
    issues: mixed,
    basis: mixed,
    proposedBy: text,
    proposedAt: { type: Date, required: true },
    decidedBy: { type: String, default: null },
    decidedAt: { type: Date, default: null },
    note: { type: String, default: null },
    appliedMoveIds: { type: [String], default: [] },
    revisionPlanId: { type: String, default: null },
    claim: { type: Schema.Types.Mixed, default: null },
  },
  { collection: 'replans', versionKey: false, minimize: false },
);
replanSchema.index({ campaignId: 1, _id: 1 });

type ReplanChange = Partial<
  Pick<
    StoredReplan,
    'status' | 'decidedBy' | 'decidedAt' | 'note' | 'issues' | 'appliedMoveIds' | 'revisionPlanId' | 'claim'
  >
>;

/** Keeps proposals; each decision is one compare-and-set on the revision. */
export function createReplansModel(connection: Connection) {
  const replans = connection.model<ReplanDocument>('Replan', replanSchema);
  const toReplan = ({ _id, asOf, proposedAt, decidedAt, ...rest }: ReplanDocument): StoredReplan => ({
    ...rest,
    // Proposals kept before claims were have none.
    claim: rest.claim ?? null,
    id: _id,
    asOf: asOf.getTime(),
    proposedAt: proposedAt.getTime(),
    decidedAt: decidedAt?.getTime() ?? null,
  });
  const dateOf = (instant: number | null) => (instant === null ? null : new Date(instant));
  return {
    async insert({ id, asOf, proposedAt, decidedAt, ...rest }: StoredReplan): Promise<void> {
      const dates = { asOf: new Date(asOf), proposedAt: new Date(proposedAt), decidedAt: dateOf(decidedAt) };
      await replans.create([{ ...rest, ...dates, _id: id }]);
    },
    async findById(id: string): Promise<StoredReplan | null> {
      const document = await replans.findById(id).lean();
      return document ? toReplan(document as ReplanDocument) : null;
    },
    async changeAtRev(id: string, rev: number, change: ReplanChange): Promise<StoredReplan | null> {
      const { decidedAt, ...rest } = change;
      const set = { ...rest, ...(decidedAt === undefined ? {} : { decidedAt: dateOf(decidedAt) }) };
      const update = { $set: set as object, $inc: { rev: 1 } };
      const document = await replans.findOneAndUpdate({ _id: id, rev }, update, { returnDocument: 'after' }).lean();
      return document ? toReplan(document as ReplanDocument) : null;
    },
    /** The proposals of a campaign that are being carried out, or were when the server was cut off. */
    async listApplying(campaignId: string): Promise<readonly StoredReplan[]> {
      const documents = await replans.find({ campaignId, status: 'applying' }).lean();
      return documents.map((document) => toReplan(document as ReplanDocument));
    },
    /** A newer proposal takes the place of those still waiting. */
    async supersedeWaiting(campaignId: string): Promise<void> {
      await replans.updateMany(
        { campaignId, status: 'proposed' },
        { $set: { status: 'superseded' } as object, $inc: { rev: 1 } },
      );
    },
    /** Newest first. */
    async list(campaignId: string, beforeId: string | null, limit: number): Promise<readonly StoredReplan[]> {
      const filter = beforeId === null ? { campaignId } : { campaignId, _id: { $lt: beforeId } };
      const documents = await replans.find(filter).sort({ _id: -1 }).limit(limit).lean();
      return documents.map((document) => toReplan(document as ReplanDocument));
    },
  };
}
export type ReplansModel = ReturnType<typeof createReplansModel>;
