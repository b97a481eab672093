import type { Socket } from 'node:net';
import type { Doc } from '../bson/values.ts';
import type { Request } from './messages.ts';
import { MAX_MESSAGE, readRequest, writeReply } from './messages.ts';

/** Answers one request. */
export type Answer = (request: Request) => Promise<Doc>;

let lastReplyId = 0;

/** Serves one socket: cuts the stream into messages, answers them in order, and closes on bytes that are no message. */
export function serveConnection(socket: Socket, answer: Answer): void {
  let chunks: Buffer[] = [];
  let held = 0;
  let queue: Promise<void> = Promise.resolve();
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    held += chunk.length;
    while (held >= 16) {
      const first = chunks[0] as Buffer;
      const buffer = first.length >= 4 ? first : Buffer.concat(chunks);
      const size = buffer.readInt32LE(0);
      if (size < 16 || size > MAX_MESSAGE) {
        socket.destroy();
        return;
      }
      if (held < size) return;
      const all = chunks.length === 1 ? first : Buffer.concat(chunks);
      // A copy: documents kept from this message must not hold on to the socket's pooled memory.
      const message = all.length === size ? all : Buffer.from(all.subarray(0, size));
      chunks = all.length === size ? [] : [all.subarray(size)];
      held -= size;
      enqueue(message);
    }
  });

  /** Requests of one connection are answered one after the other. */
  function enqueue(message: Buffer): void {
    // A reply that cannot be written (a bug) costs this connection, not the store.
    queue = queue.then(() => respond(message)).catch(() => void socket.destroy());
  }

  async function respond(message: Buffer): Promise<void> {
    let request: Request;
    try {
      request = readRequest(message);
    } catch (cause) {
      if (message.readInt32LE(12) === 2013)
        socket.write(writeReply({ id: message.readInt32LE(4), kind: 'msg' }, malformed(cause), ++lastReplyId));
      else socket.destroy();
      return;
    }
    const reply = await answer(request);
    if (request.wantsReply && !socket.destroyed) socket.write(writeReply(request, reply, ++lastReplyId));
  }
}

function malformed(cause: unknown): Doc {
  const code = (cause as { code?: unknown }).code;
  return {
    ok: 0,
    code: typeof code === 'number' ? code : 22,
    codeName: 'InvalidBSON',
    errmsg: cause instanceof Error ? cause.message : String(cause),
  };
}
