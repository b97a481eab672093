/** Header values that may not be kept: who has them could pretend to be the sender. */
const SECRET_HEADER = /signature|authorization|cookie|token|secret|api-?key/i;
const MOST_HEADERS = 40;
const MOST_HEADER_CHARACTERS = 300;

/** Headers as they may be shown later: signatures keep their first characters, to compare; credentials nothing. */
export function redactHeaders(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers).slice(0, MOST_HEADERS)) {
    if (value === undefined) continue;
    if (!SECRET_HEADER.test(name)) kept[name] = value.slice(0, MOST_HEADER_CHARACTERS);
    else
      kept[name] =
        /signature/i.test(name) && name !== 'signature-input' ? `${value.slice(0, 10)}… (redacted)` : '(redacted)';
  }
  if (headers['signature-input'] !== undefined)
    kept['signature-input'] = headers['signature-input'].slice(0, MOST_HEADER_CHARACTERS);
  return kept;
}
