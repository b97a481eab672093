import { Schema, type Connection } from 'mongoose';
import type { CreateScenarioRequest } from '../../shared/contracts/scenarios.ts';
import type { ScenarioInputs, WhatIf } from '../../shared/domain/allocation/scenarios/scenario.ts';
import type { ScenarioAnswer } from '../../shared/domain/allocation/scenarios/solve-scenario.ts';
import { afterId } from '../db/pages.ts';

type Who = Readonly<{ id: string; name: string }>;
type Desk = NonNullable<CreateScenarioRequest['desk']>;

/** A split of a plan under what could be otherwise, kept with everything it rests on and its answer. */
export type StoredScenario = Readonly<{
  id: string;
  campaignId: string;
  planId: string;
  planVersion: string;
  name: string;
  note: string;
  inputs: ScenarioInputs;
  opponentFrom: readonly string[];
  desk: Desk | null;
  changes: readonly WhatIf[];
  answer: ScenarioAnswer;
  rev: number;
  createdBy: Who;
  createdAt: number;
  updatedBy: Who;
  updatedAt: number;
}>;

type ScenarioDocument = Omit<StoredScenario, 'id' | 'createdAt' | 'updatedAt'> & {
  _id: string;
  createdAt: Date;
  updatedAt: Date;
};

const scenarioSchema = new Schema<ScenarioDocument>(
  {
    _id: { type: String, required: true },
    campaignId: { type: String, required: true },
    planId: { type: String, required: true },
    planVersion: { type: String, required: true },
    name: { type: String, required: true },
    note: { type: String, default: '' },
    // Parsed at the edge and decided by the domain; read and written whole.
    inputs: { type: Schema.Types.Mixed, required: true },
    opponentFrom: { type: Schema.Types.Mixed, default: [] },
    desk: { type: Schema.Types.Mixed, default: null },
    changes: { type: Schema.Types.Mixed, default: [] },
    answer: { type: Schema.Types.Mixed, required: true },
    rev: { type: Number, required: true },
    createdBy: { type: Schema.Types.Mixed, required: true },
    createdAt: { type: Date, required: true },
    updatedBy: { type: Schema.Types.Mixed, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'scenarios', versionKey: false, minimize: false },
);
scenarioSchema.index({ campaignId: 1, name: 1 }, { unique: true });
scenarioSchema.index({ campaignId: 1, _id: 1 });

/** What one edit may set. */
export type ScenarioChange = Partial<
  Pick<StoredScenario, 'name' | 'note' | 'inputs' | 'opponentFrom' | 'changes' | 'answer'>
> &
  Pick<StoredScenario, 'updatedBy'>;

/** Fields left undefined are not there at all, so that what is read back equals what was kept. */
const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

/** Keeps scenarios; the name is unique in the campaign by the index (E11000 when taken), edits compare and set the revision. */
export function createScenariosModel(connection: Connection) {
  const scenarios = connection.model<ScenarioDocument>('Scenario', scenarioSchema);
  const toScenario = ({ _id, createdAt, updatedAt, ...rest }: ScenarioDocument): StoredScenario => ({
    ...rest,
    id: _id,
    createdAt: createdAt.getTime(),
    updatedAt: updatedAt.getTime(),
  });
  const one = (document: unknown) => (document ? toScenario(document as ScenarioDocument) : null);
  return {
    async insert({ id, createdAt, updatedAt, ...rest }: StoredScenario): Promise<void> {
      const dates = { createdAt: new Date(createdAt), updatedAt: new Date(updatedAt) };
      await scenarios.create([{ ...plain(rest), ...dates, _id: id }]);
    },
    async findById(id: string): Promise<StoredScenario | null> {
      return one(await scenarios.findById(id).lean());
    },
    async findByIds(ids: readonly string[]): Promise<readonly StoredScenario[]> {
      const documents = await scenarios.find({ _id: { $in: [...ids] } }).lean();
      return documents.map((document) => toScenario(document as ScenarioDocument));
    },
    async list(campaignId: string, cursor: string | undefined, limit: number): Promise<readonly StoredScenario[]> {
      const documents = await scenarios
        .find({ campaignId, ...afterId(cursor) })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return documents.map((document) => toScenario(document as ScenarioDocument));
    },
    /** Sets fields when the scenario is still at `rev`; null when it is not (or is gone). */
    async changeAtRev(id: string, rev: number, set: ScenarioChange, at: number): Promise<StoredScenario | null> {
      const change = { $set: { ...plain(set), updatedAt: new Date(at) } as object, $inc: { rev: 1 } };
      return one(await scenarios.findOneAndUpdate({ _id: id, rev }, change, { returnDocument: 'after' }).lean());
    },
    /** Removes the scenario when it is still at `rev`. */
    async removeAtRev(id: string, rev: number): Promise<boolean> {
      return (await scenarios.deleteOne({ _id: id, rev })).deletedCount === 1;
    },
  };
}
export type ScenariosModel = ReturnType<typeof createScenariosModel>;
