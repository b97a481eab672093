/** Deeper JSON is refused before it is parsed: 10 MB of `[` blocks a naive parser for seconds. */
export const MAX_JSON_DEPTH = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * True when the JSON bytes nest deeper than `maxDepth` brackets. One pass without recursion; text inside strings is skipped.
 * It judges nesting only: whether the bytes are JSON at all is the parser's to say.
 * Example: `isNestedDeeper(bytes of '[[1]]', 1)` is true.
 */
export function isNestedDeeper(bytes: Uint8Array, maxDepth: number = MAX_JSON_DEPTH): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (inString) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return false;
}

type Frame = { keys: Set<string> | null; expectsKey: boolean };

/**
 * The first key that an object of this valid JSON text holds twice, or null. Two readers may disagree on which one counts,
 * so a signed body with such a key is refused. Keys are compared unescaped.
 * Example: `duplicateJsonKey('{"a":1,"\\u0061":2}')` = 'a'.
 */
export function duplicateJsonKey(text: string): string | null {
  const frames: Frame[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const frame = frames.at(-1);
    const character = text[index];
    if (character === '"') {
      const end = stringEnd(text, index);
      if (frame?.keys && frame.expectsKey) {
        const key = JSON.parse(text.slice(index, end + 1)) as string;
        if (frame.keys.has(key)) return key;
        frame.keys.add(key);
        frame.expectsKey = false;
      }
      index = end;
    } else if (character === '{') frames.push({ keys: new Set(), expectsKey: true });
    else if (character === '[') frames.push({ keys: null, expectsKey: false });
    else if (character === '}' || character === ']') frames.pop();
    else if (character === ',' && frame?.keys) frame.expectsKey = true;
  }
  return null;
}

function stringEnd(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === '"') return index;
  }
  return text.length;
}
