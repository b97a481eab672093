import type { Cents } from '../../money.ts';
import { allocate } from '../allocate.ts';
import type { AllocationLine, AllocationOptions, AllocationRequest, AllocationResult } from '../request.ts';
import { attractionCurve, loseWeeks, repriceCurve } from './reshape-curve.ts';

/** One thing that could be otherwise. `lineIds` left out means every line. */
export type WhatIf =
  | Readonly<{ kind: 'budget'; cents: Cents }>
  | Readonly<{ kind: 'price'; basisPoints: number; lineIds?: readonly string[] | undefined }>
  | Readonly<{ kind: 'lost_weeks'; weeks: number; lost: number; lineIds?: readonly string[] | undefined }>
  /** The opponent's spend where this line runs (a week and channel); `maxResponse` is all there is to win there. */
  | Readonly<{ kind: 'opponent'; lineId: string; opponentCents: Cents; maxResponse: number }>;

export type Scenario = Readonly<{ name: string; changes: readonly WhatIf[] }>;

/** A scenario with the request it became, kept so the numbers can be made again, and its split. */
export type ScenarioOutcome = Readonly<{ scenario: Scenario; request: AllocationRequest; result: AllocationResult }>;

export const MOST_SCENARIOS = 4;

/** The request as it would be under the changes, applied in order. Example: price +1,000 basis points on TV → its K is 10 % higher. */
export function applyWhatIf(request: AllocationRequest, changes: readonly WhatIf[]): AllocationRequest {
  return changes.reduce(applyOne, request);
}

function applyOne(request: AllocationRequest, change: WhatIf): AllocationRequest {
  const onLines = (ids: readonly string[] | undefined, changed: (line: AllocationLine) => AllocationLine['curve']) => {
    const lines = request.lines.map((line) =>
      !ids || ids.includes(line.id) ? { ...line, curve: changed(line) } : line,
    );
    return { ...request, lines };
  };
  switch (change.kind) {
    case 'budget':
      return { ...request, budgetCents: change.cents };
    case 'price':
      return onLines(change.lineIds, (line) => repriceCurve(line.curve, 1 + change.basisPoints / 10_000));
    case 'lost_weeks':
      return onLines(change.lineIds, (line) => loseWeeks(line.curve, change.weeks, change.lost));
    case 'opponent':
      return onLines([change.lineId], () => attractionCurve(change.maxResponse, change.opponentCents));
  }
}

/**
 * Up to four scenarios of one request, each with its inputs and its split, to be shown side by side.
 * @throws RangeError on more than four.
 */
export function compareScenarios(
  request: AllocationRequest,
  scenarios: readonly Scenario[],
  options: AllocationOptions = {},
): readonly ScenarioOutcome[] {
  if (scenarios.length > MOST_SCENARIOS) {
    throw new RangeError(`Up to ${MOST_SCENARIOS} scenarios stand side by side, got ${scenarios.length}.`);
  }
  return scenarios.map((scenario) => {
    const changed = applyWhatIf(request, scenario.changes);
    return { scenario, request: changed, result: allocate(changed, options) };
  });
}
