import { request } from 'node:http';
import { Readable } from 'node:stream';
import supertest from 'supertest';
import { frozenClock } from '../../server/clock.ts';
import type { AsRunImportResponse } from '../../shared/contracts/reconciliation.ts';
import { post } from '../support/campaign-fixtures.ts';
import { listSpots, scheduledCampaign } from '../support/spot-fixtures.ts';
import { asRunFile, type AsRunFileOrder } from './as-run-file.ts';
import { startServerUnderLoad } from './server-under-load.ts';

const BYTES = 49_900_000;
const MB = 1_048_576;
const BEFORE_THE_FLIGHT = Date.parse('2026-10-25T12:00:00Z');
const AFTER_THE_FLIGHT = Date.parse('2026-12-01T12:00:00Z');
const FORMATS = ['csv', 'bxf'] as const;
const WATCH_MS = 50;

/**
 * A station's log of 50 MB as CSV, then as XML, posted over HTTP: how long, how much memory it took at most, how long
 * `/livez` took meanwhile, and that every row came out.
 */
export async function run(): Promise<Record<string, number>> {
  const clock = frozenClock(BEFORE_THE_FLIGHT);
  const server = await startServerUnderLoad(clock);
  const { flightboard, port } = server;
  const roles = ['admin', 'buyer', 'manager', 'viewer'] as const;
  const keys = new Map<string, string>();
  for (const role of roles) keys.set(role, (await flightboard.services.keys.create({ name: role, role })).key);
  const as = (role: string) => ({ Authorization: `Bearer ${keys.get(role) ?? ''}` });
  const app = { agent: supertest(flightboard.app), as };
  const figures: Record<string, number> = {};
  try {
    for (const format of FORMATS) {
      clock.set(BEFORE_THE_FLIGHT);
      const { campaignId } = await scheduledCampaign(app);
      const spots = (await listSpots(app, campaignId)).filter(
        ({ scheduledAt }) => Date.parse(scheduledAt) < Date.now(),
      );
      for (const step of ['order', 'confirm'])
        await post(
          app,
          `/api/v1/campaigns/${campaignId}/spots/bulk`,
          { spotIds: spots.map(({ id }) => id), step },
          { status: 200 },
        );
      clock.set(AFTER_THE_FLIGHT);
      const before = process.memoryUsage().rss;
      const watch = watchServer(port);
      const startedAt = performance.now();
      const answer = await upload(
        { format, bytes: BYTES, spots, startDay: '2026-01-05' },
        `http://127.0.0.1:${port}/api/v1/campaigns/${campaignId}/as-run-imports?toleranceMinutes=5`,
        as('buyer'),
      );
      const seconds = (performance.now() - startedAt) / 1_000;
      const { peakRss, slowestLivezMs } = await watch.stop();
      if (answer.rows !== answer.matched + answer.unmatched)
        throw new Error(`Of ${answer.rows} rows ${answer.matched} matched and ${answer.unmatched} are queued.`);
      figures[`${format}MegaBytes`] = answer.bytes / 1e6;
      figures[`${format}Rows`] = answer.rows;
      figures[`${format}SpotsProved`] = answer.matched / spots.length;
      figures[`${format}Seconds`] = seconds;
      figures[`${format}RowsPerS`] = answer.rows / seconds;
      figures[`${format}MemoryGrowthMb`] = (peakRss - before) / MB;
      figures[`${format}SlowestLivezMs`] = slowestLivezMs;
    }
    return figures;
  } finally {
    await server.stop();
  }
}

function upload(
  order: AsRunFileOrder,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<AsRunImportResponse> {
  return new Promise((resolve, reject) => {
    const type = order.format === 'csv' ? 'text/csv' : 'application/xml';
    const sent = request(url, { method: 'POST', headers: { ...headers, 'Content-Type': type } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => {
        if (response.statusCode === 201) resolve(JSON.parse(text) as AsRunImportResponse);
        else reject(new Error(`The import was answered ${response.statusCode}: ${text.slice(0, 500)}`));
      });
    });
    sent.on('error', reject);
    Readable.from(asRunFile(order)).pipe(sent);
  });
}

/** Asks `/livez` all the time and notes the most memory this process had. */
function watchServer(port: number) {
  let isOver = false;
  let peakRss = 0;
  let slowestLivezMs = 0;
  const watching = (async () => {
    while (!isOver) {
      const askedAt = performance.now();
      await fetch(`http://127.0.0.1:${port}/livez`)
        .then((response) => response.arrayBuffer())
        .catch(() => (isOver = true));
      slowestLivezMs = Math.max(slowestLivezMs, performance.now() - askedAt);
      peakRss = Math.max(peakRss, process.memoryUsage().rss);
      await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
    }
  })();
  return {
    async stop() {
      isOver = true;
      await watching;
      return { peakRss, slowestLivezMs };
    },
  };
}
