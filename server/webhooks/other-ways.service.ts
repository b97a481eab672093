import { createHash } from 'node:crypto';
import type { RefusedRow, WebhookAnswer } from '../../shared/contracts/webhooks.ts';
import type { Clock } from '../clock.ts';
import { Refusal, refuse } from '../refusal.ts';
import type { Via } from './attempts.model.ts';
import { rowsOfCsv } from './csv-rows.ts';
import type { Intake, IntakeResult } from './intake.ts';
import { safeFetch } from './safe-fetch.ts';
import type { SourcesService } from './sources.service.ts';
import type { Source } from './sources.model.ts';

const ROWS_PER_POST = 1_000;
const NO_ANSWER: WebhookAnswer = { received: 0, stored: 0, duplicates: 0, quarantined: 0, dead: 0, rejected: [] };

/** Ways into the ledger besides a platform's own post: a CSV file, a pull, a test event. All of them leave an attempt. */
export function createOtherWays(input: {
  sources: SourcesService;
  intake: Intake;
  clock: Clock;
  allowPrivate: boolean;
  onError(error: unknown): void;
}) {
  const take = async (
    source: Source,
    via: Via,
    rawBody: Buffer,
    eventId: string,
    headers: Record<string, string>,
  ): Promise<IntakeResult> => {
    const now = input.clock.now();
    const { id: sourceId, dialect, timeZone } = source;
    const ownShape = via === 'pull' ? dialect : 'standard';
    return input.intake.take({
      sourceId,
      dialect: ownShape,
      timeZone,
      eventId,
      rawBody,
      headers,
      steps: [],
      receivedAt: now,
      startedAt: now,
      via,
    });
  };

  const answerOf = (result: IntakeResult): { attemptId: string; answer: WebhookAnswer } => {
    if (result.kind === 'accepted' || result.kind === 'duplicate') return result;
    if (result.kind === 'invalid') throw new Refusal('invalid', result.issues);
    throw refuse(
      'conflict',
      result.kind,
      'The same content is being taken right now, or its id was used for other content.',
    );
  };

  const digest = (value: string | Buffer) => createHash('sha256').update(value).digest('base64url').slice(0, 40);

  return {
    /** A platform's file; the same file again is a duplicate. More than 1,000 rows go in as several attempts. */
    async upload(sourceId: string, fileName: string, csv: string): Promise<WebhookAnswer & { attemptId: string }> {
      const source = await input.sources.get(sourceId);
      const rows = rowsOfCsv(csv);
      if (rows.length === 0) throw refuse('invalid', 'csv_empty', 'The file has a header but no rows.', 'csv');
      let sum: WebhookAnswer & { attemptId: string } = { ...NO_ANSWER, attemptId: '' };
      for (let from = 0; from < rows.length; from += ROWS_PER_POST) {
        const part = rows.slice(from, from + ROWS_PER_POST);
        const timestamp = new Date(input.clock.now()).toISOString();
        const id = `upload-${digest(JSON.stringify(part))}`;
        // The time is left out of the body's identity: the same file at another hour is still the same file.
        const body = JSON.stringify({
          type: 'delivery.reported',
          timestamp: '2000-01-01T00:00:00Z',
          data: { rows: part },
        });
        const result = answerOf(
          await take(source, 'upload', Buffer.from(body), id, { 'x-file-name': fileName, 'x-uploaded-at': timestamp }),
        );
        sum = addAnswers(sum, result.answer, from, sum.attemptId || result.attemptId);
      }
      return sum;
    },
    /** Asks the platform for its report, where the source has an address for that. */
    async pull(sourceId: string): Promise<WebhookAnswer & { attemptId: string }> {
      const source = await input.sources.get(sourceId);
      if (!source.pull)
        throw refuse('conflict', 'no_pull_address', 'This source has no pull address. Set pull.url first.');
      const fetched = await safeFetch({ url: source.pull.url, allowPrivate: input.allowPrivate });
      if (fetched.kind === 'refused') throw refuse('conflict', 'pull_refused', fetched.reason, 'pull.url');
      if (fetched.status !== 200)
        throw refuse('conflict', 'pull_failed', `The platform answered ${fetched.status}.`, 'pull.url');
      const result = answerOf(
        await take(source, 'pull', fetched.bytes, `pull-${digest(fetched.bytes)}`, { 'content-type': fetched.type }),
      );
      return { ...result.answer, attemptId: result.attemptId };
    },
    /** Pulls every source whose time has come; trouble with one does not stop the others. */
    async pullDue(): Promise<void> {
      const now = input.clock.now();
      for (const { id, pull, lastAcceptedAt, status } of await input.sources.listAll()) {
        if (
          !pull ||
          status !== 'active' ||
          (lastAcceptedAt !== null && now - lastAcceptedAt < pull.everyMinutes * 60_000)
        )
          continue;
        await this.pull(id).catch(input.onError);
      }
    },
    /** A "does it work?" from ourselves, taken like any post. */
    async test(sourceId: string): Promise<{ attemptId: string }> {
      const source = await input.sources.get(sourceId);
      const now = input.clock.now();
      const body = JSON.stringify({ type: 'webhook.test', timestamp: new Date(now).toISOString() });
      return {
        attemptId: answerOf(
          await take(
            source,
            'test',
            Buffer.from(body),
            `test-${now.toString(36)}-${digest(body + now).slice(0, 8)}`,
            {},
          ),
        ).attemptId,
      };
    },
  };
}
export type OtherWays = ReturnType<typeof createOtherWays>;

function addAnswers(
  sum: WebhookAnswer,
  answer: WebhookAnswer,
  from: number,
  attemptId: string,
): WebhookAnswer & { attemptId: string } {
  const moved: RefusedRow[] = answer.rejected.map((row) => ({ ...row, index: row.index + from }));
  return {
    attemptId,
    received: sum.received + answer.received,
    stored: sum.stored + answer.stored,
    duplicates: sum.duplicates + answer.duplicates,
    quarantined: sum.quarantined + answer.quarantined,
    dead: sum.dead + answer.dead,
    rejected: [...sum.rejected, ...moved],
  };
}
