/** How much an issue matters: an error blocks the step, a warning is shown beside it, info explains a choice. */
export type Severity = 'error' | 'warning' | 'info';

/**
 * One thing a person should know about a value they gave or a result they got. Expected trouble is data, not an exception.
 * `path` names the field it is about (`lines.2.flights.0.budgetCents`, empty for the whole).
 */
export type Issue = Readonly<{ severity: Severity; code: string; message: string; path: string }>;

/** Makes an error issue. Example: `errorIssue('over_budget', 'Flights add up to …', 'lines')`. */
export function errorIssue(code: string, message: string, path = ''): Issue {
  return { severity: 'error', code, message, path };
}

/** Makes a warning issue: allowed, but somebody should look. */
export function warningIssue(code: string, message: string, path = ''): Issue {
  return { severity: 'warning', code, message, path };
}

/** Makes an info issue: a choice that was made and why. */
export function infoIssue(code: string, message: string, path = ''): Issue {
  return { severity: 'info', code, message, path };
}

/** True when at least one issue is an error, so the step must not go on. */
export function hasErrors(issues: readonly Issue[]): boolean {
  return issues.some((issue) => issue.severity === 'error');
}
