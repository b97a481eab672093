import type { Binary, BSONRegExp, Code, Decimal128, Double, Int32, Long, ObjectId, Timestamp } from 'bson';
import { StoreError } from '../errors.ts';
import type { Doc } from './values.ts';
import { isInt32, RawDoc } from './values.ts';

/** Where the writer stands; the scratch buffer grows and is reused between documents. */
type Writer = { buf: Buffer; at: number };

const MAX_DEPTH = 180;
const scratch: Writer = { buf: Buffer.allocUnsafe(1 << 16), at: 0 };

/** Writes a document as BSON into fresh bytes. A field that is `undefined` is left out; a RawDoc is copied as it is. */
export function encode(doc: Doc | RawDoc): Buffer {
  if (doc instanceof RawDoc) return Buffer.from(doc.bytes);
  // The writer is not re-entered: nothing below calls back into user code.
  scratch.at = 0;
  writeDocument(scratch, doc, 0);
  return Buffer.from(scratch.buf.subarray(0, scratch.at));
}

function room(writer: Writer, size: number): void {
  if (writer.at + size <= writer.buf.length) return;
  const grown = Buffer.allocUnsafe(Math.max(writer.buf.length * 2, writer.at + size));
  writer.buf.copy(grown, 0, 0, writer.at);
  writer.buf = grown;
}

function writeDocument(writer: Writer, doc: Doc, depth: number): void {
  if (depth > MAX_DEPTH) throw new StoreError(15, `BSON nested deeper than ${MAX_DEPTH} levels`);
  room(writer, 5);
  const start = writer.at;
  writer.at += 4;
  for (const name in doc) writeElement(writer, name, doc[name], depth);
  room(writer, 1);
  writer.buf[writer.at++] = 0;
  writer.buf.writeInt32LE(writer.at - start, start);
}

function writeArray(writer: Writer, values: readonly unknown[], depth: number): void {
  if (depth > MAX_DEPTH) throw new StoreError(15, `BSON nested deeper than ${MAX_DEPTH} levels`);
  room(writer, 5);
  const start = writer.at;
  writer.at += 4;
  for (let i = 0; i < values.length; i++)
    writeElement(writer, String(i), values[i] === undefined ? null : values[i], depth);
  room(writer, 1);
  writer.buf[writer.at++] = 0;
  writer.buf.writeInt32LE(writer.at - start, start);
}

function writeUtf8(writer: Writer, text: string): void {
  room(writer, text.length * 3 + 1);
  const { buf } = writer;
  if (text.length < 32) {
    let at = writer.at;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) {
        at = -1;
        break;
      }
      buf[at++] = code;
    }
    if (at >= 0) {
      writer.at = at;
      return;
    }
  }
  writer.at += buf.write(text, writer.at, 'utf8');
}

function head(writer: Writer, type: number, name: string): void {
  room(writer, 2);
  writer.buf[writer.at++] = type;
  if (name.includes('\0')) throw new StoreError(2, 'A field name cannot contain a null byte');
  writeUtf8(writer, name);
  room(writer, 17);
  writer.buf[writer.at++] = 0;
}

function writeString(writer: Writer, text: string): void {
  room(writer, 5);
  const start = writer.at;
  writer.at += 4;
  writeUtf8(writer, text);
  room(writer, 1);
  writer.buf[writer.at++] = 0;
  writer.buf.writeInt32LE(writer.at - start - 4, start);
}

function writeNumber(writer: Writer, name: string, value: number): void {
  if (isInt32(value)) {
    head(writer, 0x10, name);
    writer.at = writer.buf.writeInt32LE(value, writer.at);
  } else {
    head(writer, 0x01, name);
    writer.at = writer.buf.writeDoubleLE(value, writer.at);
  }
}

function writeElement(writer: Writer, name: string, value: unknown, depth: number): void {
  switch (typeof value) {
    case 'string':
      head(writer, 0x02, name);
      writeString(writer, value);
      return;
    case 'number':
      writeNumber(writer, name, value);
      return;
    case 'boolean':
      head(writer, 0x08, name);
      writer.buf[writer.at++] = value ? 1 : 0;
      return;
    case 'bigint':
      head(writer, 0x12, name);
      writer.at = writer.buf.writeBigInt64LE(value, writer.at);
      return;
    case 'undefined':
      return;
    default:
      break;
  }
  if (value === null) head(writer, 0x0a, name);
  else if (Array.isArray(value)) {
    head(writer, 0x04, name);
    writeArray(writer, value, depth + 1);
  } else if (value instanceof Date) {
    head(writer, 0x09, name);
    writer.at = writer.buf.writeBigInt64LE(BigInt(value.getTime()), writer.at);
  } else if (value instanceof RawDoc) {
    head(writer, 0x03, name);
    room(writer, value.bytes.length);
    writer.buf.set(value.bytes, writer.at);
    writer.at += value.bytes.length;
  } else if ((value as { _bsontype?: string })._bsontype !== undefined) writeScalar(writer, name, value as BsonScalar);
  else {
    head(writer, 0x03, name);
    writeDocument(writer, value as Doc, depth + 1);
  }
}

type BsonScalar =
  | ObjectId
  | Long
  | Double
  | Int32
  | Decimal128
  | Timestamp
  | Binary
  | BSONRegExp
  | Code
  | { _bsontype: 'MinKey' }
  | { _bsontype: 'MaxKey' };

function writeScalar(writer: Writer, name: string, value: BsonScalar): void {
  switch (value._bsontype) {
    case 'ObjectId':
      head(writer, 0x07, name);
      writer.buf.set(value.id, writer.at);
      writer.at += 12;
      return;
    case 'Long':
    case 'Timestamp':
      head(writer, value._bsontype === 'Long' ? 0x12 : 0x11, name);
      writer.buf.writeInt32LE(value.low, writer.at);
      writer.buf.writeInt32LE(value.high, writer.at + 4);
      writer.at += 8;
      return;
    case 'Double':
      head(writer, 0x01, name);
      writer.at = writer.buf.writeDoubleLE(value.value, writer.at);
      return;
    case 'Int32':
      writeNumber(writer, name, value.value);
      return;
    case 'Decimal128':
      head(writer, 0x13, name);
      writer.buf.set(value.bytes, writer.at);
      writer.at += 16;
      return;
    case 'Binary': {
      const bytes = value.buffer.subarray(0, value.position);
      head(writer, 0x05, name);
      room(writer, bytes.length + 5);
      writer.at = writer.buf.writeInt32LE(bytes.length, writer.at);
      writer.buf[writer.at++] = value.sub_type;
      writer.buf.set(bytes, writer.at);
      writer.at += bytes.length;
      return;
    }
    case 'BSONRegExp':
      head(writer, 0x0b, name);
      writeUtf8(writer, value.pattern);
      room(writer, 1);
      writer.buf[writer.at++] = 0;
      writeUtf8(writer, value.options);
      room(writer, 1);
      writer.buf[writer.at++] = 0;
      return;
    case 'Code':
      head(writer, 0x0d, name);
      writeString(writer, String(value.code));
      return;
    case 'MinKey':
      head(writer, 0xff, name);
      return;
    case 'MaxKey':
      head(writer, 0x7f, name);
      return;
    default:
      throw new StoreError(2, `A value of class ${(value as { _bsontype: string })._bsontype} cannot be stored`);
  }
}
