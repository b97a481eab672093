/** The most a packed file may grow to, all parts together, and the most parts it may have. */
const MOST_UNPACKED_BYTES = 60_000_000;
const MOST_PARTS = 2_000;
const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END_LENGTH = 22;
const STORED = 0;
const DEFLATED = 8;

type Part = Readonly<{ name: string; method: number; packedBytes: number; at: number }>;

/** The parts of a zip file by name, unpacked when asked for. */
export type Zip = Readonly<{ names: readonly string[]; read: (name: string) => Promise<string | null> }>;

/**
 * Opens a zip file. What is unpacked is counted while it streams, whatever the file says of its sizes, so that a small file
 * can't fill the memory. @throws Error in words for people when it is no zip, is protected, or grows too large.
 */
export function openZip(bytes: ArrayBuffer): Zip {
  const view = new DataView(bytes);
  const parts = new Map(readDirectory(view).map((part) => [part.name, part]));
  let left = MOST_UNPACKED_BYTES;
  return {
    names: [...parts.keys()],
    async read(name) {
      const part = parts.get(name);
      if (!part) return null;
      const packed = dataOf(view, part);
      if (part.method === STORED) return new TextDecoder().decode(packed);
      if (part.method !== DEFLATED)
        throw new Error('The workbook is packed in a way that is not read here. Save it again as .xlsx.');
      const decoder = new TextDecoder();
      let text = '';
      const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
      const reader = stream.getReader();
      try {
        for (let next = await reader.read(); !next.done; next = await reader.read()) {
          left -= next.value.byteLength;
          if (left < 0)
            throw new Error(
              'The workbook unpacks to more than 60 MB, so it is not read. Keep only the sheet with the plan.',
            );
          text += decoder.decode(next.value, { stream: true });
        }
      } catch (error) {
        await reader.cancel().catch(() => undefined);
        if (error instanceof Error && error.message.startsWith('The workbook')) throw error;
        throw new Error('The workbook is damaged. Save it again and retry.', { cause: error });
      }
      return text + decoder.decode();
    },
  };
}

function readDirectory(view: DataView): readonly Part[] {
  let end = view.byteLength - END_LENGTH;
  while (end >= 0 && view.getUint32(end, true) !== END_OF_DIRECTORY) end -= 1;
  if (end < 0) throw new Error('This is not an .xlsx workbook. An older .xls is saved as .xlsx in Excel first.');
  const count = view.getUint16(end + 10, true);
  if (count > MOST_PARTS) throw new Error(`The workbook has ${count} parts; at most ${MOST_PARTS} are read.`);
  const parts: Part[] = [];
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== DIRECTORY_ENTRY)
      throw new Error('The workbook is damaged. Save it again and retry.');
    if ((view.getUint16(at + 8, true) & 1) !== 0)
      throw new Error('The workbook is protected by a password. Save it without one.');
    const nameBytes = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, at + 46, nameBytes));
    parts.push({
      name,
      method: view.getUint16(at + 10, true),
      packedBytes: view.getUint32(at + 20, true),
      at: view.getUint32(at + 42, true),
    });
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return parts;
}

function dataOf(view: DataView, part: Part): Uint8Array<ArrayBuffer> {
  const start =
    part.at + 30 > view.byteLength
      ? view.byteLength
      : part.at + 30 + view.getUint16(part.at + 26, true) + view.getUint16(part.at + 28, true);
  if (start + part.packedBytes > view.byteLength)
    throw new Error('The workbook is cut short. Save it again and retry.');
  return new Uint8Array(view.buffer as ArrayBuffer, start, part.packedBytes);
}
