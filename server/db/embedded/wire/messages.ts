import { decode, decodeCommand } from '../bson/decode.ts';
import { encode } from '../bson/encode.ts';
import type { Doc } from '../bson/values.ts';
import { RawDoc } from '../bson/values.ts';
import { StoreError } from '../errors.ts';

export const OP_REPLY = 1;
export const OP_QUERY = 2004;
export const OP_COMPRESSED = 2012;
export const OP_MSG = 2013;
/** The largest message a client may send, as `hello` says. */
export const MAX_MESSAGE = 48_000_000;

const MORE_TO_COME = 1 << 1;
const CHECKSUM_PRESENT = 1 << 0;

/** A request: its command, its database, how it wants to be answered. */
export type Request = Readonly<{ id: number; kind: 'msg' | 'query'; command: Doc; db: string; wantsReply: boolean }>;

/** Reads a whole message (with its 16-byte header). Throws 22 or 117-like errors on bytes that are no request. */
export function readRequest(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const code = message.readInt32LE(12);
  if (code === OP_MSG) return readMsg(message, id);
  if (code === OP_QUERY) return readQuery(message, id);
  throw new StoreError(352, `Unsupported OP_${code} command. Use OP_MSG.`);
}

function readMsg(message: Buffer, id: number): Request {
  const flags = message.readUInt32LE(16);
  const end = flags & CHECKSUM_PRESENT ? message.length - 4 : message.length;
  let command: Doc | undefined;
  const sequences: [string, RawDoc[]][] = [];
  for (let at = 20; at < end;) {
    const kind = message[at];
    const size = message.readInt32LE(at + 1);
    if (size < 5 || at + 1 + size > end) throw new StoreError(22, 'a section of the message runs past its end');
    const section = message.subarray(at + 1, at + 1 + size);
    if (kind === 0) command = decodeCommand(section, 'documents');
    else if (kind === 1) sequences.push(readSequence(section));
    else throw new StoreError(40432, `Unknown section kind ${String(kind)}`);
    at += 1 + size;
  }
  if (command === undefined) throw new StoreError(40587, 'OP_MSG messages must have a body');
  for (const [name, docs] of sequences)
    command[name] = name === 'documents' ? docs : docs.map((doc) => decode(doc.bytes));
  return {
    id,
    kind: 'msg',
    command,
    db: typeof command['$db'] === 'string' ? command['$db'] : 'admin',
    wantsReply: (flags & MORE_TO_COME) === 0,
  };
}

function readSequence(section: Buffer): [string, RawDoc[]] {
  const nameEnd = section.indexOf(0, 4);
  const docs: RawDoc[] = [];
  for (let at = nameEnd + 1; at < section.length;) {
    const size = section.readInt32LE(at);
    if (size < 5 || at + size > section.length)
      throw new StoreError(22, 'a document of the sequence runs past its end');
    docs.push(new RawDoc(section.subarray(at, at + size)));
    at += size;
  }
  return [section.toString('utf8', 4, nameEnd), docs];
}

/** The legacy OP_QUERY, which drivers still use for the first handshake of a connection. */
function readQuery(message: Buffer, id: number): Request {
  const nameEnd = message.indexOf(0, 20);
  const ns = message.toString('utf8', 20, nameEnd);
  const command = decode(message.subarray(nameEnd + 9));
  if (!ns.endsWith('.$cmd')) throw new StoreError(352, 'Unsupported OP_QUERY command. Use OP_MSG.');
  return { id, kind: 'query', command, db: ns.slice(0, -5), wantsReply: true };
}

/** Writes the reply to a request in the form the request came in. */
export function writeReply(request: Pick<Request, 'id' | 'kind'>, reply: Doc, id: number): Buffer {
  const body = encode(reply);
  const headSize = request.kind === 'query' ? 36 : 21;
  const message = Buffer.allocUnsafe(headSize + body.length);
  message.fill(0, 0, headSize);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(id, 4);
  message.writeInt32LE(request.id, 8);
  message.writeInt32LE(request.kind === 'query' ? OP_REPLY : OP_MSG, 12);
  if (request.kind === 'query') {
    message.writeInt32LE(8, 16);
    message.writeInt32LE(1, 32);
  }
  body.copy(message, headSize);
  return message;
}
