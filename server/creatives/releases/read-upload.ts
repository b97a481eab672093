import type { Request } from 'express';
import { refuse } from '../../refusal.ts';

/**
 * Reads a request body that is a file, up to a limit; nothing past the limit is kept.
 * @throws Refusal `too_large`, or `invalid` for an empty or broken upload.
 */
export async function readUpload(req: Request, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of req as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes > limitBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw refuse('invalid', 'incomplete_body', `The file did not arrive whole (${String(cause)}). Send it again.`);
  }
  if (bytes > limitBytes) {
    const message = `The file is larger than ${Math.floor(limitBytes / 1_000_000)} MB. Send a smaller scan.`;
    throw refuse('too_large', 'file_too_large', message);
  }
  if (bytes === 0) throw refuse('invalid', 'empty_file', 'The file is empty. Send its bytes as the request body.');
  return Buffer.concat(chunks);
}
