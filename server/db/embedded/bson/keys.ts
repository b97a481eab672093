import type { Binary, BSONRegExp, Code, Timestamp } from 'bson';
import { Long } from 'bson';
import { doubleToFraction, rankOf, toFraction } from './order.ts';
import type { Doc } from './values.ts';
import { toNumber } from './values.ts';

/** What an empty array is in an index: MongoDB's `undefined`, which sorts before null. */
export const EMPTY_ARRAY = Symbol('empty array');

type Writer = { buf: Buffer; at: number };
const scratch: Writer = { buf: Buffer.allocUnsafe(4096), at: 0 };
/** First byte of a key part: MongoDB's rank of the type plus one, so that 0x00 can end a list. */
const EMPTY_ARRAY_BYTE = 0x04;

/**
 * An order-preserving key: comparing two keys byte by byte gives the same answer as comparing the values in BSON order, field by field.
 * `descending[i]` inverts the bytes of part i. Parts are prefix-free, so a key of the first n parts is a prefix of the whole key.
 */
export function encodeKey(values: readonly unknown[], descending: readonly boolean[] = []): Buffer {
  scratch.at = 0;
  for (let i = 0; i < values.length; i++) {
    const start = scratch.at;
    writeValue(scratch, values[i]);
    if (descending[i] === true)
      for (let at = start; at < scratch.at; at++) scratch.buf[at] = 255 - (scratch.buf[at] as number);
  }
  return Buffer.from(scratch.buf.subarray(0, scratch.at));
}

/** The first byte every key part of the value's type starts with. Numbers share one, so do null and missing. */
export function typeByte(value: unknown): number {
  return value === EMPTY_ARRAY ? EMPTY_ARRAY_BYTE : rankOf(value) + 1;
}

function room(writer: Writer, size: number): void {
  if (writer.at + size <= writer.buf.length) return;
  const grown = Buffer.allocUnsafe(Math.max(writer.buf.length * 2, writer.at + size));
  writer.buf.copy(grown, 0, 0, writer.at);
  writer.buf = grown;
}

function writeValue(writer: Writer, value: unknown): void {
  room(writer, 32);
  const byte = typeByte(value);
  writer.buf[writer.at++] = byte;
  switch (byte - 1) {
    case 10:
      writeNumber(writer, value);
      return;
    case 15:
      writeText(writer, String(value));
      return;
    case 20:
      writeDoc(writer, value as Doc);
      return;
    case 25:
      for (const element of value as unknown[]) writeValue(writer, element);
      room(writer, 1);
      writer.buf[writer.at++] = 0;
      return;
    case 30: {
      const { position, sub_type, buffer } = value as Binary;
      writer.at = writer.buf.writeUInt32BE(position, writer.at);
      writer.buf[writer.at++] = sub_type;
      writeBytes(writer, buffer.subarray(0, position));
      return;
    }
    case 35:
      writeBytes(writer, (value as { id: Uint8Array }).id);
      return;
    case 40:
      writer.buf[writer.at++] = value === true ? 1 : 0;
      return;
    case 45:
      writeOrderedDouble(writer, (value as Date).getTime());
      return;
    case 47:
      writer.at = writer.buf.writeUInt32BE((value as Timestamp).t >>> 0, writer.at);
      writer.at = writer.buf.writeUInt32BE((value as Timestamp).i >>> 0, writer.at);
      return;
    case 50:
      writeText(writer, (value as BSONRegExp).pattern);
      writeText(writer, (value as BSONRegExp).options);
      return;
    case 60:
      writeText(writer, String((value as Code).code));
      return;
    default:
      return;
  }
}

function writeBytes(writer: Writer, bytes: Uint8Array): void {
  room(writer, bytes.length);
  writer.buf.set(bytes, writer.at);
  writer.at += bytes.length;
}

/** UTF-8 with 0x00 written as 00 FF and ended by 00 00, so that 'a' sorts before 'ab' and a prefix never equals a longer text. */
function writeText(writer: Writer, text: string): void {
  room(writer, text.length * 3 + 2);
  let end = writer.at + writer.buf.write(text, writer.at, 'utf8');
  if (text.includes('\0')) {
    const raw = Buffer.from(writer.buf.subarray(writer.at, end));
    room(writer, raw.length * 2 + 2);
    end = writer.at;
    for (const byte of raw) {
      writer.buf[end++] = byte;
      if (byte === 0) writer.buf[end++] = 0xff;
    }
  }
  writer.buf[end++] = 0;
  writer.buf[end++] = 0;
  writer.at = end;
}

function writeDoc(writer: Writer, doc: Doc): void {
  for (const name of Object.keys(doc)) {
    room(writer, 1);
    writer.buf[writer.at++] = typeByte(doc[name]);
    writeText(writer, name);
    writeValue(writer, doc[name]);
  }
  room(writer, 1);
  writer.buf[writer.at++] = 0;
}

/** A double whose big-endian bytes sort as the number does: sign bit flipped for positives, all bits for negatives. */
function writeOrderedDouble(writer: Writer, value: number): void {
  const at = writer.at;
  writer.buf.writeDoubleBE(value === 0 ? 0 : value, at);
  if ((writer.buf[at] as number) & 0x80)
    for (let i = at; i < at + 8; i++) writer.buf[i] = 255 - (writer.buf[i] as number);
  else writer.buf[at] = (writer.buf[at] as number) | 0x80;
  writer.at = at + 8;
}

/**
 * The nearest double at or below the number, then a byte 0; where an int64 or decimal lies between two doubles, a byte 1 and
 * its distance as a 128-bit fraction of the gap. So numbers of all types share one exact order.
 */
function writeNumber(writer: Writer, value: unknown): void {
  const nearest = toNumber(value) as number;
  if (Number.isNaN(nearest)) {
    writer.buf.fill(0, writer.at, writer.at + 9);
    writer.at += 9;
    return;
  }
  if (typeof value === 'number' || Number.isSafeInteger(nearest) || !Number.isFinite(nearest)) {
    if (typeof value === 'number' || value instanceof Long || isWhole(value, nearest)) {
      writeOrderedDouble(writer, nearest);
      writer.buf[writer.at++] = 0;
      return;
    }
  }
  const [top, bottom] = toFraction(value);
  let floor = nearest;
  const [floorTop, floorBottom] = doubleToFraction(floor);
  if (floorTop * bottom > top * floorBottom) floor = nextDouble(floor, -1);
  const [lowTop, lowBottom] = doubleToFraction(floor);
  const restTop = top * lowBottom - lowTop * bottom;
  writeOrderedDouble(writer, floor);
  if (restTop === 0n) {
    writer.buf[writer.at++] = 0;
    return;
  }
  const [highTop, highBottom] = doubleToFraction(nextDouble(floor, 1));
  const gapTop = highTop * lowBottom - lowTop * highBottom;
  const gapBottom = highBottom * lowBottom;
  const share = ((restTop * gapBottom) << 128n) / (gapTop * bottom * lowBottom);
  writer.buf[writer.at++] = 1;
  const hex = share.toString(16).padStart(32, '0').slice(0, 32);
  writer.at += writer.buf.write(hex, writer.at, 'hex');
}

function isWhole(value: unknown, nearest: number): boolean {
  if ((value as { _bsontype?: string })._bsontype !== 'Decimal128' || !Number.isFinite(nearest)) return true;
  const [top, bottom] = toFraction(value);
  return top === BigInt(nearest) * bottom;
}

const bits = new DataView(new ArrayBuffer(8));

function nextDouble(value: number, direction: 1 | -1): number {
  if (value === 0) return direction * Number.MIN_VALUE;
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + BigInt(value > 0 ? direction : -direction));
  return bits.getFloat64(0);
}
