import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { TestApp } from './app.ts';
import { approvedPlan, post } from './campaign-fixtures.ts';

/** A row as a platform reports it: $3.00 and 1,000 impressions on 2026-10-27 unless the test names it otherwise. */
export function aRow(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    rowId: 'row-1',
    placement: 'ctv-1',
    day: '2026-10-27',
    window: 'live',
    revision: 0,
    kind: 'total',
    spendMicros: 3_000_000,
    impressions: 1_000,
    ...fields,
  };
}

/** The body of dialect standard around rows. */
export function reported(rows: readonly unknown[]): string {
  return JSON.stringify({ type: 'delivery.reported', timestamp: '2026-11-01T17:00:00Z', data: { rows } });
}

export type Sender = Readonly<{
  sourceId: string;
  secret: string;
  campaignId: string;
  planId: string;
  flightIds: readonly string[];
}>;

/** An approved campaign with a standard source whose placement `ctv-1` is its first flight. */
export async function aSender(app: TestApp): Promise<Sender> {
  const { campaignId, planId } = await approvedPlan(app);
  const plan = await app.agent.get(`/api/v1/plans/${planId}`).set(app.as('admin'));
  const lines = (plan.body as { lines: { flights: { id: string }[] }[] }).lines;
  const flightIds = lines.flatMap(({ flights }) => flights.map(({ id }) => id));
  const source = await post(app, '/api/v1/webhook-sources', {
    name: 'Brightlake',
    placements: [{ placement: 'ctv-1', flightId: flightIds[0] }],
  });
  return { sourceId: source.id, secret: String(source['secret']), campaignId, planId, flightIds };
}

/** Signs as the standardwebhooks package does, so that our verifying is tested against somebody else's signing. */
export function standardHeaders(secret: string, id: string, body: string, at: number): Record<string, string> {
  const timestamp = new Date(at);
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, timestamp, body),
  };
}

/** Posts a signed body; headers may be replaced to spoil it. */
export async function send(
  app: TestApp,
  sender: Pick<Sender, 'sourceId' | 'secret'>,
  id: string,
  body: string,
  headers: Record<string, string> = {},
) {
  return app.agent
    .post(`/webhooks/${sender.sourceId}`)
    .set({ ...standardHeaders(sender.secret, id, body, app.clock.now()), ...headers })
    .send(body);
}

export function hexHmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}
