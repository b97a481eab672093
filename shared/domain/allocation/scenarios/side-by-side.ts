import type { Day } from '../../calendar/day.ts';
import { sumCents, type Cents, type Micros } from '../../money.ts';
import type { Channel } from '../../plan.ts';
import type { AllocationProof, AllocationState } from '../request.ts';
import {
  heldLines,
  MOST_SCENARIOS,
  type OpponentSpend,
  type ScenarioInputs,
  type ScenarioLine,
  type WeekCents,
  type WhatIf,
} from './scenario.ts';
import type { ScenarioAnswer } from './solve-scenario.ts';
import { shareOfVoice } from './reshape-curve.ts';
import { applyWhatIf } from './what-if.ts';

/** Our voice in one week; theirs and the share are null where nobody knows what the others spend. */
export type WeekVoice = Readonly<{ weekStart: Day; oursCents: Cents; theirsCents: Cents | null; share: number | null }>;

/** What a scenario gives a line, against the plan as it is now. `held` lines keep the plan's money and have no response here. */
export type ComparedCell = Readonly<{
  cents: Cents;
  /** Null when the line is no longer in the plan. */
  differenceCents: Cents | null;
  response: number | null;
  marginalPerDollar: number | null;
  state: AllocationState | 'held';
}>;

export type ComparedScenario = Readonly<{
  id: string;
  totalCents: Cents;
  response: number;
  plannedResponse: number;
  /** Micros of a dollar for one unit of response, of the money that was split; null when there is no response. */
  costPerResponseMicros: Micros | null;
  shadowPricePerDollar: number;
  proof: AllocationProof;
  voice: readonly WeekVoice[];
}>;

export type ComparedLine = Readonly<{
  id: string;
  name: string;
  channel: Channel;
  /** Null when the line is no longer in the plan. */
  planCents: Cents | null;
  /** One per scenario; null when the scenario does not know the line. */
  cells: readonly (ComparedCell | null)[];
}>;

export type SideBySide = Readonly<{
  plan: Readonly<{ totalCents: Cents; voice: readonly WeekVoice[] }>;
  scenarios: readonly ComparedScenario[];
  lines: readonly ComparedLine[];
}>;

export type SolvedScenario = Readonly<{
  id: string;
  inputs: ScenarioInputs;
  changes: readonly WhatIf[];
  answer: ScenarioAnswer;
}>;

const MICROS_IN_A_CENT = 10_000;

/**
 * The plan and up to four scenarios in columns, lines in rows: the plan's first, then lines only scenarios know. Every column foots.
 * @throws RangeError on more than four.
 */
export function standSideBySide(
  planLines: readonly ScenarioLine[],
  opponent: readonly OpponentSpend[],
  scenarios: readonly SolvedScenario[],
): SideBySide {
  if (scenarios.length > MOST_SCENARIOS) {
    throw new RangeError(`Up to ${MOST_SCENARIOS} scenarios stand side by side, got ${scenarios.length}.`);
  }
  const planned = new Map(planLines.map((line) => [line.id, line]));
  const rows = new Map(planLines.map((line) => [line.id, line]));
  for (const { inputs } of scenarios) for (const line of inputs.lines) if (!rows.has(line.id)) rows.set(line.id, line);
  return {
    plan: {
      totalCents: sumCents(planLines.map(({ plannedCents }) => plannedCents)),
      voice: voiceByWeek(
        planLines.flatMap(({ weeks }) => weeks),
        opponent,
      ),
    },
    scenarios: scenarios.map(summaryOf),
    lines: [...rows.values()].map(({ id, name, channel }) => {
      const planCents = planned.get(id)?.plannedCents ?? null;
      return { id, name, channel, planCents, cells: scenarios.map((one) => cellOf(one, id, planCents)) };
    }),
  };
}

function summaryOf({ id, inputs, changes, answer }: SolvedScenario): ComparedScenario {
  const { totalCents, response } = answer;
  const theirs = applyWhatIf(inputs, changes).opponent ?? inputs.opponent;
  const ours = [...answer.allocations, ...heldLines(inputs)].flatMap(({ weeks }) => weeks);
  return {
    id,
    totalCents: sumCents([totalCents, answer.heldCents]),
    response,
    plannedResponse: answer.plannedResponse,
    costPerResponseMicros: response > 0 ? Math.round((totalCents * MICROS_IN_A_CENT) / response) : null,
    shadowPricePerDollar: answer.shadowPricePerDollar,
    proof: answer.proof,
    voice: voiceByWeek(ours, theirs),
  };
}

function cellOf({ inputs, answer }: SolvedScenario, id: string, planCents: Cents | null): ComparedCell | null {
  const difference = (cents: Cents) => (planCents === null ? null : cents - planCents);
  const found = answer.allocations.find((one) => one.id === id);
  if (found) {
    const { cents, response, marginalPerDollar, state } = found;
    return { cents, differenceCents: difference(cents), response, marginalPerDollar, state };
  }
  const held = heldLines(inputs).find((line) => line.id === id);
  if (!held) return null;
  const cents = held.plannedCents;
  return { cents, differenceCents: difference(cents), response: null, marginalPerDollar: null, state: 'held' };
}

/** Our share of voice in each week we or the others spend. Example: $300 beside $700 → 0.3; weeks without a report → null. */
export function voiceByWeek(ours: readonly WeekCents[], theirs: readonly OpponentSpend[]): readonly WeekVoice[] {
  const weeks = [...new Set([...ours, ...theirs].map(({ weekStart }) => weekStart))].sort();
  const of = (rows: readonly WeekCents[], weekStart: Day) =>
    sumCents(rows.filter((row) => row.weekStart === weekStart).map(({ cents }) => cents));
  return weeks.map((weekStart) => {
    const oursCents = of(ours, weekStart);
    if (!theirs.some((row) => row.weekStart === weekStart))
      return { weekStart, oursCents, theirsCents: null, share: null };
    const theirsCents = of(theirs, weekStart);
    const share = oursCents + theirsCents > 0 ? shareOfVoice(oursCents, theirsCents) : null;
    return { weekStart, oursCents, theirsCents, share };
  });
}
