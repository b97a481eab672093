import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AttemptStatus, VerificationStep } from '../../../shared/contracts/webhooks.ts';
import { errorIssue } from '../../../shared/domain/issue.ts';
import type { Clock } from '../../clock.ts';
import type { NewId } from '../../ids.ts';
import { redactHeaders } from '../attempts/attempt-record.ts';
import type { Attempt } from '../attempts/attempts.model.ts';
import { DIALECTS } from '../dialects/all-dialects.ts';
import type { Verdict } from '../dialects/dialect.ts';
import { createDoorCrowd } from './door-crowd.ts';
import { createTick } from './tick.ts';
import { readBytes } from './read-bytes.ts';
import type { Intake } from './intake.ts';
import { flatHeaders, originalUrl, refuseEarly, send } from './door-http.ts';
import {
  MAX_WEBHOOK_BYTES,
  answerOfResult,
  later,
  notVerified,
  problem,
  refusedAttempt,
  tooLarge,
  type Answer,
} from './door-answers.ts';
import type { OpenSource, SourceDirectory } from '../sources/source-directory.ts';

const MAX_BODY_MS = 10_000;
const REFUSALS_EVERY_MS = 2;

export type DoorInput = Readonly<{
  sources: SourceDirectory;
  intake: Pick<Intake, 'take'>;
  takeNonce(key: string, expiresAt: number): Promise<boolean>;
  /** Keeps a refused post for the sender's developer to look at; never waited for, dropped when too many come. */
  keepRefused(sourceId: string, make: () => Attempt): void;
  backlog(): number;
  clock: Clock;
  newId: NewId;
  publicUrl(): string;
  randomBytes(size: number): Uint8Array;
  count(outcome: string): void;
  onError(error: unknown): void;
}>;

type Post = Readonly<{
  headers: Readonly<Record<string, string | undefined>>;
  rawBody: Buffer;
  url: string;
  method: string;
  receivedAt: number;
  requestId: string;
}>;

export type Door = Readonly<{
  /** Answers one POST to /webhooks/{sourceId}. Needs nothing of Express, so it can also stand before it. */
  handle(req: IncomingMessage, res: ServerResponse, sourceId: string): Promise<void>;
}>;

/**
 * The one door for platforms: raw bytes are verified before anything reads them, an unknown source costs the same time and
 * gets the same answer as a wrong secret, and 2xx is said only after a majority-acknowledged write.
 */
export function createDoor(input: DoorInput): Door {
  const crowd = createDoorCrowd(input.backlog);
  // Refused together: a flood of forged posts wakes their senders less often, and how long one took says even less.
  const nextRefusals = createTick(REFUSALS_EVERY_MS);
  // What an unknown source is verified against: nobody knows it.
  const nobody = { secrets: [Buffer.from(input.randomBytes(32))], publicKeys: [] };

  const verify = (found: OpenSource | null, post: Post): Verdict => {
    const nowSeconds = Math.floor(post.receivedAt / 1_000);
    const secrets = found
      ? found.secrets
          .filter(({ expiresAt }) => expiresAt === null || expiresAt > post.receivedAt)
          .map(({ bytes }) => bytes)
      : nobody.secrets;
    const dialect = DIALECTS[found?.source.dialect ?? 'standard'];
    const { headers, rawBody, method } = post;
    const targetUris = [
      `${input.publicUrl()}${post.url}`,
      `http://${headers['host']}${post.url}`,
      `https://${headers['host']}${post.url}`,
    ];
    return dialect.verify({
      headers,
      rawBody,
      method,
      targetUris,
      nowSeconds,
      secrets: secrets.length > 0 ? secrets : nobody.secrets,
      publicKeys: found?.publicKeys ?? [],
    });
  };

  const take = async (found: OpenSource, verdict: Verdict, post: Post, startedAt: number): Promise<Answer> => {
    const { source } = found;
    if (
      verdict.nonce &&
      !(await input.takeNonce(`${source.id} ${verdict.nonce.value}`, verdict.nonce.expiresSeconds * 1_000))
    ) {
      const steps: VerificationStep[] = [
        ...verdict.steps,
        { step: 'nonce', ok: false, detail: 'This nonce was used before.' },
      ];
      const answer = notVerified(post.requestId, input.clock.now());
      keep(found, post, {
        status: 'bad_signature',
        answer,
        steps,
        startedAt,
        problem: 'A signed post was played again.',
      });
      return answer;
    }
    const headers = redactHeaders(post.headers);
    const { id: sourceId, dialect, timeZone } = source;
    const { rawBody, receivedAt } = post;
    const result = await input.intake.take({
      sourceId,
      dialect,
      timeZone,
      eventId: verdict.eventId,
      rawBody,
      headers,
      steps: verdict.steps,
      receivedAt,
      startedAt,
      via: 'webhook',
    });
    const answer = answerOfResult(result, post.requestId);
    const kept = refusedAttempt(result);
    if (kept)
      keep(found, post, {
        ...kept,
        answer,
        steps: result.kind === 'invalid' ? result.steps : verdict.steps,
        startedAt,
      });
    return answer;
  };

  const keep = (
    found: OpenSource,
    post: Post,
    more: {
      status: AttemptStatus;
      answer: Answer;
      steps: readonly VerificationStep[];
      startedAt: number;
      problem: string | null;
      eventId?: string | null;
    },
  ) => {
    // Made only if it is kept: in a flood of forged posts most are not.
    const durationMs = input.clock.now() - more.startedAt;
    input.keepRefused(found.source.id, () => {
      const { startedAt: _startedAt, answer, ...rest } = more;
      const keepsBody = more.status !== 'duplicate';
      return {
        id: `${found.source.id}.~${input.newId('att')}`,
        sourceId: found.source.id,
        eventId: null,
        bodyHash: createHash('sha256').update(post.rawBody).digest('base64url'),
        receivedAt: post.receivedAt,
        byteCount: post.rawBody.length,
        rowCount: 0,
        durationMs,
        via: 'webhook',
        headers: redactHeaders(post.headers),
        rawBody: keepsBody ? post.rawBody.subarray(0, 2_048) : null,
        answer: null,
        httpStatus: answer.status,
        refusal: answer.body,
        reprocessedAt: null,
        ...rest,
      };
    });
  };

  const receive = async (req: IncomingMessage, sourceId: string, requestId: string): Promise<Answer> => {
    const startedAt = input.clock.now();
    const early = refuseEarly(req, requestId);
    if (early) return early;
    const read = await readBytes(req, { maxBytes: MAX_WEBHOOK_BYTES, maxMs: MAX_BODY_MS });
    if (read.kind === 'too_large') return tooLarge(requestId);
    if (read.kind !== 'bytes')
      return problem({
        kind: 'invalid',
        status: 408,
        requestId,
        issues: [errorIssue('incomplete_body', 'The body did not arrive whole in 10 seconds. Send it again.')],
      });
    const post: Post = {
      headers: flatHeaders(req),
      rawBody: read.bytes,
      url: originalUrl(req),
      method: req.method ?? 'POST',
      receivedAt: input.clock.now(),
      requestId,
    };
    const found = await input.sources.find(sourceId);
    const verdict = verify(found, post);
    if (!found || !verdict.ok) await nextRefusals();
    if (!found) return notVerified(requestId, post.receivedAt);
    if (!verdict.ok) {
      const failed = verdict.steps.find((step) => !step.ok);
      const answer = notVerified(requestId, post.receivedAt);
      keep(found, post, {
        status: 'bad_signature',
        answer,
        steps: verdict.steps,
        startedAt,
        problem: failed?.detail ?? null,
      });
      return answer;
    }
    if (found.source.status === 'paused')
      return later(
        requestId,
        'source_paused',
        'This source is paused on our side. Keep the report and send it again.',
        300,
      );
    return take(found, verdict, post, startedAt);
  };

  return {
    async handle(req, res, sourceId) {
      const known = (req as { id?: unknown }).id;
      const requestId = typeof known === 'string' ? known : input.newId('req');
      const size = Math.min(Number(req.headers['content-length'] ?? MAX_WEBHOOK_BYTES) || 0, MAX_WEBHOOK_BYTES);
      let answer = crowd.enter(sourceId, size, requestId);
      if (!answer) {
        try {
          answer = await receive(req, sourceId, requestId);
        } catch (error) {
          input.onError(error);
          answer = later(
            requestId,
            'not_stored',
            'The post could not be stored right now, so it was not taken. Send it again.',
            2,
          );
        } finally {
          crowd.leave(sourceId, size);
        }
      }
      input.count(answer.outcome);
      send(req, res, answer, requestId);
    },
  };
}
