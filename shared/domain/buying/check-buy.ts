import { errorIssue, type Issue } from '../issue.ts';
import { type BuyInput, type BuyLine, mostSpots } from './buying.ts';

const isWhole = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** Every fault of the input that needs no solver to see. Conflicts between rules are found by `relaxationModel`. */
export function checkBuy(input: BuyInput): readonly Issue[] {
  const issues = input.lines.flatMap((line, at) => checkLine(line, `lines.${at}`, input.stopDay));
  const ids = new Set<string>();
  input.lines.forEach(({ id }, at) => {
    if (ids.has(id)) issues.push(errorIssue('line_twice', `Line ${id} is given twice.`, `lines.${at}.id`));
    ids.add(id);
  });
  if (!isWhole(input.budgetCents)) {
    issues.push(
      errorIssue('budget_invalid', `The budget must be whole cents, got ${input.budgetCents}.`, 'budgetCents'),
    );
  }
  if (input.goal.kind === 'reach') issues.push(...checkVehicles(input, input.goal.vehicles));
  return issues;
}

function checkLine(line: BuyLine, path: string, stopDay: string | undefined): Issue[] {
  const issues: Issue[] = [];
  for (const field of ['ratingHundredths', 'costCents', 'avails'] as const) {
    if (isWhole(line[field])) continue;
    issues.push(
      errorIssue('line_invalid', `${field} must be whole and zero or more, got ${line[field]}.`, `${path}.${field}`),
    );
  }
  const { lockedSpots, avails, minimumWhenUsed = 0 } = line;
  if (minimumWhenUsed > 0 && minimumWhenUsed > avails && mostSpots(line, stopDay) > 0 && lockedSpots === undefined) {
    const message = `Line ${line.id} needs ${minimumWhenUsed} spots when used and has ${avails} avails, so it is never used.`;
    issues.push({ severity: 'warning', code: 'minimum_above_avails', message, path: `${path}.minimumWhenUsed` });
  }
  if (lockedSpots !== undefined && !isWhole(lockedSpots)) {
    issues.push(errorIssue('line_invalid', `lockedSpots must be whole, got ${lockedSpots}.`, `${path}.lockedSpots`));
  }
  if (lockedSpots && stopDay !== undefined && (line.firstAirDay ?? line.week) >= stopDay) {
    const message = `Line ${line.id} has ${lockedSpots} locked spots on or after the stop day ${stopDay}. Unlock it or move the stop day.`;
    issues.push(errorIssue('locked_after_stop', message, `${path}.lockedSpots`));
  }
  return issues;
}

function checkVehicles(
  input: BuyInput,
  vehicles: readonly { station: string; daypart: string; alpha: number; beta: number }[],
): Issue[] {
  const issues: Issue[] = [];
  vehicles.forEach(({ alpha, beta }, at) => {
    if (alpha > 0 && beta > 0) return;
    const message = `Alpha and beta must be above zero, got ${alpha} and ${beta}.`;
    issues.push(errorIssue('vehicle_invalid', message, `goal.vehicles.${at}`));
  });
  const known = new Set(vehicles.map((vehicle) => `${vehicle.station}\n${vehicle.daypart}`));
  const missing = new Set(
    input.lines.map((line) => `${line.station}\n${line.daypart}`).filter((key) => !known.has(key)),
  );
  for (const key of missing) {
    const [station, daypart] = key.split('\n');
    const message = `Reach needs alpha and beta for ${station}, ${daypart}.`;
    issues.push(errorIssue('vehicle_missing', message, 'goal.vehicles'));
  }
  return issues;
}
