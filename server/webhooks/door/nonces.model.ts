import { Schema, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../db/errors.ts';

type NonceDocument = { _id: string; expiresAt: Date };
const nonceSchema = new Schema<NonceDocument>(
  { _id: { type: String, required: true }, expiresAt: { type: Date, required: true, expires: 0 } },
  { collection: 'webhook_nonces', versionKey: false },
);

/** Remembers nonces until their signatures have expired, so that a signed post can't be played twice. */
export function createNoncesModel(connection: Connection) {
  const nonces = connection.model<NonceDocument>('WebhookNonce', nonceSchema);
  return {
    /** True when the nonce is new. */
    async take(key: string, expiresAt: number): Promise<boolean> {
      try {
        await nonces.collection.insertOne({ _id: key as never, expiresAt: new Date(expiresAt) });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
  };
}
export type NoncesModel = ReturnType<typeof createNoncesModel>;
