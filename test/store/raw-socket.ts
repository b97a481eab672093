import { connect } from 'node:net';
import { deserialize, serialize } from 'bson';
import type { Document } from 'mongodb';

/** Sends raw bytes to a store and gives the bytes of the answer, empty when the store closes the connection. */
export function exchange(uri: string, bytes: Buffer): Promise<Buffer> {
  const { hostname, port } = new URL(uri);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      const all = Buffer.concat(chunks);
      if (all.length >= 4 && all.length >= all.readInt32LE(0)) socket.end();
    });
    socket.on('close', () => resolve(Buffer.concat(chunks)));
    socket.on('error', reject);
  });
}

/** An OP_MSG that carries a command. */
export function messageOf(command: Document): Buffer {
  const body = Buffer.from(serialize(command));
  const head = Buffer.alloc(21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(1, 4);
  head.writeInt32LE(2013, 12);
  return Buffer.concat([head, body]);
}

/** Sends the same command on two connections, one after the other, and gives both answers. */
export async function sendTwice(uri: string, command: Document): Promise<[Document, Document]> {
  const message = messageOf(command);
  const first = await exchange(uri, message);
  const second = await exchange(uri, message);
  return [deserialize(first.subarray(21)), deserialize(second.subarray(21))];
}
