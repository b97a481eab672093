import { createHash } from 'node:crypto';
import { Schema, type Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../db/errors.ts';
import { Refusal, refuse } from '../refusal.ts';
import { errorIssue } from '../../shared/domain/issue.ts';
import type { EndpointAnswer, EndpointGates } from './endpoint.ts';

const KEY_PATTERN = /^[\x21-\x7e]{1,255}$/;
const KEEP_SECONDS = 24 * 60 * 60;
/** A request that has held its key this long without an answer is taken for dead, so the key can be used again. */
const ABANDONED_AFTER_MS = 60_000;

type IdempotencyDocument = {
  _id: string;
  print: string;
  state: 'running' | 'done';
  startedAt: Date;
  answer?: EndpointAnswer;
};

const idempotencySchema = new Schema<IdempotencyDocument>(
  {
    _id: { type: String, required: true },
    print: { type: String, required: true },
    state: { type: String, required: true },
    startedAt: { type: Date, required: true, expires: KEEP_SECONDS },
    answer: { type: Schema.Types.Mixed },
  },
  { collection: 'idempotency_keys', versionKey: false, minimize: false },
);

const digest = (...parts: readonly string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/**
 * Answers a repeated POST with the first one's answer for a day. The key belongs to who sent it. The same key with another
 * call or body is a conflict; while the first still runs, the second is told to wait.
 */
export function createIdempotency(connection: Connection, clock: Clock): EndpointGates['idempotent'] {
  const keys = connection.model<IdempotencyDocument>('IdempotencyKey', idempotencySchema);

  const claim = async (id: string, print: string): Promise<EndpointAnswer | null> => {
    try {
      await keys.create([{ _id: id, print, state: 'running', startedAt: new Date(clock.now()) }]);
      return null;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const earlier = await keys.findById(id).lean();
    if (earlier && earlier.print !== print) {
      throw refuse(
        'conflict',
        'idempotency_key_reused',
        'This Idempotency-Key was used for another call or another body. Use a new key for a new request.',
      );
    }
    if (earlier?.state === 'done')
      return { ...earlier.answer, headers: { ...earlier.answer?.headers, 'Idempotent-Replayed': 'true' } };
    if (earlier && clock.now() - earlier.startedAt.getTime() > ABANDONED_AFTER_MS) {
      const taken = await keys.updateOne(
        { _id: id, state: 'running', startedAt: earlier.startedAt },
        { $set: { startedAt: new Date(clock.now()) } },
      );
      if (taken.modifiedCount === 1) return null;
    }
    throw new Refusal(
      'conflict',
      [
        errorIssue(
          'idempotency_in_progress',
          'The first request with this Idempotency-Key is still running. Send it again in a moment.',
        ),
      ],
      1,
    );
  };

  return async (run, { req, actor, body }) => {
    const key = req.get('idempotency-key') ?? '';
    if (!KEY_PATTERN.test(key))
      throw refuse(
        'invalid',
        'malformed_idempotency_key',
        'Idempotency-Key must be 1 to 255 visible ASCII characters.',
      );
    const id = digest(actor.id, key);
    const replay = await claim(id, digest(req.method, req.originalUrl, JSON.stringify(body ?? null)));
    if (replay) return replay;
    try {
      const answer = await run();
      const { status, body: answerBody, rev, headers } = answer;
      await keys.updateOne(
        { _id: id },
        { $set: { state: 'done', answer: { status, body: answerBody, rev, headers } } },
      );
      return answer;
    } catch (error) {
      await keys.deleteOne({ _id: id });
      throw error;
    }
  };
}
