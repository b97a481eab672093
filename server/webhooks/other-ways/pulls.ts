import { createHash } from 'node:crypto';
import type { AttemptStatus, VerificationStep, WebhookAnswer } from '../../../shared/contracts/webhooks.ts';
import { nextTries, pullReason, type PullReason, type PullWatch } from '../../../shared/domain/delivery/pull-due.ts';
import type { Clock } from '../../clock.ts';
import type { NewId } from '../../ids.ts';
import type { Announce } from '../../live/live.ts';
import { Refusal, notFound, refuse } from '../../refusal.ts';
import type { Attempt, AttemptsModel } from '../attempts/attempts.model.ts';
import type { Intake } from '../door/intake.ts';
import { safeFetch, type Fetched } from './safe-fetch.ts';
import { missingSequences, silentSince } from '../sources/source-response.ts';
import type { Source, SourcePull, SourcesModel } from '../sources/sources.model.ts';

const MOST_BYTES_KEPT = 2_048;
const MINUTE_MS = 60_000;

export type PullsInput = Readonly<{
  model: SourcesModel;
  attempts: Pick<AttemptsModel, 'insert'>;
  intake: Pick<Intake, 'take'>;
  clock: Clock;
  newId: NewId;
  announce: Announce;
  allowPrivate: boolean;
  onError(error: unknown): void;
}>;

/** What one try brought: the answer of the ledger, or why there is none. */
type Brought =
  | Readonly<{ kind: 'taken'; answer: WebhookAnswer; attemptId: string; at: number; isNew: boolean }>
  | Readonly<{ kind: 'failed'; code: string; detail: string; attemptId: string; refusal?: Refusal }>;

/**
 * Asks platforms for their reports: by hand, by their rhythm, at once when a feed falls silent or a sequence number is
 * missing, and then again with growing pauses. Every try leaves an attempt, also one that brought nothing.
 */
export function createPulls(input: PullsInput) {
  const { model, clock } = input;

  /** A try without a report is an attempt too, so that its reason can be looked up later. */
  const keepFailed = async (
    source: Source,
    fetched: Fetched | null,
    why: { status: AttemptStatus; detail: string; steps?: readonly VerificationStep[] },
  ): Promise<string> => {
    const bytes = fetched?.kind === 'answered' ? fetched.bytes : Buffer.alloc(0);
    const attempt: Attempt = {
      ...{ id: `${source.id}.~${input.newId('att')}`, sourceId: source.id, eventId: null, via: 'pull' as const },
      bodyHash: createHash('sha256').update(bytes).digest('base64url'),
      receivedAt: clock.now(),
      status: why.status,
      httpStatus: fetched?.kind === 'answered' ? fetched.status : null,
      ...{ byteCount: bytes.length, rowCount: 0, durationMs: 0, problem: why.detail },
      headers: { ...requestLine(source), ...(fetched?.kind === 'answered' ? { 'content-type': fetched.type } : {}) },
      rawBody: bytes.subarray(0, MOST_BYTES_KEPT),
      ...{ steps: why.steps ?? [], answer: null, reprocessedAt: null },
    };
    await input.attempts.insert([attempt]);
    input.announce({ kind: 'webhook_attempt', campaignId: null, id: source.id });
    return attempt.id;
  };

  const fetchAndTake = async (source: Source): Promise<Brought> => {
    const url = source.pull?.url ?? '';
    const fetched = await safeFetch({ url, allowPrivate: input.allowPrivate });
    if (fetched.kind === 'refused') {
      const attemptId = await keepFailed(source, null, { status: 'failed', detail: fetched.reason });
      return { kind: 'failed', code: 'pull_refused', detail: fetched.reason, attemptId };
    }
    if (fetched.status !== 200) {
      const detail = `The platform answered ${fetched.status}.`;
      return {
        ...{ kind: 'failed', code: 'pull_failed', detail },
        attemptId: await keepFailed(source, fetched, { status: 'failed', detail }),
      };
    }
    const now = clock.now();
    const result = await input.intake.take({
      ...{ sourceId: source.id, dialect: source.dialect, timeZone: source.timeZone, rawBody: fetched.bytes },
      eventId: `pull-${createHash('sha256').update(fetched.bytes).digest('base64url').slice(0, 40)}`,
      headers: { ...requestLine(source), 'content-type': fetched.type },
      ...{ steps: [], receivedAt: now, startedAt: now, via: 'pull' as const },
    });
    if (result.kind === 'accepted' || result.kind === 'duplicate')
      return {
        kind: 'taken',
        answer: result.answer,
        attemptId: result.attemptId,
        at: now,
        isNew: result.kind === 'accepted',
      };
    if (result.kind !== 'invalid') {
      const detail = 'The same content is being taken right now, or its id was used for other content.';
      return { kind: 'failed', code: result.kind, detail, attemptId: result.attemptId };
    }
    const detail = `What it answered is no report: ${result.issues.map(({ message }) => message).join(' ')}`.slice(
      0,
      500,
    );
    const attemptId = await keepFailed(source, fetched, { status: 'invalid', detail, steps: result.steps });
    return { kind: 'failed', code: 'pull_invalid', detail, attemptId, refusal: new Refusal('invalid', result.issues) };
  };

  /** One try, noted on the source before and after, so that two processes do not both ask; null when another was first. */
  const ask = async (source: Source, reason: PullReason): Promise<Brought | null> => {
    const claimed: SourcePull = {
      ...{
        at: clock.now(),
        reason,
        tries: nextTries({ lastAcceptedAt: source.lastAcceptedAt, last: source.lastPull }),
      },
      gap: gapOf(source),
      ...{ isOk: false, received: 0, stored: 0, detail: 'It is being asked.', attemptId: null },
    };
    if (!(await model.claimPull(source.id, source.lastPull, claimed)) && reason !== 'asked') return null;
    const brought = await fetchAndTake(source);
    const result =
      brought.kind === 'failed'
        ? { isOk: false, received: 0, stored: 0, detail: brought.detail }
        : { isOk: true, ...newRows(brought), detail: saysWhat(brought), at: brought.at };
    await model.notePull(source.id, { ...claimed, ...result, attemptId: brought.attemptId });
    input.announce({ kind: 'webhook_source', campaignId: null, id: source.id });
    return brought;
  };

  const askIfDue = async (source: Source): Promise<void> => {
    if (!source.pull || source.status !== 'active' || source.internal) return;
    const reason = pullReason(watchOf(source, clock.now()));
    if (reason !== null) await ask(source, reason);
  };

  return {
    /** Asks a source now, whatever its rhythm. @throws Refusal saying why nothing could be taken. */
    async pull(sourceId: string): Promise<WebhookAnswer & { attemptId: string }> {
      const source = await model.findById(sourceId);
      if (!source || source.internal) throw notFound('webhook_source', sourceId);
      if (!source.pull)
        throw refuse('conflict', 'no_pull_address', 'This source has no pull address. Set pull.url first.');
      const brought = await ask(source, 'asked');
      if (brought?.kind === 'taken') return { ...brought.answer, attemptId: brought.attemptId };
      throw brought?.refusal ?? refuse('conflict', brought?.code ?? 'pull_failed', brought?.detail ?? '', 'pull.url');
    },
    /** Asks every source whose time has come, or these alone; trouble with one does not stop the others. */
    async pullDue(sourceIds?: readonly string[]): Promise<void> {
      const wanted =
        sourceIds === undefined
          ? await model.listAll()
          : (await Promise.all(sourceIds.map((id) => model.findById(id)))).flatMap((source) => source ?? []);
      await Promise.all(wanted.map((source) => askIfDue(source).catch(input.onError)));
    },
  };
}
export type Pulls = ReturnType<typeof createPulls>;

const gapOf = (source: Pick<Source, 'sequences'>) => missingSequences(source).join(' ');

function watchOf(source: Source, now: number): PullWatch {
  return {
    ...{ now, lastAcceptedAt: source.lastAcceptedAt, last: source.lastPull },
    everyMs: (source.pull?.everyMinutes ?? 0) * MINUTE_MS,
    silentSince: silentSince(source, now),
    gap: gapOf(source),
  };
}

/** Where it was fetched from, without a query that may hold a token. */
function requestLine({ pull }: Source): Record<string, string> {
  if (!pull || !URL.canParse(pull.url)) return {};
  const { origin, pathname } = new URL(pull.url);
  return { 'x-pulled-from': `${origin}${pathname}` };
}

/** A report we have already brings no row. */
function newRows({ answer, isNew }: Extract<Brought, { kind: 'taken' }>) {
  return { received: answer.received, stored: isNew ? answer.stored : 0 };
}

function saysWhat(brought: Extract<Brought, { kind: 'taken' }>): string {
  const { received, stored } = newRows(brought);
  if (stored === 0) return `It brought ${received} rows, none of them new.`;
  const { quarantined, dead, rejected } = brought.answer;
  const held = quarantined + dead + rejected.length;
  return `It brought ${received} rows, ${stored} of them new${held > 0 ? `; ${held} could not be booked` : ''}.`;
}
