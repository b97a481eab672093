import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allocationRequestSchema } from '../../../shared/contracts/allocation.ts';
import { updatePlanRequestSchema, type PlanEdit } from '../../../shared/contracts/plans.ts';
import { allocate } from '../../../shared/domain/allocation/allocate.ts';
import { flowchart } from '../../../shared/domain/flowchart.ts';
import { checkPlan } from '../../../shared/domain/plan-check.ts';
import { applyLineEdits, type LineEdit } from '../../../shared/domain/plan-edits.ts';
import type { Line } from '../../../shared/domain/plan.ts';
import { toPlanResponse } from '../../../server/plans/plan-response.ts';
import type { StoredCampaign } from '../../../server/campaigns/campaigns.model.ts';
import type { StoredPlan } from '../../../server/plans/plans.model.ts';
import { END_DAY, FIRST_DAY, sampleLines, samplePacing, sampleSeries } from './fixture-data.ts';

const DIST = fileURLToPath(new URL('../../../client/dist/', import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const CSP = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:";
const AT = Date.parse('2026-11-23T15:00:00Z');

const campaign: StoredCampaign = {
  id: 'cmp_sample00000000',
  name: 'Autumn giving',
  advertiser: 'Neighbors Forward',
  market: { name: 'Philadelphia', dmaCode: '504' },
  timeZone: 'America/New_York',
  currency: 'USD',
  budgetCents: 5_000_000,
  commissionBasisPoints: 1_500,
  startDay: FIRST_DAY,
  endDay: END_DAY,
  goal: { kind: 'donations' },
  status: 'active',
  rev: 3,
  approvedPlanId: 'pln_sample00000000',
  latestPlanId: 'pln_sample00000000',
  createdAt: AT,
  updatedAt: AT,
};

/** The built client over an API held in memory: the plan's own rules, canned delivery. For looking at screens without a store. */
export async function startFixtureServer(port = 0) {
  let lines: readonly Line[] = sampleLines();
  let plan: Omit<StoredPlan, 'lines'> = {
    id: 'pln_sample00000000',
    campaignId: campaign.id,
    number: 1,
    version: '1.0',
    status: 'draft',
    name: 'Plan',
    rev: 1,
    basedOnPlanId: null,
    submittedBy: null,
    approvedBy: null,
    approvedAt: null,
    createdAt: AT,
    updatedAt: AT,
  };
  let isSignedIn = false;
  let spentExtraCents = 0;
  let ids = 0;
  const streams = new Set<ServerResponse>();
  const push = (kind: string) => {
    for (const stream of streams)
      stream.write(`event: changed\ndata: ${JSON.stringify({ kind, campaignId: campaign.id, id: 'x' })}\n\n`);
  };
  const actor = { id: 'per_1', name: 'Robin Ellis', role: 'admin', kind: 'person' };
  const planResponse = () =>
    toPlanResponse({ plan: { ...plan, lines }, campaign, issues: checkPlan({ lines }, campaign), statuses: new Map() });
  const { commissionBasisPoints: _c, ...plain } = campaign;
  const campaignResponse = {
    ...plain,
    commissionBasisPoints: 1500,
    market: { name: 'Philadelphia', dmaCode: '504' },
    lastDay: '2026-11-29',
    createdAt: new Date(AT).toISOString(),
    updatedAt: new Date(AT).toISOString(),
  };

  async function api(req: IncomingMessage, res: ServerResponse, url: URL): Promise<unknown> {
    const path = `${req.method} ${url.pathname.replace('/api/v1', '')}`;
    const body = await readBody(req);
    switch (path) {
      case 'GET /session':
        return {
          actor: isSignedIn ? actor : null,
          sampleAccounts: isSignedIn
            ? []
            : ['admin', 'buyer', 'manager', 'viewer'].map((role) => ({
                email: `${role}@example.org`,
                password: 'sample-password',
                name: `Sample ${role}`,
                role,
              })),
        };
      case 'POST /session':
        isSignedIn = true;
        return { actor, sampleAccounts: [] };
      case 'DELETE /session':
        isSignedIn = false;
        return undefined;
      case 'GET /campaigns':
        return { items: [campaignResponse], nextCursor: null };
      case `GET /campaigns/${campaign.id}`:
        return campaignResponse;
      case `GET /campaigns/${campaign.id}/pacing`:
        return samplePacing(campaign.id, lines, spentExtraCents);
      case `GET /campaigns/${campaign.id}/pacing/series`:
        return sampleSeries(campaign.id);
      case `GET /campaigns/${campaign.id}/plans`: {
        const { lines: all, issues: _issues, ...rest } = planResponse();
        return { items: [{ ...rest, lineCount: all.length }], nextCursor: null };
      }
      case `GET /plans/${plan.id}`:
        return planResponse();
      case `PATCH /plans/${plan.id}`: {
        const request = updatePlanRequestSchema.parse(body);
        const edited = applyLineEdits(
          lines,
          request.edits as readonly PlanEdit[] as readonly LineEdit[],
          (prefix) => `${prefix}_new${String(ids++).padStart(13, '0')}`,
        );
        if (edited.kind === 'refused') return problem(res, 400, edited.issues.map((issue) => issue.message).join(' '));
        lines = edited.lines;
        plan = { ...plan, rev: plan.rev + 1 };
        return planResponse();
      }
      case `POST /plans/${plan.id}/submit`:
        plan = { ...plan, status: 'in_review' };
        return planResponse();
      case `POST /plans/${plan.id}/approve`:
        plan = { ...plan, status: 'approved' };
        return planResponse();
      case `GET /plans/${plan.id}/flowchart`: {
        const view = { calendar: 'broadcast', by: 'week', basis: 'gross', ...Object.fromEntries(url.searchParams) } as {
          calendar: 'broadcast';
          by: 'week';
          basis: 'gross';
        };
        return { planId: plan.id, ...view, ...flowchart({ plan: { lines }, campaign, ...view }) };
      }
      case 'POST /calculations/allocation': {
        const answer = allocate(allocationRequestSchema.parse(body));
        if (answer.kind !== 'allocated') return problem(res, 422, 'No answer meets all constraints.');
        const { kind: _kind, ...allocated } = answer;
        return allocated;
      }
      case 'GET /audit':
      case 'GET /alerts':
      case 'GET /people':
      case 'GET /keys':
      case `GET /campaigns/${campaign.id}/spots`:
        return { items: [], nextCursor: null };
      case 'GET /live':
        res.writeHead(200, { 'Content-Type': 'text/event-stream' });
        res.write(': here\n\n');
        streams.add(res);
        req.once('close', () => streams.delete(res));
        return HANDLED;
      default:
        return problem(res, 404, `There is nothing at ${path}.`);
    }
  }

  const server = createServer((req, res) => {
    const url = new URL(req.url ?? '/', 'http://localhost');
    void (async () => {
      if (!url.pathname.startsWith('/api/')) return sendFile(res, url.pathname);
      const answer = await api(req, res, url);
      if (answer === HANDLED || res.writableEnded) return;
      if (answer === undefined) return void res.writeHead(204).end();
      res.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    })().catch((error: unknown) => problem(res, 500, String(error)));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    /** A delivery arrives: $100 more spent, announced to open pages. */
    deliver() {
      spentExtraCents += 10_000;
      push('delivery');
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const HANDLED = Symbol('handled');

function problem(res: ServerResponse, status: number, detail: string): typeof HANDLED {
  res.writeHead(status, { 'Content-Type': 'application/problem+json' });
  res.end(JSON.stringify({ type: 'urn:x', title: 'Refused', status, detail, errors: [], requestId: 'req_x' }));
  return HANDLED;
}

async function readBody(req: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of req) text += String(chunk);
  return text ? (JSON.parse(text) as unknown) : undefined;
}

async function sendFile(res: ServerResponse, path: string): Promise<void> {
  const file = extname(path) ? path : '/index.html';
  const data = await readFile(join(DIST, file)).catch(() => null);
  res.writeHead(data ? 200 : 404, {
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': CSP,
  });
  res.end(data ?? '');
}
