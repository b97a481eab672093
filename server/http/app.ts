import compression from 'compression';
import express, { Router, type Express, type Request, type RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import { Refusal } from '../refusal.ts';
import { errorIssue } from '../../shared/domain/issue.ts';
import { mountClient } from './client.ts';
import { mountDocs } from './docs.ts';
import { mountEndpoints, type Endpoint, type EndpointGates } from './endpoint.ts';
import type { Metrics } from './metrics.ts';
import type { DescribedWebhook } from './openapi.ts';
import { problemHandler, sendProblem, unknownPath } from './problem.ts';

export const JSON_LIMIT_BYTES = 1_000_000;
/** A split of 20,000 lines, each with a curve and bounds, is larger than anything else that is sent. */
const SPLIT_LIMIT_BYTES = 5_000_000;
const SIGN_IN_TRIES_PER_MINUTE = 20;

export type AppInput = Readonly<{
  endpoints: readonly Endpoint[];
  webhooks: readonly DescribedWebhook[];
  gates: EndpointGates;
  sessions: RequestHandler;
  logger: Logger;
  metrics: Metrics;
  newRequestId: () => string;
  isReady: () => Promise<boolean>;
  version: string;
  /** Folder of the built client, or null where only the API is served. */
  clientDir: string | null;
  /** Routers that read their own raw bodies (webhooks, file uploads); mounted before JSON parsing. */
  rawRouters: readonly Router[];
}>;

/** Puts the whole HTTP face together: health, docs, webhooks, API, client, problems. */
export function createApp(input: AppInput): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('etag', false);
  app.use(requestLog(input));
  app.use(input.metrics.observe);
  mountHealth(app, input);
  app.use(securityHeaders());
  for (const router of input.rawRouters) app.use(router);
  app.use(compression({ filter: (req, res) => req.path !== '/api/v1/live' && compression.filter(req, res) }));
  mountDocs(app, async () => {
    const { describeApi } = await import('./openapi.ts');
    return describeApi(input.endpoints, input.webhooks, input.version);
  });
  app.use('/api/v1/calculations/allocation', express.json({ limit: SPLIT_LIMIT_BYTES, strict: true }));
  app.use('/api', input.sessions, express.json({ limit: JSON_LIMIT_BYTES, strict: true }), noStore);
  app.post('/api/v1/session', signInLimit());
  const api = Router({ caseSensitive: true });
  mountEndpoints(api, input.endpoints, input.gates);
  app.use(api);
  app.use('/api', unknownPath);
  if (input.clientDir) mountClient(app, input.clientDir);
  app.use(unknownPath);
  app.use(problemHandler((error, req) => req.log.error({ err: error }, 'request failed')));
  return app;
}

const noStore: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store');
  next();
};

function requestLog(input: AppInput): RequestHandler {
  return pinoHttp({
    logger: input.logger,
    genReqId: (_req, res) => {
      const id = input.newRequestId();
      res.setHeader('X-Request-Id', id);
      return id;
    },
    customLogLevel: (_req, res, error) =>
      error || res.statusCode >= 500 ? 'error' : res.statusCode >= 400 ? 'info' : 'debug',
    serializers: {
      req: (req: { id: string; method: string; url: string }) => ({
        id: req.id,
        method: req.method,
        path: req.url.split('?')[0],
      }),
      res: (res: { statusCode: number }) => ({ status: res.statusCode }),
    },
  });
}

function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        scriptSrc: ["'self'"],
        // The workbook writer packs large sheets in a worker made of its own code; without this an export never ends.
        workerSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'"],
        fontSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
  });
}

function mountHealth(app: Express, input: AppInput): void {
  app.get('/livez', (_req, res) => void res.json({ status: 'live' }));
  app.get('/readyz', async (req, res) => {
    if (await input.isReady()) return void res.json({ status: 'ready' });
    sendProblem(
      req,
      res,
      new Refusal(
        'unavailable',
        [errorIssue('not_ready', 'The database does not answer, or the server is starting or stopping.')],
        2,
      ),
    );
  });
  app.get('/metrics', async (_req, res) => {
    res.type(input.metrics.registry.contentType).send(await input.metrics.registry.metrics());
  });
}

function signInLimit(): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: SIGN_IN_TRIES_PER_MINUTE,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    skipSuccessfulRequests: true,
    handler: (req: Request, res) =>
      sendProblem(
        req,
        res,
        new Refusal(
          'too_many',
          [
            errorIssue(
              'too_many_sign_ins',
              `More than ${SIGN_IN_TRIES_PER_MINUTE} failed sign-ins in a minute. Wait a minute and try again.`,
            ),
          ],
          60,
        ),
      ),
  });
}
