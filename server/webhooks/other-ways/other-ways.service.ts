import { createHash } from 'node:crypto';
import type { RefusedRow, WebhookAnswer } from '../../../shared/contracts/webhooks.ts';
import type { Clock } from '../../clock.ts';
import { Refusal, notFound, refuse } from '../../refusal.ts';
import { redactHeaders } from '../attempts/attempt-record.ts';
import type { Via } from '../attempts/attempts.model.ts';
import { rowsOfCsv } from './csv-rows.ts';
import type { Intake, IntakeResult, VerifiedPost } from '../door/intake.ts';
import type { Pulls } from './pulls.ts';
import { signTest } from './sign-test.ts';
import type { SourceDirectory } from '../sources/source-directory.ts';
import type { SourcesService } from '../sources/sources.service.ts';
import type { Source } from '../sources/sources.model.ts';

const ROWS_PER_POST = 1_000;
const NO_ANSWER: WebhookAnswer = { received: 0, stored: 0, duplicates: 0, quarantined: 0, dead: 0, rejected: [] };

/** Ways into the ledger besides a platform's own post: a CSV file, a pull, a test event. All of them leave an attempt. */
export function createOtherWays(input: {
  sources: SourcesService;
  intake: Intake;
  directory: SourceDirectory;
  clock: Clock;
  pulls: Pulls;
}) {
  type Taken = Pick<VerifiedPost, 'rawBody' | 'headers' | 'steps'> &
    Readonly<{ via: Extract<Via, 'upload' | 'test'>; eventId: string }>;
  const take = async ({ id: sourceId, timeZone }: Source, post: Taken): Promise<IntakeResult> => {
    const now = input.clock.now();
    return input.intake.take({ ...post, sourceId, dialect: 'standard', timeZone, receivedAt: now, startedAt: now });
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
          await take(source, {
            ...{ via: 'upload' as const, rawBody: Buffer.from(body), eventId: id, steps: [] },
            headers: { 'x-file-name': fileName, 'x-uploaded-at': timestamp },
          }),
        );
        sum = addAnswers(sum, result.answer, from, sum.attemptId || result.attemptId);
      }
      return sum;
    },
    ...input.pulls,
    /** A "does it work?" from ourselves: signed as the platform would, verified as the door does, taken like any post. */
    async test(sourceId: string): Promise<{ attemptId: string }> {
      const source = await input.sources.get(sourceId);
      const open = await input.directory.find(sourceId);
      if (!open) throw notFound('webhook_source', sourceId);
      const now = input.clock.now();
      const body = Buffer.from(JSON.stringify({ type: 'webhook.test', timestamp: new Date(now).toISOString() }));
      const id = `test-${now.toString(36)}-${digest(`${String(body)}${now}`).slice(0, 8)}`;
      const { headers, steps } = signTest(open, { id, body, now });
      const shown = redactHeaders({ 'content-type': 'application/json', ...headers });
      const { attemptId } = answerOf(
        await take(source, { via: 'test', rawBody: body, eventId: id, headers: shown, steps }),
      );
      return { attemptId };
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
