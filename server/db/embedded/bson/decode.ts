import { Binary, BSONRegExp, Code, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { StoreError } from '../errors.ts';
import type { Doc } from './values.ts';
import { isInt32, RawDoc } from './values.ts';

type Names = { bytes: Buffer; name: string };
const NAME_CACHE: (Names | undefined)[] = Array.from({ length: 8192 });
const MAX_DEPTH = 180;

/** Where the reader stands; one object so that nested calls share the position. */
type Reader = { buf: Buffer; at: number };

/**
 * Reads a BSON document. `only` names the top-level fields wanted; the others are stepped over unread.
 * Throws code 22-like BadValue on bytes that are no document.
 */
export function decode(bytes: Uint8Array, only?: ReadonlySet<string>): Doc {
  return readDocument({ buf: checked(bytes), at: 0 }, 0, only);
}

/** Reads a command, leaving the documents of its list `rawList` (an insert's `documents`) in their bytes. */
export function decodeCommand(bytes: Uint8Array, rawList: string): Doc {
  const reader: Reader = { buf: checked(bytes), at: 4 };
  const doc: Doc = {};
  for (let type = reader.buf[reader.at++]; type !== 0; type = reader.buf[reader.at++]) {
    if (type === undefined) throw corrupt('a document is not terminated');
    const name = readName(reader);
    doc[name] = type === 0x04 && name === rawList ? readRawArray(reader) : readValue(reader, type, 0);
  }
  return doc;
}

/** The position of a top-level element, from its type byte to the end of its value; undefined when there is no such field. */
export function elementRange(bytes: Uint8Array, name: string): { start: number; end: number } | undefined {
  const reader: Reader = { buf: checked(bytes), at: 4 };
  for (;;) {
    const start = reader.at;
    const type = reader.buf[reader.at++];
    if (type === 0 || type === undefined) return undefined;
    const found = readName(reader);
    skipValue(reader, type);
    if (found === name) return { start, end: reader.at };
  }
}

function checked(bytes: Uint8Array): Buffer {
  const buf = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = buf.length >= 5 ? buf.readInt32LE(0) : -1;
  if (size < 5 || size > buf.length || buf[size - 1] !== 0) throw corrupt('the length does not fit');
  return buf;
}

function readRawArray(reader: Reader): unknown[] {
  const { buf } = reader;
  reader.at += 4;
  const values: unknown[] = [];
  for (let type = buf[reader.at++]; type !== 0; type = buf[reader.at++]) {
    if (type === undefined) throw corrupt('an array is not terminated');
    while (buf[reader.at++] !== 0);
    if (type !== 0x03) {
      values.push(readValue(reader, type, 1));
      continue;
    }
    const size = buf.readInt32LE(reader.at);
    if (size < 5 || reader.at + size > buf.length) throw corrupt('an embedded document runs past its parent');
    values.push(new RawDoc(buf.subarray(reader.at, reader.at + size)));
    reader.at += size;
  }
  return values;
}

function corrupt(why: string): StoreError {
  return new StoreError(22, `Invalid BSON: ${why}`);
}

function readDocument(reader: Reader, depth: number, only?: ReadonlySet<string>): Doc {
  const { buf } = reader;
  if (depth > MAX_DEPTH) throw new StoreError(15, `BSON nested deeper than ${MAX_DEPTH} levels`);
  const end = reader.at + buf.readInt32LE(reader.at);
  if (end > buf.length) throw corrupt('an embedded document runs past its parent');
  reader.at += 4;
  const doc: Doc = {};
  for (;;) {
    const type = buf[reader.at++];
    if (type === 0) break;
    if (type === undefined || reader.at >= end) throw corrupt('a document is not terminated');
    const name = readName(reader);
    if (only !== undefined && !only.has(name)) {
      skipValue(reader, type);
      continue;
    }
    const value = readValue(reader, type, depth);
    // A field called __proto__ must become a field, not the prototype.
    if (name === '__proto__')
      Object.defineProperty(doc, name, { value, enumerable: true, configurable: true, writable: true });
    else doc[name] = value;
  }
  return doc;
}

function readArray(reader: Reader, depth: number): unknown[] {
  const { buf } = reader;
  if (depth > MAX_DEPTH) throw new StoreError(15, `BSON nested deeper than ${MAX_DEPTH} levels`);
  const end = reader.at + buf.readInt32LE(reader.at);
  if (end > buf.length) throw corrupt('an array runs past its parent');
  reader.at += 4;
  const values: unknown[] = [];
  for (;;) {
    const type = buf[reader.at++];
    if (type === 0) break;
    if (type === undefined || reader.at >= end) throw corrupt('an array is not terminated');
    while (buf[reader.at++] !== 0);
    values.push(readValue(reader, type, depth));
  }
  return values;
}

function readName(reader: Reader): string {
  const { buf } = reader;
  const start = reader.at;
  let hash = 0;
  let at = start;
  for (let byte = buf[at]; byte !== 0; byte = buf[++at]) {
    if (byte === undefined) throw corrupt('a field name is not terminated');
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  reader.at = at + 1;
  const size = at - start;
  const slot = hash & 8191;
  const cached = NAME_CACHE[slot];
  if (cached !== undefined && isSame(cached.bytes, buf, start, size)) return cached.name;
  const name = buf.toString('utf8', start, at);
  if (size < 64) NAME_CACHE[slot] = { bytes: Buffer.from(buf.subarray(start, at)), name };
  return name;
}

/** Compares byte by byte: names are short, and a view of the bytes would cost more than the comparison. */
function isSame(known: Uint8Array, buf: Buffer, start: number, size: number): boolean {
  if (known.length !== size) return false;
  for (let i = 0; i < size; i++) if (known[i] !== buf[start + i]) return false;
  return true;
}

function readString(reader: Reader): string {
  const { buf } = reader;
  const length = buf.readInt32LE(reader.at);
  const start = reader.at + 4;
  const end = start + length - 1;
  if (length < 1 || end >= buf.length || buf[end] !== 0) throw corrupt('a string runs past its document');
  reader.at = end + 1;
  return buf.toString('utf8', start, end);
}

function readCString(reader: Reader): string {
  const end = reader.buf.indexOf(0, reader.at);
  if (end < 0) throw corrupt('a string is not terminated');
  const text = reader.buf.toString('utf8', reader.at, end);
  reader.at = end + 1;
  return text;
}

function readValue(reader: Reader, type: number, depth: number): unknown {
  const { buf } = reader;
  const at = reader.at;
  switch (type) {
    case 0x01: {
      reader.at += 8;
      const value = buf.readDoubleLE(at);
      return isInt32(value) ? new Double(value) : value;
    }
    case 0x02:
      return readString(reader);
    case 0x03:
      return readDocument(reader, depth + 1);
    case 0x04:
      return readArray(reader, depth + 1);
    case 0x05: {
      const length = buf.readInt32LE(at);
      if (length < 0 || at + 5 + length > buf.length) throw corrupt('binary data runs past its document');
      reader.at += 5 + length;
      return new Binary(Buffer.from(buf.subarray(at + 5, at + 5 + length)), buf[at + 4]);
    }
    case 0x07:
      reader.at += 12;
      return new ObjectId(Uint8Array.prototype.slice.call(buf, at, at + 12));
    case 0x08:
      reader.at += 1;
      return buf[at] === 1;
    case 0x09: {
      reader.at += 8;
      return new Date(buf.readInt32LE(at + 4) * 4294967296 + buf.readUInt32LE(at));
    }
    case 0x0a:
      return null;
    case 0x0b:
      return new BSONRegExp(readCString(reader), readCString(reader));
    case 0x0d:
      return new Code(readString(reader));
    case 0x10:
      reader.at += 4;
      return buf.readInt32LE(at);
    case 0x11:
      reader.at += 8;
      return new Timestamp({ i: buf.readUInt32LE(at), t: buf.readUInt32LE(at + 4) });
    case 0x12:
      reader.at += 8;
      return new Long(buf.readInt32LE(at), buf.readInt32LE(at + 4));
    case 0x13:
      reader.at += 16;
      return new Decimal128(Uint8Array.prototype.slice.call(buf, at, at + 16));
    case 0xff:
      return new MinKey();
    case 0x7f:
      return new MaxKey();
    default:
      throw new StoreError(2, `BSON type 0x${type.toString(16)} is deprecated and not supported by the embedded store`);
  }
}

const FIXED_SIZE: Readonly<Record<number, number>> = {
  1: 8,
  7: 12,
  8: 1,
  9: 8,
  10: 0,
  16: 4,
  17: 8,
  18: 8,
  19: 16,
  255: 0,
  127: 0,
};

function skipValue(reader: Reader, type: number): void {
  const fixed = FIXED_SIZE[type];
  if (fixed !== undefined) reader.at += fixed;
  else if (type === 0x02) reader.at += 4 + reader.buf.readInt32LE(reader.at);
  else if (type === 0x03 || type === 0x04) reader.at += reader.buf.readInt32LE(reader.at);
  else if (type === 0x05) reader.at += 5 + reader.buf.readInt32LE(reader.at);
  else readValue(reader, type, 0);
}
