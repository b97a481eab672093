import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { ZodError } from 'zod';
import type { Problem } from '../../shared/contracts/common.ts';
import { errorIssue, type Issue } from '../../shared/domain/issue.ts';
import { Refusal, type RefusalKind } from '../refusal.ts';

const STATUS: Record<RefusalKind, { status: number; title: string }> = {
  invalid: { status: 400, title: 'The request is not valid' },
  unauthorized: { status: 401, title: 'Sign in or send a key' },
  forbidden: { status: 403, title: 'Not allowed for your role' },
  not_found: { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'In conflict with the present state' },
  stale: { status: 412, title: 'Somebody changed it first' },
  too_large: { status: 413, title: 'Too large' },
  unsupported_media: { status: 415, title: 'Unsupported content type' },
  infeasible: { status: 422, title: 'No answer meets all constraints' },
  precondition_required: { status: 428, title: 'If-Match is required' },
  too_many: { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'Not available right now' },
};

/** The HTTP status that stands for a refusal. */
export function statusOf(kind: RefusalKind): number {
  return STATUS[kind].status;
}

/** zod's issues in our words, one per problem, with dotted paths. */
export function issuesOf(error: ZodError, root = ''): readonly Issue[] {
  return error.issues.flatMap((issue) => {
    const path = [root, ...issue.path.map(String)].filter((part) => part !== '').join('.');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) =>
        errorIssue(
          'unknown_field',
          `"${key}" is not a field here. Check the spelling or leave it out.`,
          [path, key].filter(Boolean).join('.'),
        ),
      );
    }
    return [errorIssue(issue.code, `${path || 'The value'}: ${issue.message}`, path)];
  });
}

/** Builds the refusal for input that does not fit its contract. */
export function invalid(error: ZodError, root = ''): Refusal {
  return new Refusal('invalid', issuesOf(error, root));
}

/** Writes one problem document. */
export function sendProblem(req: Request, res: Response, refusal: Refusal): void {
  const { status, title } = STATUS[refusal.kind];
  const problem: Problem = {
    type: `urn:flightboard:problem:${refusal.kind}`,
    title,
    status,
    detail: refusal.issues.map((issue) => issue.message).join(' ') || title,
    errors: refusal.issues.map(({ code, path, message }) => ({ code, path, message })),
    requestId: String(req.id ?? ''),
  };
  if (refusal.retryAfterSeconds !== undefined) res.setHeader('Retry-After', String(refusal.retryAfterSeconds));
  if (status === 401) res.setHeader('WWW-Authenticate', 'Bearer realm="flightboard"');
  res.status(status).type('application/problem+json').send(JSON.stringify(problem));
}

/** Answers any path that no route took. */
export const unknownPath: RequestHandler = (req, res) => {
  sendProblem(
    req,
    res,
    new Refusal('not_found', [
      errorIssue(
        'unknown_path',
        `There is nothing at ${req.method} ${req.originalUrl.split('?')[0]}. See /docs for the API.`,
      ),
    ]),
  );
};

type BodyParserError = Error & { type?: string; status?: number; limit?: number; length?: number; charset?: string };

function fromBodyParser(error: BodyParserError): Refusal | null {
  const one = (kind: RefusalKind, code: string, message: string) => new Refusal(kind, [errorIssue(code, message)]);
  switch (error.type) {
    case 'entity.parse.failed':
      return one('invalid', 'malformed_json', `The body is not valid JSON: ${safeParserMessage(error.message)}.`);
    case 'entity.too.large':
      return one(
        'too_large',
        'body_too_large',
        `The body has ${error.length ?? 'too many'} bytes; at most ${error.limit ?? 0} are allowed. Send it in parts.`,
      );
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return one('unsupported_media', 'unsupported_encoding', `${error.message}. Send UTF-8 JSON, plain or gzip.`);
    case 'request.aborted':
    case 'request.size.invalid':
    case 'entity.verify.failed':
      return one('invalid', 'incomplete_body', 'The body did not arrive whole. Send it again.');
    default:
      return error instanceof URIError
        ? one('invalid', 'malformed_path', 'The path is not valid percent-encoding.')
        : null;
  }
}

/** body-parser's message may quote the body; keep only where the trouble is. */
function safeParserMessage(message: string): string {
  const where = /position \d+/.exec(message);
  return where ? `the trouble starts at ${where[0]}` : 'it ends too early or has a stray character';
}

/** Turns whatever was thrown into one problem document; unknown errors are logged and answered without their text. */
export function problemHandler(log: (error: unknown, req: Request) => void): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    if (error instanceof Refusal) return sendProblem(req, res, error);
    if (error instanceof ZodError) return sendProblem(req, res, invalid(error));
    const parsed = error instanceof Error ? fromBodyParser(error) : null;
    if (parsed) return sendProblem(req, res, parsed);
    log(error, req);
    const problem: Problem = {
      type: 'urn:flightboard:problem:internal',
      title: 'Something broke on our side',
      status: 500,
      detail: `This is a fault of the server, not of your request. Nothing was saved in part. Give the request id ${String(req.id ?? '')} when you report it.`,
      errors: [],
      requestId: String(req.id ?? ''),
    };
    res.status(500).type('application/problem+json').send(JSON.stringify(problem));
  };
}
