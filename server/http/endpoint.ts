import type { Request, RequestHandler, Response, Router } from 'express';
import type { z } from 'zod';
import type { Role } from '../../shared/contracts/common.ts';
import { refuse } from '../refusal.ts';
import type { Actor } from './actor.ts';
import { invalid } from './problem.ts';

type Schema = z.ZodType | undefined;
type Parsed<S extends Schema> = S extends z.ZodType ? z.infer<S> : undefined;

/** What a handler gets: everything parsed, nothing of Express but the raw pair for streams and files. */
export type EndpointInput<P extends Schema, Q extends Schema, B extends Schema> = Readonly<{
  params: Parsed<P>;
  query: Parsed<Q>;
  body: Parsed<B>;
  actor: Actor;
  /** The revision named by If-Match, when the endpoint asks for one (`*` gives null: any revision). */
  ifMatchRev: number | null;
  requestId: string;
  req: Request;
  res: Response;
}>;

/** What a handler returns. `rev` becomes the ETag. `file` answers bytes instead of JSON; `handled` means it wrote to `res` itself. */
export type EndpointAnswer = Readonly<{
  status?: number;
  body?: unknown;
  rev?: number;
  headers?: Readonly<Record<string, string>>;
  file?: Readonly<{ name: string; type: string; data: string | Uint8Array }>;
  handled?: true;
}>;

/** One API call: its address, who may use it, its shapes, and what it does. The OpenAPI document is made from the same thing. */
export type Endpoint<P extends Schema = Schema, Q extends Schema = Schema, B extends Schema = Schema> = Readonly<{
  method: 'get' | 'post' | 'patch' | 'put' | 'delete';
  /** Express path, for example `/api/v1/plans/:id`. */
  path: string;
  summary: string;
  tag: string;
  /** `public` needs no sign-in. */
  roles: readonly Role[] | 'public';
  params?: P;
  query?: Q;
  body?: B;
  answer?: z.ZodType;
  status?: number;
  /** The edit must name the revision it is based on. */
  ifMatch?: boolean;
  handle(input: EndpointInput<P, Q, B>): Promise<EndpointAnswer>;
}>;

/** Keeps the types of one endpoint together. */
export function endpoint<P extends Schema = undefined, Q extends Schema = undefined, B extends Schema = undefined>(
  definition: Endpoint<P, Q, B>,
): Endpoint {
  return definition as unknown as Endpoint;
}

/** Express middlewares that every endpoint passes through, in order. */
export type EndpointGates = Readonly<{
  /** Finds who asks; throws `unauthorized` where the roles demand somebody. */
  authenticate(req: Request, definition: Pick<Endpoint, 'roles' | 'tag' | 'method'>): Promise<Actor>;
  /** Wraps a POST so that a repeated Idempotency-Key is answered from the first. */
  idempotent(
    run: () => Promise<EndpointAnswer>,
    input: { req: Request; actor: Actor; body: unknown },
  ): Promise<EndpointAnswer>;
}>;

/** Puts endpoints on a router. */
export function mountEndpoints(router: Router, endpoints: readonly Endpoint[], gates: EndpointGates): void {
  for (const definition of endpoints) router[definition.method](definition.path, handlerOf(definition, gates));
}

function handlerOf(definition: Endpoint, gates: EndpointGates): RequestHandler {
  return async (req, res) => {
    const actor = await gates.authenticate(req, definition);
    const params = parsePart(definition.params, req.params, '');
    const query = parsePart(definition.query, req.query, 'query');
    const body = parsePart(definition.body, definition.body ? requireBody(req) : undefined, '');
    const ifMatchRev = definition.ifMatch ? readIfMatch(req) : null;
    const run = () =>
      definition.handle({ params, query, body, actor, ifMatchRev, requestId: String(req.id), req, res });
    const answer =
      definition.method === 'post' && req.get('idempotency-key') !== undefined
        ? await gates.idempotent(run, { req, actor, body: req.body as unknown })
        : await run();
    send(res, answer, definition.status ?? 200);
  };
}

function parsePart(schema: z.ZodType | undefined, value: unknown, root: string): undefined {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalid(parsed.error, root);
  return parsed.data as undefined;
}

function requireBody(req: Request): unknown {
  if (req.body !== undefined) return req.body as unknown;
  const type = req.get('content-type');
  if (type && !/^application\/([\w.+-]+\+)?json\b/i.test(type)) {
    throw refuse('unsupported_media', 'unsupported_media_type', `The body is ${type}; send application/json.`);
  }
  return {};
}

function readIfMatch(req: Request): number | null {
  const header = req.get('if-match');
  if (header === undefined) {
    throw refuse(
      'precondition_required',
      'if_match_required',
      'Send If-Match with the ETag you read, so that nobody else’s edit is overwritten.',
    );
  }
  if (header.trim() === '*') return null;
  const match = /^\s*(?:W\/)?"(\d{1,15})"\s*$/.exec(header);
  if (!match)
    throw refuse(
      'invalid',
      'malformed_if_match',
      `If-Match is ${header}; send one ETag as you got it, for example "3".`,
    );
  return Number(match[1]);
}

function send(res: Response, answer: EndpointAnswer, status: number): void {
  if (answer.handled || res.headersSent) return;
  for (const [name, value] of Object.entries(answer.headers ?? {})) res.setHeader(name, value);
  if (answer.rev !== undefined) res.setHeader('ETag', `"${answer.rev}"`);
  if (answer.file) {
    res.setHeader('Content-Disposition', `attachment; filename="${answer.file.name.replaceAll(/[^\w.-]/g, '_')}"`);
    res
      .status(answer.status ?? 200)
      .type(answer.file.type)
      .send(typeof answer.file.data === 'string' ? answer.file.data : Buffer.from(answer.file.data));
    return;
  }
  const code = answer.status ?? status;
  if (answer.body === undefined) res.status(code === 200 ? 204 : code).end();
  else res.status(code).json(answer.body);
}
