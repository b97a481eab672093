import type {
  AttemptStatus,
  ReprocessProgress,
  WebhookAttemptDetail,
  WebhookAttemptResponse,
} from '../../../shared/contracts/webhooks.ts';
import { METRIC_NAMES, ZERO_METRICS, addMetrics, type Metrics } from '../../../shared/domain/delivery/metrics.ts';
import type { Clock } from '../../clock.ts';
import { decodeCursor, encodeCursor, type Page } from '../../db/pages.ts';
import type { DaysModel } from '../../deliveries/days.model.ts';
import { factOf, placementKeyOf } from '../../deliveries/ledger/fact.ts';
import type { PlacementsModel } from '../../deliveries/placements.model.ts';
import type { NewId } from '../../ids.ts';
import type { Announce } from '../../live/live.ts';
import { notFound, refuse } from '../../refusal.ts';
import type { Attempt, AttemptsModel } from './attempts.model.ts';
import { bodyDialect, readBody } from '../bodies/read-body.ts';
import type { Intake } from '../door/intake.ts';
import { answerOf } from './accepted-attempt.ts';
import type { Source, SourcesModel } from '../sources/sources.model.ts';

const MOST_CHANGES_SHOWN = 200;
const FAILED: readonly AttemptStatus[] = ['failed', 'unmatched', 'invalid'];
const MOST_JOBS_REMEMBERED = 50;

export type AttemptsServiceInput = Readonly<{
  model: AttemptsModel;
  sources: Pick<SourcesModel, 'findById' | 'listAll'>;
  days: DaysModel;
  placements: PlacementsModel;
  intake: Intake;
  clock: Clock;
  newId: NewId;
  announce: Announce;
  onError(error: unknown): void;
}>;

export type AttemptQuery = Readonly<{
  sourceId?: string | undefined;
  /** Narrows the list to these sources. */
  sourceIds?: readonly string[] | undefined;
  status?: AttemptStatus | undefined;
  eventId?: string | undefined;
  since?: number | undefined;
  until?: number | undefined;
}>;

/** Delivery attempts: searched, looked at, taken up again. */
export function createAttemptsService(input: AttemptsServiceInput) {
  const { model, clock } = input;
  const jobs = new Map<string, ReprocessProgress>();

  const get = async (id: string): Promise<Attempt> => {
    const attempt = await model.findById(id);
    if (!attempt) throw notFound('webhook_attempt', id);
    return attempt;
  };

  const isAccepted = (attempt: Attempt) => attempt.eventId !== null && !attempt.id.startsWith(`${attempt.sourceId}.~`);

  const changesOf = async (attempt: Attempt, source: Source): Promise<WebhookAttemptDetail['changes']> => {
    if (!attempt.rawBody || !isAccepted(attempt)) return [];
    const body = readBody({
      ...attempt,
      rawBody: attempt.rawBody,
      dialect: bodyDialect(attempt.via, source.dialect),
      timeZone: source.timeZone,
    });
    if (body.kind === 'invalid') return [];
    const dayIds = [...new Set(body.batch.rows.map(({ row }) => factOf(source.id, source.timeZone, row).dayId))].slice(
      0,
      MOST_CHANGES_SHOWN,
    );
    const days = await input.days.findByIds(dayIds);
    const flights = new Map(
      (await input.placements.findByKeys(days.map((day) => placementKeyOf(source.id, day.placement)))).map(
        (mapping) => [mapping.placement, mapping.flightId],
      ),
    );
    const changes = await Promise.all(
      days.map(async (day) => {
        const older = day.rev > 1 ? await input.days.listAdjustments(`${day.id}|`, `${day.id}}`, 1_000) : [];
        const mine = [...older.filter(({ number }) => number < day.rev), ...(day.last ? [day.last] : [])].filter(
          ({ attemptIds }) => attemptIds.includes(attempt.id),
        );
        return {
          day,
          moved: mine.length > 0,
          sum: mine.reduce<Metrics>((sum, { measures }) => addMetrics(sum, measures), ZERO_METRICS),
        };
      }),
    );
    return changes
      .filter(({ moved, sum }) => moved && METRIC_NAMES.some((name) => sum[name] !== 0))
      .map(({ day: { placement, day }, sum: { spendMicros, impressions, clicks, completedViews, conversions } }) => ({
        ...{ placement, day, spendMicros, impressions, clicks, completedViews, conversions },
        flightId: flights.get(placement) ?? null,
      }));
  };

  const reprocess = async (attempt: Attempt): Promise<boolean> => {
    const source = await input.sources.findById(attempt.sourceId);
    if (!source) throw notFound('webhook_source', attempt.sourceId);
    if (!isAccepted(attempt)) return false;
    const answer = await input.intake.reapply(attempt, source.dialect, source.timeZone);
    await model.correct([{ id: attempt.id, change: { reprocessedAt: clock.now() } }]);
    input.announce({ kind: 'webhook_attempt', campaignId: null, id: attempt.id });
    const status = (await get(attempt.id)).status;
    return answer !== null && !FAILED.includes(status);
  };

  const runJob = async (id: string, attempts: readonly Attempt[]): Promise<void> => {
    for (const { id: attemptId } of attempts) {
      let isRecovered = false;
      try {
        isRecovered = await reprocess(await get(attemptId));
      } catch (error) {
        input.onError(error);
      }
      const before = jobs.get(id);
      if (before)
        jobs.set(id, {
          ...before,
          done: before.done + 1,
          recovered: before.recovered + Number(isRecovered),
          stillFailing: before.stillFailing + Number(!isRecovered),
        });
    }
    const before = jobs.get(id);
    if (before) jobs.set(id, { ...before, status: 'done' });
    input.announce({ kind: 'webhook_attempt', campaignId: null, id });
  };

  return {
    /** Newest first over one source or all: each source is read by its own index, then merged. */
    async list(query: AttemptQuery, cursor: string | undefined, limit: number): Promise<Page<WebhookAttemptResponse>> {
      const position = decodeCursor(cursor, 2);
      const sources = (await input.sources.listAll()).filter(
        ({ id }) => (query.sourceId === undefined || id === query.sourceId) && (query.sourceIds?.includes(id) ?? true),
      );
      const until = position ? Math.min(Number(position[0]), query.until ?? Infinity) : query.until;
      const isAfter = ({ receivedAt, id }: Attempt) =>
        !position ||
        receivedAt < Number(position[0]) ||
        (receivedAt === Number(position[0]) && id < String(position[1]));
      const lists = await Promise.all(
        sources.map((source) => listAfter({ ...query, sourceId: source.id, until }, isAfter, limit + 1)),
      );
      const all = lists.flat().sort((a, b) => b.receivedAt - a.receivedAt || (a.id < b.id ? 1 : -1));
      const names = new Map(sources.map(({ id, name }) => [id, name]));
      const page = all.slice(0, limit);
      const last = page.at(-1);
      return {
        items: page.map((attempt) => toAttemptResponse(attempt, names.get(attempt.sourceId) ?? attempt.sourceId)),
        nextCursor: all.length > limit && last ? encodeCursor([last.receivedAt, last.id]) : null,
      };
    },
    async read(id: string): Promise<WebhookAttemptDetail> {
      const attempt = await get(id);
      const source = await input.sources.findById(attempt.sourceId);
      const rawBody = attempt.rawBody?.toString('utf8') ?? '';
      return {
        ...toAttemptResponse(attempt, source?.name ?? attempt.sourceId),
        headers: { ...attempt.headers },
        rawBody,
        rawBodyTruncated: (attempt.rawBody?.length ?? 0) < attempt.byteCount,
        steps: [...attempt.steps],
        answer: isAccepted(attempt) ? answerOf(attempt) : null,
        refusal: attempt.refusal ?? null,
        changes: source ? await changesOf(attempt, source) : [],
        reprocessedAt: attempt.reprocessedAt === null ? null : new Date(attempt.reprocessedAt).toISOString(),
      };
    },
    async reprocessOne(id: string): Promise<void> {
      const attempt = await get(id);
      if (!isAccepted(attempt))
        throw refuse(
          'conflict',
          'not_reprocessable',
          'This post was never verified or was a repeat, so there is nothing to take up again.',
        );
      await reprocess(attempt);
    },
    /** Takes up all that failed since a moment, in the order it came; the answer tells how far it is. */
    async reprocessFailed(
      request: Pick<AttemptQuery, 'sourceId' | 'sourceIds'> & { since: number },
    ): Promise<ReprocessProgress> {
      const sources = (await input.sources.listAll()).filter(
        ({ id }) =>
          (request.sourceId === undefined || id === request.sourceId) && (request.sourceIds?.includes(id) ?? true),
      );
      const found = await Promise.all(
        sources.flatMap(({ id }) =>
          FAILED.map((status) => model.list({ sourceId: id, status, since: request.since }, 10_000)),
        ),
      );
      const attempts = found
        .flat()
        .filter(isAccepted)
        .sort((a, b) => a.receivedAt - b.receivedAt);
      const id = input.newId('job');
      const progress: ReprocessProgress = {
        id,
        status: 'running',
        total: attempts.length,
        done: 0,
        recovered: 0,
        stillFailing: 0,
      };
      jobs.set(id, progress);
      for (const oldest of jobs.keys()) {
        if (jobs.size <= MOST_JOBS_REMEMBERED) break;
        jobs.delete(oldest);
      }
      void runJob(id, attempts);
      return progress;
    },
    progress(id: string): ReprocessProgress {
      const progress = jobs.get(id);
      if (!progress) throw notFound('reprocess', id);
      return progress;
    },
  };

  async function listAfter(
    filter: Parameters<AttemptsModel['list']>[0],
    isAfter: (attempt: Attempt) => boolean,
    limit: number,
  ): Promise<readonly Attempt[]> {
    // Attempts of one millisecond may straddle a page; reading some more covers them.
    for (let size = limit + 20; ; size *= 4) {
      const found = await model.list(filter, size);
      const kept = found.filter(isAfter);
      if (kept.length >= limit || found.length < size) return kept.slice(0, limit);
    }
  }
}
export type AttemptsService = ReturnType<typeof createAttemptsService>;

function toAttemptResponse(attempt: Attempt, sourceName: string): WebhookAttemptResponse {
  const { id, sourceId, eventId, status, httpStatus, byteCount, rowCount, durationMs, problem } = attempt;
  const { received, stored, duplicates, quarantined, dead, rejected } = answerOf(attempt);
  return {
    ...{ id, sourceId, sourceName, eventId, status, httpStatus, byteCount, rowCount, durationMs, problem },
    receivedAt: new Date(attempt.receivedAt).toISOString(),
    counts: { received, stored, duplicates, quarantined, dead, rejected: rejected.length },
    via: attempt.via === 'internal' ? 'upload' : attempt.via,
  };
}
