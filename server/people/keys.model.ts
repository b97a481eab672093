import { Schema, type Connection } from 'mongoose';
import type { Role } from '../../shared/contracts/common.ts';
import type { KeyScope } from '../../shared/contracts/key-scopes.ts';

/** An API key as it is kept: never the key itself, only its SHA-256. */
export type ApiKey = Readonly<{
  id: string;
  hash: string;
  start: string;
  name: string;
  role: Role;
  /** Null: everything its role may. */
  scopes: readonly KeyScope[] | null;
  createdAt: number;
  lastUsedAt: number | null;
  revokedAt: number | null;
}>;

type KeyDocument = Omit<ApiKey, 'id' | 'createdAt' | 'lastUsedAt' | 'revokedAt'> & {
  _id: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

const keySchema = new Schema<KeyDocument>(
  {
    _id: { type: String, required: true },
    hash: { type: String, required: true, unique: true },
    start: { type: String, required: true },
    name: { type: String, required: true },
    role: { type: String, required: true },
    scopes: { type: Schema.Types.Mixed, default: null },
    createdAt: { type: Date, required: true },
    lastUsedAt: { type: Date, default: null },
    revokedAt: { type: Date, default: null },
  },
  { collection: 'api_keys', versionKey: false },
);

/** Keeps API keys by the hash of the key. */
export function createKeysModel(connection: Connection) {
  const keys = connection.model<KeyDocument>('ApiKey', keySchema);
  const toKey = (document: KeyDocument): ApiKey => ({
    id: document._id,
    hash: document.hash,
    start: document.start,
    name: document.name,
    role: document.role,
    scopes: document.scopes ?? null,
    createdAt: document.createdAt.getTime(),
    lastUsedAt: document.lastUsedAt?.getTime() ?? null,
    revokedAt: document.revokedAt?.getTime() ?? null,
  });
  return {
    async insert(key: ApiKey): Promise<void> {
      const { id, createdAt, ...rest } = key;
      await keys.create([{ ...rest, _id: id, createdAt: new Date(createdAt), lastUsedAt: null, revokedAt: null }]);
    },
    async findByHash(hash: string): Promise<ApiKey | null> {
      const document = await keys.findOne({ hash }).lean();
      return document ? toKey(document) : null;
    },
    async touch(id: string, at: number): Promise<void> {
      await keys.updateOne({ _id: id }, { $set: { lastUsedAt: new Date(at) } });
    },
    async revoke(id: string, at: number): Promise<ApiKey | null> {
      const document = await keys
        .findOneAndUpdate(
          { _id: id, revokedAt: null },
          { $set: { revokedAt: new Date(at) } },
          { returnDocument: 'after' },
        )
        .lean();
      return document ? toKey(document) : null;
    },
    async list(): Promise<readonly ApiKey[]> {
      return (await keys.find().sort({ _id: 1 }).lean()).map(toKey);
    },
  };
}
export type KeysModel = ReturnType<typeof createKeysModel>;
