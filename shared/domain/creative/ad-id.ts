import { errorIssue, type Issue } from '../issue.ts';

/** A creative's traffic code. `definition` is told by the last letter of an Ad-ID; an ISCI and a plain Ad-ID are `SD`. */
export type TrafficCode = Readonly<{ kind: 'ad_id' | 'isci'; code: string; definition: 'SD' | 'HD' }>;

const AD_ID = /^[A-Z1-9][A-Z0-9]{10}[HD]?$/;
const ISCI = /^[A-Z]{4}[0-9]{4}$/;

/** Upper case without spaces, `-` and `/`, as stations write codes in many ways. Example: `abcd-1234 567h` → `ABCD1234567H`. */
export function normalizeTrafficCode(text: string): string {
  return text.replaceAll(/[\s\-/]/g, '').toUpperCase();
}

/**
 * Reads an Ad-ID (11 characters, then H for high definition or D for 3D) or a legacy ISCI (4 letters, 4 digits).
 * There is no check digit. Source: Ad-ID code structure. Returns an issue saying what is wrong.
 * Example: `readTrafficCode('ABCD-1234567H')` → ad_id ABCD1234567H, HD.
 */
export function readTrafficCode(text: string, path = 'adId'): TrafficCode | Issue {
  const code = normalizeTrafficCode(text);
  if (AD_ID.test(code)) return { kind: 'ad_id', code, definition: code.length === 12 ? 'HD' : 'SD' };
  if (ISCI.test(code)) return { kind: 'isci', code, definition: 'SD' };
  return errorIssue(
    'ad_id_invalid',
    `"${text}" is not an Ad-ID (11 letters and digits, not starting with 0, then H or D if any) or an ISCI (4 letters, 4 digits). ${faultOf(code)}`,
    path,
  );
}

/** True when the answer of `readTrafficCode` is a code. */
export function isTrafficCode(value: TrafficCode | Issue): value is TrafficCode {
  return 'kind' in value;
}

function faultOf(code: string): string {
  if (/[^A-Z0-9]/.test(code)) return 'Use letters A to Z and digits only.';
  if (code.startsWith('0')) return 'The first character may not be 0.';
  if (code.length === 12) return `The 12th character must be H or D, got ${code.slice(-1)}.`;
  return `It has ${code.length} characters.`;
}

/**
 * The code without its definition letter: a spot sent in SD and HD carries twins with the same base.
 * Example: ABCD1234567H and ABCD1234567 share the base ABCD1234567.
 */
export function trafficCodeBase(text: string): string {
  const code = normalizeTrafficCode(text);
  return AD_ID.test(code) && code.length === 12 ? code.slice(0, -1) : code;
}
