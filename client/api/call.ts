import type { z } from 'zod';
import type { Problem } from '../../shared/contracts/common.ts';
import { readableDays } from '../words/readable-days.ts';

/** One thing the server found wrong with what we sent. */
type ProblemError = Problem['errors'][number];

/** A refused or failed call, with words fit for people. `status` is 0 when the server was not reached. */
export class ApiError extends Error {
  readonly status: number;
  readonly title: string;
  readonly errors: readonly ProblemError[];
  readonly requestId: string;

  constructor(problem: Pick<Problem, 'status' | 'title' | 'detail' | 'errors' | 'requestId'>) {
    super(problem.detail || problem.title);
    this.name = 'ApiError';
    this.status = problem.status;
    this.title = problem.title;
    this.errors = problem.errors;
    this.requestId = problem.requestId;
  }
}

type QueryValue = string | number | boolean | null | undefined;

type CallInput<Answer extends z.ZodType | undefined> = Readonly<{
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Path below the origin, for example `/api/v1/campaigns`. */
  path: string;
  query?: Readonly<Record<string, QueryValue>>;
  body?: unknown;
  /** The revision the edit is based on; sent as If-Match. */
  ifMatchRev?: number;
  answer?: Answer;
  signal?: AbortSignal;
}>;

type Answered<Answer extends z.ZodType | undefined> = Answer extends z.ZodType ? z.infer<Answer> : undefined;

/**
 * Calls the API, parses the answer with its contract and throws `ApiError` with the server's own words otherwise.
 * Fields we do not know yet are let through, so that a newer server can speak to an open page.
 */
export async function call<Answer extends z.ZodType | undefined = undefined>(
  input: CallInput<Answer>,
): Promise<Answered<Answer>> {
  const response = await reach(input);
  if (!response.ok) throw await problemOf(response);
  if (!input.answer) return undefined as Answered<Answer>;
  const body: unknown = await response.json();
  return parseAnswer(input.answer, body, input.path) as Answered<Answer>;
}

async function reach(input: CallInput<z.ZodType | undefined>): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (input.body !== undefined) headers['Content-Type'] = 'application/json';
  if (input.ifMatchRev !== undefined) headers['If-Match'] = `"${input.ifMatchRev}"`;
  if (input.method === 'POST') headers['Idempotency-Key'] = newIdempotencyKey();
  try {
    return await fetch(addressOf(input.path, input.query), {
      method: input.method ?? 'GET',
      headers,
      body: input.body === undefined ? undefined : JSON.stringify(input.body),
      signal: input.signal,
      credentials: 'same-origin',
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError({
      status: 0,
      title: 'The server does not answer',
      detail: 'The server was not reached. Check that it runs and that you are online, then try again.',
      errors: [],
      requestId: '',
    });
  }
}

/** A fresh key per POST, so that a resend by the network layer is not a second order. `randomUUID` needs HTTPS; this does not. */
function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Adds the query to a path, leaving out what is empty. */
export function addressOf(path: string, query: CallInput<undefined>['query'] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text ? `${path}?${text}` : path;
}

async function problemOf(response: Response): Promise<ApiError> {
  const fallback = {
    status: response.status,
    title: `The server answered ${response.status}`,
    detail: `The server answered ${response.status} ${response.statusText}. Try again in a moment.`,
    errors: [],
    requestId: response.headers.get('x-request-id') ?? '',
  };
  if (!(response.headers.get('content-type') ?? '').includes('json')) return new ApiError(fallback);
  const body = (await response.json().catch(() => ({}))) as Partial<Problem>;
  return new ApiError({ ...fallback, ...body });
}

function parseAnswer(schema: z.ZodType, body: unknown, path: string): unknown {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const serious = parsed.error.issues.filter((issue) => issue.code !== 'unrecognized_keys');
  if (serious.length === 0) return body;
  const where = serious.map((issue) => `${issue.path.join('.') || 'the answer'}: ${issue.message}`);
  throw new ApiError({
    status: 0,
    title: 'This page is older than the server',
    detail: `The answer of ${path} has a shape this page does not know. Reload the page. (${where.slice(0, 3).join('; ')})`,
    errors: [],
    requestId: '',
  });
}

/** The words to show for anything that was thrown, its days as the screen writes them. */
export function wordsOf(error: unknown): string {
  return readableDays(error instanceof Error ? error.message : String(error));
}
