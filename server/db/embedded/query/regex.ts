import type { BSONRegExp } from 'bson';
import { badValue, refuse, StoreError } from '../errors.ts';

/** PCRE syntax that JavaScript reads differently without complaint. */
const DIFFERENT = /\\[AzZGQEKhHRX]|\[\[:|\(\?[#>|&R]|\(\?[a-z-]+[:)]|[*+?}]\+/;

/**
 * Turns a BSON regular expression into a JavaScript one. MongoDB speaks PCRE: what the two read differently is refused (115),
 * what neither reads is an error (51091). A leading `(?i)` is read as the option.
 */
export function compileRegex(pattern: string, options: string): RegExp {
  const inline = /^\(\?([ims]+)\)/.exec(pattern);
  const source = inline === null ? pattern : pattern.slice(inline[0].length);
  const letters = new Set(options + (inline?.[1] ?? ''));
  if (letters.has('x')) throw refuse('the extended (x) option of regular expressions');
  for (const letter of letters)
    if (!'imsu'.includes(letter)) throw new StoreError(51108, `invalid flag in regex options: ${letter}`);
  if (DIFFERENT.test(source)) throw refuse(`the regular expression syntax of /${pattern}/`);
  letters.delete('u');
  try {
    return new RegExp(source, [...letters].join(''));
  } catch (cause) {
    throw new StoreError(
      51091,
      `Regular expression is invalid: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}

/** Reads the operand of `$regex` with its `$options`: a string or a BSON regular expression. */
export function regexOperand(operand: unknown, options: unknown): { pattern: string; options: string } {
  if (options !== undefined && typeof options !== 'string') throw badValue('$options has to be a string');
  if (typeof operand === 'string') return { pattern: operand, options: options ?? '' };
  const regex = operand as BSONRegExp | null;
  if (regex?._bsontype === 'BSONRegExp') {
    if (options !== undefined && regex.options !== '')
      throw new StoreError(51075, 'options set in both $regex and $options');
    return { pattern: regex.pattern, options: options ?? regex.options };
  }
  throw badValue('$regex has to be a string');
}

/** The literal text every match must start with, for an index range; empty when the pattern has none. Example: `^WHYY-a.*` gives 'WHYY-a'. */
export function literalPrefix(pattern: string, options: string): string {
  if (options !== '' || !pattern.startsWith('^') || pattern.includes('|')) return '';
  const plain = /^[A-Za-z0-9 _:,;@#%&='"<>~`!/-]*/.exec(pattern.slice(1))?.[0] ?? '';
  // A quantifier applies to the last character, which is then no longer certain.
  return /^[?*{]/.test(pattern.slice(1 + plain.length)) ? plain.slice(0, -1) : plain;
}
