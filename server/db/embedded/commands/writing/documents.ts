import { ObjectId } from 'bson';
import { decode, elementRange } from '../../bson/decode.ts';
import { encode } from '../../bson/encode.ts';
import type { Doc } from '../../bson/values.ts';
import { TYPE, typeName, typeOf } from '../../bson/values.ts';
import { StoreError } from '../../errors.ts';

const MAX_DOCUMENT = 16 * 1024 * 1024;

/** Throws 10334 when a document is larger than MongoDB's 16 MB. */
export function checkSize(raw: Uint8Array): void {
  if (raw.length > MAX_DOCUMENT)
    throw new StoreError(
      10334,
      `BSONObj size: ${raw.length} is invalid. Size must be between 0 and ${MAX_DOCUMENT}(16MB)`,
    );
}

/** A document as it is stored: `_id` first and of an allowed type, made when missing. Throws 2, 52, 53 and 10334. */
export function readyToInsert(raw: Uint8Array): { raw: Uint8Array; doc: Doc } {
  checkSize(raw);
  let doc = decode(raw);
  const names = Object.keys(doc);
  const stranger = names.find((name) => name.startsWith('$'));
  if (stranger !== undefined)
    throw new StoreError(52, `The dollar ($) prefixed field '${stranger}' is not allowed in a stored document.`);
  if (!Object.hasOwn(doc, '_id')) {
    doc = { _id: new ObjectId(), ...doc };
    return { raw: encode(doc), doc };
  }
  const type = typeOf(doc['_id']);
  if (type === TYPE.array || type === TYPE.regex || type === TYPE.undefined)
    throw new StoreError(53, `The '_id' value cannot be of type ${typeName(doc['_id'])}`);
  if (names[0] === '_id') return { raw, doc };
  return { raw: withIdFirst(raw), doc };
}

/** Moves the `_id` element to the front of the bytes, as MongoDB stores it. */
function withIdFirst(raw: Uint8Array): Uint8Array {
  const range = elementRange(raw, '_id');
  if (range === undefined || range.start === 4) return raw;
  const moved = Buffer.allocUnsafe(raw.length);
  moved.set(raw.subarray(0, 4), 0);
  moved.set(raw.subarray(range.start, range.end), 4);
  moved.set(raw.subarray(4, range.start), 4 + range.end - range.start);
  moved.set(raw.subarray(range.end), range.end);
  return moved;
}
