import { compareStrings } from '../bson/order.ts';
import { isDoc, toNumber, typeName } from '../bson/values.ts';
import { StoreError } from '../errors.ts';
import { compileRegex, regexOperand } from '../query/regex.ts';
import type { Evaluate, Operator } from './scope.ts';
import { argumentsOf, isNullish } from './scope.ts';
import { toText } from './conversions.ts';

function onText(name: string, apply: (text: string) => unknown): Operator {
  return (operand, compile) => {
    const [part] = argumentsOf(operand, name, 1).map(compile);
    return (scope) => {
      const value = part?.(scope);
      return apply(isNullish(value) ? '' : toText(value));
    };
  };
}

const concat: Operator = (operand, compile) => {
  const parts = argumentsOf(operand, '$concat', 0, Infinity).map(compile);
  return (scope) => {
    let text = '';
    for (const part of parts) {
      const value = part(scope);
      if (isNullish(value)) return null;
      if (typeof value !== 'string')
        throw new StoreError(16702, `$concat only supports strings, not ${typeName(value)}`);
      text += value;
    }
    return text;
  };
};

const split: Operator = (operand, compile) => {
  const [text, separator] = argumentsOf(operand, '$split', 2).map(compile) as [Evaluate, Evaluate];
  return (scope) => {
    const value = text(scope);
    const by = separator(scope);
    if (isNullish(value) || isNullish(by)) return null;
    if (typeof value !== 'string' || typeof by !== 'string') throw new StoreError(40085, '$split requires strings');
    if (by === '') throw new StoreError(40087, '$split requires a non-empty separator');
    return value.split(by);
  };
};

/** Counts code points, not UTF-16 units, as MongoDB's CP operators do. */
const substringCodePoints: Operator = (operand, compile) => {
  const [text, start, count] = argumentsOf(operand, '$substrCP', 3).map(compile) as [Evaluate, Evaluate, Evaluate];
  return (scope) => {
    const value = text(scope);
    const points = [...(isNullish(value) ? '' : toText(value))];
    const from = toNumber(start(scope)) ?? 0;
    return points.slice(from, from + (toNumber(count(scope)) ?? 0)).join('');
  };
};

const substringBytes: Operator = (operand, compile, name) => {
  const [text, start, count] = argumentsOf(operand, name, 3).map(compile) as [Evaluate, Evaluate, Evaluate];
  return (scope) => {
    const value = text(scope);
    const bytes = Buffer.from(isNullish(value) ? '' : toText(value));
    const from = toNumber(start(scope)) ?? 0;
    const length = toNumber(count(scope)) ?? 0;
    const end = length < 0 ? bytes.length : Math.min(bytes.length, from + length);
    if (isMidCharacter(bytes, from) || isMidCharacter(bytes, end))
      throw new StoreError(28656, `${name}: Invalid range, it cuts a UTF-8 character`);
    return bytes.toString('utf8', from, end);
  };
};

function isMidCharacter(bytes: Buffer, at: number): boolean {
  const byte = bytes[at];
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function trimming(name: string, left: boolean, right: boolean): Operator {
  return (operand, compile) => {
    if (!isDoc(operand) || !('input' in operand)) throw new StoreError(50695, `${name} requires an 'input' field`);
    const input = compile(operand['input']);
    const chars = 'chars' in operand ? compile(operand['chars']) : undefined;
    return (scope) => {
      const value = input(scope);
      const set = chars?.(scope);
      if (isNullish(value) || (chars !== undefined && isNullish(set))) return null;
      if (typeof value !== 'string')
        throw new StoreError(50699, `${name} requires its input to be a string, got ${typeName(value)}`);
      const cut = new Set(
        typeof set === 'string'
          ? set
          : ' \t\n\v\f\r\0\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a',
      );
      const points = [...value];
      let from = 0;
      let to = points.length;
      while (left && from < to && cut.has(points[from] as string)) from += 1;
      while (right && to > from && cut.has(points[to - 1] as string)) to -= 1;
      return points.slice(from, to).join('');
    };
  };
}

const regexMatch: Operator = (operand, compile) => {
  if (!isDoc(operand) || !('input' in operand) || !('regex' in operand))
    throw new StoreError(51103, "$regexMatch requires 'input' and 'regex'");
  const input = compile(operand['input']);
  const pattern = compile(operand['regex']);
  return (scope) => {
    const value = input(scope);
    const given = pattern(scope);
    if (isNullish(value) || isNullish(given)) return false;
    const { pattern: source, options } = regexOperand(given, operand['options']);
    return compileRegex(source, options).test(String(value));
  };
};

function replacing(name: string, replace: (text: string, find: string, by: string) => string): Operator {
  return (operand, compile) => {
    if (!isDoc(operand)) throw new StoreError(51751, `${name} requires an object`);
    const parts = ['input', 'find', 'replacement'].map((field) => compile(operand[field]));
    return (scope) => {
      const [text, find, by] = parts.map((part) => part(scope));
      if (isNullish(text) || isNullish(find) || isNullish(by)) return null;
      if (typeof text !== 'string' || typeof find !== 'string' || typeof by !== 'string')
        throw new StoreError(51746, `${name} requires strings`);
      return replace(text, find, by);
    };
  };
}

const indexOfCodePoint: Operator = (operand, compile) => {
  const [text, needle] = argumentsOf(operand, '$indexOfCP', 2).map(compile) as [Evaluate, Evaluate];
  return (scope) => {
    const value = text(scope);
    if (isNullish(value)) return null;
    const at = String(value).indexOf(String(needle(scope)));
    return at < 0 ? -1 : [...String(value).slice(0, at)].length;
  };
};

/** Operators on strings. Case changes are ASCII only, as in MongoDB. */
export const stringOperators: Readonly<Record<string, Operator>> = {
  $concat: concat,
  $split: split,
  $substrCP: substringCodePoints,
  $substrBytes: substringBytes,
  $substr: substringBytes,
  $strLenCP: onText('$strLenCP', (text) => [...text].length),
  $strLenBytes: onText('$strLenBytes', (text) => Buffer.byteLength(text)),
  $toLower: onText('$toLower', (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())),
  $toUpper: onText('$toUpper', (text) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase())),
  $trim: trimming('$trim', true, true),
  $ltrim: trimming('$ltrim', true, false),
  $rtrim: trimming('$rtrim', false, true),
  $regexMatch: regexMatch,
  $replaceOne: replacing('$replaceOne', (text, find, by) => text.replace(find, () => by)),
  $replaceAll: replacing('$replaceAll', (text, find, by) => text.replaceAll(find, () => by)),
  $indexOfCP: indexOfCodePoint,
  $strcasecmp: (operand, compile) => {
    const [left, right] = argumentsOf(operand, '$strcasecmp', 2).map(compile) as [Evaluate, Evaluate];
    return (scope) =>
      Math.sign(compareStrings(toText(left(scope) ?? '').toUpperCase(), toText(right(scope) ?? '').toUpperCase()));
  },
};
