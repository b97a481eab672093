import { errorIssue, type Issue } from './issue.ts';

/** For each state, which action leads to which state. An action not listed is not allowed there. */
export type TransitionTable<State extends string, Action extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Action, State>>>>
>;

/** The next state, or why not and what is allowed instead. */
export type Transition<State extends string> =
  Readonly<{ kind: 'ok'; status: State }> | Readonly<{ kind: 'refused'; issue: Issue }>;

export type TransitionInput<State extends string, Action extends string> = Readonly<{
  noun: string;
  table: TransitionTable<State, Action>;
  status: State;
  action: Action;
}>;

/**
 * Looks one step up in a table; never throws. Example: pausing a completed campaign is refused with
 * "This campaign is completed, so it can't take the step “pause”. It has reached its end: no step is possible."
 */
export function nextStatus<State extends string, Action extends string>(
  input: TransitionInput<State, Action>,
): Transition<State> {
  const steps = input.table[input.status];
  const status = steps[input.action];
  if (status !== undefined) return { kind: 'ok', status };
  const allowed = Object.keys(steps).map((step) => `“${inWords(step)}”`);
  const message =
    `This ${input.noun} is ${inWords(input.status)}, so it can't take the step “${inWords(input.action)}”. ` +
    (allowed.length === 0 ? 'It has reached its end: no step is possible.' : `Possible now: ${allowed.join(', ')}.`);
  return { kind: 'refused', issue: errorIssue('step_not_allowed', message, 'status') };
}

/** The steps possible from a state, in table order. */
export function allowedActions<State extends string, Action extends string>(
  table: TransitionTable<State, Action>,
  status: State,
): readonly Action[] {
  return Object.keys(table[status]) as Action[];
}

function inWords(name: string): string {
  return name.replaceAll('_', ' ');
}
