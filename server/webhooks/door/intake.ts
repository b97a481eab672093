import { createHash } from 'node:crypto';
import type {
  AttemptStatus,
  VerificationStep,
  WebhookAnswer,
  WebhookDialect,
} from '../../../shared/contracts/webhooks.ts';
import type { Issue } from '../../../shared/domain/issue.ts';
import type { Clock } from '../../clock.ts';
import { coalesce } from '../../deliveries/ledger/coalesce.ts';
import { placementKeyOf } from '../../deliveries/ledger/fact.ts';
import type { Accept, Accepted, Batch } from '../../deliveries/ledger/accept.ts';
import type { Pending } from '../../deliveries/ledger/pending.ts';
import type { MappedFlights } from '../../deliveries/mapped-flights.ts';
import type { Roller } from '../../deliveries/ledger/roller.ts';
import type { InsertOutcome } from '../../deliveries/insert-unordered.ts';
import { createRecentMap } from '../../recent-map.ts';
import type { ReadBody } from '../bodies/body.ts';
import { bodyDialect, readBody } from '../bodies/read-body.ts';
import { acceptedAttempt, isPlain, problemOf } from '../attempts/accepted-attempt.ts';
import type { Attempt, AttemptCorrection, AttemptsModel, Via } from '../attempts/attempts.model.ts';

/** A post whose sender is known for sure, on its way into the ledger. */
export type VerifiedPost = Readonly<{
  sourceId: string;
  dialect: WebhookDialect;
  timeZone: string;
  eventId: string | null;
  rawBody: Buffer;
  headers: Readonly<Record<string, string>>;
  steps: readonly VerificationStep[];
  receivedAt: number;
  startedAt: number;
  via: Via;
}>;

export type IntakeResult =
  | Readonly<{ kind: 'accepted' | 'duplicate'; attemptId: string; answer: WebhookAnswer }>
  | Readonly<{ kind: 'conflict' | 'in_progress'; attemptId: string }>
  | Readonly<{ kind: 'invalid'; issues: readonly Issue[]; steps: readonly VerificationStep[] }>;

export type Sighting = Readonly<{
  sourceId: string;
  at: number;
  nextExpectedAt: number | null;
  sequenceNumber: number | null;
}>;

/** What one write takes: small enough that the store writes some while the next are read. */
const MOST_ATTEMPT_BYTES = 60_000;
const MOST_ANSWERS_REMEMBERED = 40_000;
const READY_AGAIN_MS = 1_000;
/** A repeat that meets its first still under way waits so long for its answer before it is told to come back. */
const WAIT_FOR_FIRST_MS = 250;

/**
 * Takes verified posts into the ledger: first the attempt (its raw bytes are the promise that nothing is lost), then its
 * facts, then the answer; day totals follow within moments. Each step may be repeated after a crash without counting twice.
 * Posts that arrive together share their writes.
 */
export function createIntake(input: {
  attempts: AttemptsModel;
  accept: Accept;
  roller: Roller;
  pending: Pending;
  clock: Clock;
  /** Which placements have a flight: as it is remembered, and for sure. */
  mapped: Pick<MappedFlights, 'areKnown' | 'areMapped'>;
  onSeen(sighting: Sighting): void;
  onError(error: unknown): void;
}) {
  const { attempts, pending } = input;
  /** What follows answers that were given: day totals and notes on attempts. */
  const following = new Set<Promise<void>>();
  const answered = createRecentMap<string, { bodyHash: string; answer: WebhookAnswer }>(MOST_ANSWERS_REMEMBERED);
  const insert = coalesce<Attempt, InsertOutcome>({
    maxSize: MOST_ATTEMPT_BYTES,
    sizeOf: ({ rawBody }) => 1_000 + (rawBody?.length ?? 0),
    parallel: 2,
    run: (batch) => attempts.insert(batch),
  });

  const correctSoon = coalesce<AttemptCorrection, null>({
    maxSize: 500,
    sizeOf: () => 1,
    parallel: 1,
    async run(corrections) {
      await attempts.correct(corrections);
      return corrections.map(() => null);
    },
  });

  /** What follows an answer: the day totals, and the attempt's record where it is not "all rows stored, all placements known". */
  const follow = async (
    { id, sourceId }: Pick<Attempt, 'id' | 'sourceId'>,
    batch: Batch,
    { answer, touches }: Accepted,
    isAgain: boolean,
  ): Promise<void> => {
    const keys = placementKeysOf(sourceId, batch);
    if (touches.length === 0 && !isAgain && isPlain(answer) && input.mapped.areKnown(keys)) return;
    const correct = async () => {
      const isMapped = keys.length === 0 || (await input.mapped.areMapped(keys));
      const isNothing = answer.stored === 0 && answer.duplicates === 0 && answer.received > 0;
      const status: AttemptStatus = isMapped ? (isNothing ? 'failed' : 'ok') : 'unmatched';
      if (isAgain || !isPlain(answer) || status !== 'ok')
        await correctSoon({ id, change: { status, answer, problem: problemOf(answer, status) } });
    };
    await Promise.all([input.roller.roll(touches), correct()]);
  };

  /** From the attempt on: facts, answer, and the day totals behind it. Safe to run any number of times. */
  const apply = async (
    attempt: Pick<Attempt, 'id' | 'sourceId' | 'receivedAt'>,
    timeZone: string,
    body: Extract<ReadBody, { kind: 'report' }>,
    isAgain = false,
  ): Promise<{ answer: WebhookAnswer; visible: Promise<void> }> => {
    const { id: attemptId, sourceId, receivedAt } = attempt;
    const accepted = await input.accept({ attemptId, sourceId, timeZone, receivedAt, batch: body.batch });
    const visible = follow(attempt, body.batch, accepted, isAgain).then(() => pending.end(attemptId));
    following.add(visible);
    void visible.catch(input.onError).finally(() => following.delete(visible));
    return { answer: accepted.answer, visible };
  };

  /** The store failed between the attempt and its facts: the sender was told to come back, and we go on trying too. */
  const applyLater = (attempt: Attempt, timeZone: string, body: Extract<ReadBody, { kind: 'report' }>) => {
    setTimeout(() => {
      apply(attempt, timeZone, body).catch((error: unknown) => {
        input.onError(error);
        applyLater(attempt, timeZone, body);
      });
    }, READY_AGAIN_MS).unref();
  };

  const again = async (
    attempt: Attempt,
    post: VerifiedPost,
    body: Extract<ReadBody, { kind: 'report' }>,
  ): Promise<IntakeResult> => {
    const known = await attempts.findById(attempt.id);
    if (!known) throw new Error(`The attempt ${attempt.id} was there and is gone.`);
    if (known.bodyHash !== attempt.bodyHash) return { kind: 'conflict', attemptId: attempt.id };
    // Another process may have been cut short after writing it; applying it again is harmless and gives the same answer.
    const { answer } = await apply(known, post.timeZone, body);
    return { kind: 'duplicate', attemptId: attempt.id, answer };
  };

  /** Posts between the attempt and its answer, for repeats that come meanwhile. */
  const underWay = new Map<string, { bodyHash: string; result: Promise<IntakeResult> }>();

  const waitForFirst = async (
    attemptId: string,
    bodyHash: string,
    first: { bodyHash: string; result: Promise<IntakeResult> },
  ): Promise<IntakeResult> => {
    if (first.bodyHash !== bodyHash) return { kind: 'conflict', attemptId };
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), WAIT_FOR_FIRST_MS);
    });
    const result = await Promise.race([first.result.catch(() => null), patience]);
    clearTimeout(timer);
    if (result?.kind === 'accepted') return { ...result, kind: 'duplicate' };
    return result ?? { kind: 'in_progress', attemptId };
  };

  const take = async (post: VerifiedPost): Promise<IntakeResult> => {
    const body = readBody(post);
    if (body.kind === 'invalid') {
      const step = {
        step: body.failedStep ?? 'shape',
        ok: false,
        detail: body.issues
          .map(({ message }) => message)
          .join(' ')
          .slice(0, 500),
      };
      return { kind: 'invalid', issues: body.issues, steps: [...post.steps, step] };
    }
    const attemptId = `${post.sourceId}.${body.eventId}`;
    const bodyHash = createHash('sha256').update(post.rawBody).digest('base64url');
    const done = answered.get(attemptId);
    if (done)
      return done.bodyHash === bodyHash
        ? { kind: 'duplicate', attemptId, answer: done.answer }
        : { kind: 'conflict', attemptId };
    const first = underWay.get(attemptId);
    if (first) return waitForFirst(attemptId, bodyHash, first);
    if (pending.has(attemptId)) return { kind: 'in_progress', attemptId };
    const result = takeFirst(post, body, { attemptId, bodyHash });
    underWay.set(attemptId, { bodyHash, result });
    try {
      return await result;
    } finally {
      underWay.delete(attemptId);
    }
  };

  const takeFirst = async (
    post: VerifiedPost,
    body: Extract<ReadBody, { kind: 'report' }>,
    { attemptId, bodyHash }: { attemptId: string; bodyHash: string },
  ): Promise<IntakeResult> => {
    pending.begin(attemptId, post.receivedAt);
    const attempt = acceptedAttempt(post, {
      attemptId,
      eventId: body.eventId ?? '',
      bodyHash,
      rowCount: body.batch.received,
      durationMs: input.clock.now() - post.startedAt,
    });
    let isWritten = false;
    try {
      const outcome = await insert(attempt);
      if (outcome.kind === 'failed') throw new Error(`The attempt could not be kept: ${outcome.message}`);
      if (outcome.kind === 'duplicate') {
        const result = await again(attempt, post, body);
        if (result.kind === 'duplicate') answered.set(attemptId, { bodyHash, answer: result.answer });
        else pending.end(attemptId);
        return result;
      }
      isWritten = true;
      const { answer } = await apply(attempt, post.timeZone, body);
      answered.set(attemptId, { bodyHash, answer });
      input.onSeen({
        sourceId: post.sourceId,
        at: post.receivedAt,
        nextExpectedAt: body.nextExpectedAt,
        sequenceNumber: body.sequenceNumber,
      });
      return { kind: 'accepted', attemptId, answer };
    } catch (error) {
      if (isWritten) applyLater(attempt, post.timeZone, body);
      else pending.end(attemptId);
      throw error;
    }
  };

  return {
    take,
    /** Resolves when everything that was answered is visible and noted. */
    async settle(): Promise<void> {
      while (following.size > 0) await Promise.allSettled(following);
    },
    /** Applies a kept attempt again, as after a crash or by hand, and waits until its totals are visible. */
    async reapply(attempt: Attempt, dialect: WebhookDialect, timeZone: string): Promise<WebhookAnswer | null> {
      if (!attempt.rawBody || attempt.eventId === null) return null;
      const body = readBody({
        ...attempt,
        rawBody: attempt.rawBody,
        dialect: bodyDialect(attempt.via, dialect),
        timeZone,
      });
      if (body.kind === 'invalid') return null;
      const { answer, visible } = await apply(attempt, timeZone, body, true);
      await visible;
      return answer;
    },
  };
}
export type Intake = ReturnType<typeof createIntake>;

function placementKeysOf(sourceId: string, { rows: [first, ...others] }: Batch): readonly string[] {
  if (!first) return [];
  if (others.length === 0) return [placementKeyOf(sourceId, first.row.placement)];
  const placements = new Set([first, ...others].map(({ row }) => row.placement));
  return [...placements].map((placement) => placementKeyOf(sourceId, placement));
}
