import { createRecentMap } from '../../recent-map.ts';

/** Header values that may not be kept: who has them could pretend to be the sender. */
const SECRET_HEADER = /signature|authorization|cookie|token|secret|api-?key/i;
const MOST_HEADERS = 40;
const MOST_HEADER_CHARACTERS = 300;

type Shown = 'whole' | 'start' | 'nothing';
/** The same few names come with every post. */
const shownByName = createRecentMap<string, Shown>(1_000);

function shownOf(name: string): Shown {
  const known = shownByName.get(name);
  if (known) return known;
  const isSignature = /signature/i.test(name) && name !== 'signature-input';
  const shown = SECRET_HEADER.test(name) ? (isSignature ? 'start' : 'nothing') : 'whole';
  shownByName.set(name, shown);
  return shown;
}

/** Headers as they may be shown later: signatures keep their first characters, to compare; credentials nothing. */
export function redactHeaders(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers).slice(0, MOST_HEADERS)) {
    if (value === undefined) continue;
    const shown = shownOf(name);
    if (shown === 'whole') kept[name] = value.slice(0, MOST_HEADER_CHARACTERS);
    else kept[name] = shown === 'start' ? `${value.slice(0, 10)}… (redacted)` : '(redacted)';
  }
  if (headers['signature-input'] !== undefined)
    kept['signature-input'] = headers['signature-input'].slice(0, MOST_HEADER_CHARACTERS);
  return kept;
}
