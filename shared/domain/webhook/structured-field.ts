/** A bare value of RFC 8941: a string, token, integer, boolean or bytes (as base64 text). */
export type BareItem =
  | Readonly<{ kind: 'string' | 'token' | 'bytes'; value: string }>
  | Readonly<{ kind: 'integer'; value: number }>
  | Readonly<{ kind: 'boolean'; value: boolean }>;

export type Parameters = readonly (readonly [string, BareItem])[];
export type InnerItem = Readonly<{ value: string; params: Parameters }>;

/** One member of a dictionary: an inner list of strings, or one value. `source` is the text after `key=`. */
export type DictionaryMember = Readonly<{ key: string; source: string }> &
  (
    | Readonly<{ kind: 'list'; items: readonly InnerItem[]; params: Parameters }>
    | Readonly<{ kind: 'item'; item: BareItem; params: Parameters }>
  );

class SyntaxTrouble extends Error {}

/**
 * Reads the part of RFC 8941 dictionaries that RFC 9421 and RFC 9530 use; null when the text is malformed or a key comes twice.
 * Example: `parseDictionary('sig1=("@method");created=1')` gives one list with one item and one parameter.
 */
export function parseDictionary(text: string): readonly DictionaryMember[] | null {
  const reader = { text, at: 0 };
  const members: DictionaryMember[] = [];
  try {
    skip(reader, /[ ]*/y);
    while (reader.at < text.length) {
      const key = take(reader, /[a-z*][a-z0-9_.*-]*/y);
      if (members.some((member) => member.key === key)) return null;
      take(reader, /=/y);
      const start = reader.at;
      members.push(text[reader.at] === '(' ? readList(reader, key, start) : readMember(reader, key, start));
      skip(reader, /[ \t]*/y);
      if (reader.at === text.length) break;
      take(reader, /,[ \t]*/y);
      if (reader.at === text.length) return null;
    }
    return members;
  } catch (error) {
    if (error instanceof SyntaxTrouble) return null;
    throw error;
  }
}

type Reader = { text: string; at: number };

function skip(reader: Reader, pattern: RegExp): string {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0] ?? '';
  reader.at += found.length;
  return found;
}

function take(reader: Reader, pattern: RegExp): string {
  const found = skip(reader, pattern);
  if (found === '') throw new SyntaxTrouble(`unexpected text at ${reader.at}`);
  return found;
}

function readMember(reader: Reader, key: string, start: number): DictionaryMember {
  const item = readBare(reader);
  const params = readParameters(reader);
  return { key, kind: 'item', item, params, source: reader.text.slice(start, reader.at) };
}

function readList(reader: Reader, key: string, start: number): DictionaryMember {
  take(reader, /\(/y);
  const items: InnerItem[] = [];
  for (;;) {
    skip(reader, /[ ]*/y);
    if (reader.text[reader.at] === ')') break;
    const item = readBare(reader);
    if (item.kind !== 'string') throw new SyntaxTrouble('an inner list here holds strings only');
    items.push({ value: item.value, params: readParameters(reader) });
    if (!/[ )]/.test(reader.text[reader.at] ?? '')) throw new SyntaxTrouble('items are parted by spaces');
  }
  take(reader, /\)/y);
  const params = readParameters(reader);
  return { key, kind: 'list', items, params, source: reader.text.slice(start, reader.at) };
}

function readParameters(reader: Reader): Parameters {
  const params: (readonly [string, BareItem])[] = [];
  while (reader.text[reader.at] === ';') {
    take(reader, /;[ ]*/y);
    const name = take(reader, /[a-z*][a-z0-9_.*-]*/y);
    if (params.some(([known]) => known === name)) throw new SyntaxTrouble('a parameter comes twice');
    const hasValue = reader.text[reader.at] === '=';
    if (hasValue) reader.at += 1;
    params.push([name, hasValue ? readBare(reader) : { kind: 'boolean', value: true }]);
  }
  return params;
}

function readBare(reader: Reader): BareItem {
  const first = reader.text[reader.at] ?? '';
  if (first === '"') {
    const quoted = take(reader, /"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"/y);
    return { kind: 'string', value: quoted.slice(1, -1).replaceAll(/\\(.)/g, '$1') };
  }
  if (first === ':') return { kind: 'bytes', value: take(reader, /:[A-Za-z0-9+/]*={0,2}:/y).slice(1, -1) };
  if (first === '?') return { kind: 'boolean', value: take(reader, /\?[01]/y) === '?1' };
  if (/[-0-9]/.test(first)) return { kind: 'integer', value: Number(take(reader, /-?\d{1,15}/y)) };
  return { kind: 'token', value: take(reader, /[A-Za-z*][!#$%&'*+.^_`|~:/0-9A-Za-z-]*/y) };
}
