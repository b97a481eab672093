import type { z } from 'zod';
import { ApiError } from './call.ts';
import type { Problem } from '../../shared/contracts/common.ts';

export type SendFileInput<Answer extends z.ZodType> = Readonly<{
  path: string;
  file: File;
  type: string;
  answer: Answer;
}>;

/** Sends a file as the body of a POST and parses the answer; throws `ApiError` with the server's own words otherwise. */
export async function sendFile<Answer extends z.ZodType>(input: SendFileInput<Answer>): Promise<z.infer<Answer>> {
  const response = await fetch(input.path, {
    method: 'POST',
    headers: { 'Content-Type': input.type, Accept: 'application/json' },
    body: input.file,
    credentials: 'same-origin',
  });
  const body: unknown = await response.json().catch(() => ({}));
  if (response.ok) return input.answer.parse(body);
  const problem = body as Partial<Problem>;
  throw new ApiError({
    status: response.status,
    title: problem.title ?? 'The file was refused',
    detail: problem.detail ?? `The server answered ${response.status}.`,
    errors: problem.errors ?? [],
    requestId: problem.requestId ?? '',
  });
}
