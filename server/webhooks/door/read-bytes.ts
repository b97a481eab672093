import type { IncomingMessage } from 'node:http';

export type ReadBytes =
  Readonly<{ kind: 'bytes'; bytes: Buffer }> | Readonly<{ kind: 'too_large' | 'too_slow' | 'aborted' }>;

/** Reads a body as the bytes it came as, up to a size and a time; slow or endless senders are let go. */
export function readBytes(req: IncomingMessage, limits: { maxBytes: number; maxMs: number }): Promise<ReadBytes> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => finish({ kind: 'too_slow' }), limits.maxMs);
    const finish = (result: ReadBytes) => {
      clearTimeout(timer);
      req.removeAllListeners('data');
      resolve(result);
    };
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limits.maxBytes) finish({ kind: 'too_large' });
      else chunks.push(chunk);
    });
    req.once('end', () =>
      finish({ kind: 'bytes', bytes: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks) }),
    );
    req.once('error', () => finish({ kind: 'aborted' }));
    req.once('close', () => finish({ kind: 'aborted' }));
  });
}
