import type { Readable } from 'node:stream';
import { refuse } from '../../refusal.ts';

const SILENT_MS = 60_000;

/**
 * The bytes of an upload as they arrive. Reading may stop early without cutting the connection, so that the reason can still
 * be answered; an upload that says nothing for a minute is given up.
 * @throws Refusal `upload_stalled`; whatever the stream throws when it breaks off.
 */
export async function* uploadOf(stream: Readable, silentMs = SILENT_MS): AsyncGenerator<Buffer> {
  const chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const next = await orSilence(chunks.next(), silentMs);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // What still arrives of a refused upload is let run off. Not awaited: it waits for a chunk that may never come.
    void chunks.return?.().then(
      () => stream.resume(),
      () => undefined,
    );
  }
}

async function orSilence<T>(arriving: Promise<T>, silentMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    const told = `Nothing of the file arrived for ${silentMs / 1_000} s. Nothing of it was applied; send it again.`;
    timer = setTimeout(() => reject(refuse('invalid', 'upload_stalled', told)), silentMs);
  });
  try {
    return await Promise.race([arriving, silence]);
  } finally {
    clearTimeout(timer);
  }
}
