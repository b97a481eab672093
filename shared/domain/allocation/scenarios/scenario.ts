import type { Day } from '../../calendar/day.ts';
import { sumCents, type Cents } from '../../money.ts';
import type { Channel } from '../../plan.ts';
import type { AllocationRequest } from '../request.ts';

/** Money of one broadcast week, named by its Monday. */
export type WeekCents = Readonly<{ weekStart: Day; cents: Cents }>;

/** A line as the plan had it when the scenario was made: its channel, its money and the weeks it lies in. */
export type ScenarioLine = Readonly<{
  id: string;
  name: string;
  channel: Channel;
  plannedCents: Cents;
  weeks: readonly WeekCents[];
}>;

/** What the others spend in one week and channel. */
export type OpponentSpend = Readonly<{ channel: Channel; weekStart: Day; cents: Cents }>;

/**
 * Everything a scenario's numbers rest on, kept so that they can be made again: the request as it was sent, the plan's lines
 * (those the request leaves out hold their money), and what the others were seen to spend.
 */
export type ScenarioInputs = Readonly<{
  request: AllocationRequest;
  lines: readonly ScenarioLine[];
  opponent: readonly OpponentSpend[];
}>;

/** One thing that could be otherwise. */
export type WhatIf =
  /** The whole budget, the money of lines left out included. */
  | Readonly<{ kind: 'budget'; cents: Cents }>
  /** More or less of the whole budget: +10 % is 1,000. */
  | Readonly<{ kind: 'budget_change'; basisPoints: number }>
  /** Dearer or cheaper: +10 % is 1,000. Without lines and channels it is everything. */
  | Readonly<{
      kind: 'price';
      basisPoints: number;
      lineIds?: readonly string[] | undefined;
      channels?: readonly Channel[] | undefined;
    }>
  /** Nothing can run in that week. */
  | Readonly<{ kind: 'lost_week'; weekStart: Day }>
  /** The others spend this (left out: what they were seen to spend), times 1 + change. */
  | Readonly<{
      kind: 'opponent';
      spend?: readonly OpponentSpend[] | undefined;
      changeBasisPoints?: number | undefined;
    }>;

/** How many scenarios stand side by side at most. */
export const MOST_SCENARIOS = 4;

/** Money of lines the request leaves out: it stays where the plan has it. Example: a plan of three lines, two sent → the third's. */
export function heldCents(inputs: ScenarioInputs): Cents {
  return sumCents(heldLines(inputs).map(({ plannedCents }) => plannedCents));
}

/** Lines of the plan that the request leaves out. */
export function heldLines({ request, lines }: ScenarioInputs): readonly ScenarioLine[] {
  const sent = new Set(request.lines.map(({ id }) => id));
  return lines.filter(({ id }) => !sent.has(id));
}
