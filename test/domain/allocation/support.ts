import { allocate } from '../../../shared/domain/allocation/allocate.ts';
import type { Curve } from '../../../shared/domain/allocation/curves/curve.ts';
import type { AllocationAnswer, AllocationLine, AllocationRequest } from '../../../shared/domain/allocation/request.ts';

/** A line with a curve and, if wanted, bounds. */
export function line(id: string, curve: Curve, more: Partial<AllocationLine> = {}): AllocationLine {
  return { id, curve, ...more };
}

export function mm(id: string, maxResponse: number, halfDollars: number): AllocationLine {
  return line(id, { kind: 'michaelis_menten', maxResponse, halfSaturationCents: halfDollars * 100 });
}

export function hill(id: string, maxResponse: number, halfDollars: number, slope: number): AllocationLine {
  return line(id, { kind: 'hill', maxResponse, halfSaturationCents: halfDollars * 100, slope });
}

export function logarithm(id: string, scale: number, offsetDollars: number): AllocationLine {
  return line(id, { kind: 'log', scale, offsetCents: offsetDollars * 100 });
}

/** scale·√x, x in dollars. */
export function root(id: string, scale: number): AllocationLine {
  return line(id, { kind: 'power', scale, exponent: 0.5 });
}

/** Search, social and TV of the standard example. */
export const V5: readonly AllocationLine[] = [
  mm('search', 900, 6_000),
  mm('social', 700, 9_000),
  mm('tv', 2200, 45_000),
];

/** The answer of a request that must have one. */
export function solved(request: AllocationRequest): AllocationAnswer {
  const result = allocate(request);
  if (result.kind === 'infeasible') throw new Error(result.issues.map((issue) => issue.message).join(' '));
  return result;
}
