import type { Doc } from '../bson/values.ts';
import { StoreError } from '../errors.ts';

/** What an expression is evaluated against: the document, `$$CURRENT`, and the variables of `let`, `$map`, … */
export type Scope = Readonly<{ root: Doc; current: unknown; variables: Readonly<Record<string, unknown>> }>;

/** A compiled expression. `undefined` stands for a missing value. */
export type Evaluate = (scope: Scope) => unknown;

/** An operator: compiles its operand into an evaluation. `compile` compiles sub-expressions. */
export type Operator = (operand: unknown, compile: (expression: unknown) => Evaluate, name: string) => Evaluate;

/** A scope with one more variable. */
export function withVariable(scope: Scope, name: string, value: unknown): Scope {
  return { ...scope, variables: { ...scope.variables, [name]: value } };
}

/** Null, or missing: most operators then answer null. */
export function isNullish(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** Compiles an operand that must be a list of `count` arguments (a lone argument need not be a list). */
export function argumentsOf(operand: unknown, name: string, least: number, most: number = least): unknown[] {
  const list = Array.isArray(operand) ? operand : [operand];
  if (list.length < least || list.length > most) {
    const wanted = least === most ? `exactly ${least}` : `at least ${least} and at most ${most}`;
    throw new StoreError(16020, `Expression ${name} takes ${wanted} arguments. ${list.length} were passed in.`);
  }
  return list;
}
