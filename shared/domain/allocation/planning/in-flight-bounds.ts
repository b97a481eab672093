import { formatCents, multiplyRatio, sumCents, type Cents } from '../../money.ts';

/** What a line was asked to spend on a closed day by the plan then in force, and what it delivered. */
export type AskedDay = Readonly<{ askedCents: Cents; deliveredCents: Cents }>;

/** Why a line is left as it is: nothing can be said of it, or a person said so. */
export type HeldBecause = 'locked' | 'paused' | 'unreported' | 'no_curve';

/** What is known of a line on a day of its run, all gross. */
export type InFlightLine = Readonly<{
  plannedCents: Cents;
  /** What the first plan of this one's versions gave it. */
  firstPlannedCents: Cents;
  /** Reported up to now, the running day included. */
  spentCents: Cents;
  /** Ordered and not taken back: spots to come, spots owed. */
  committedCents: Cents;
  minCents?: Cents | undefined;
  maxCents?: Cents | undefined;
  held?: HeldBecause | undefined;
  /** Closed days, oldest first. */
  days: readonly AskedDay[];
  /** Days on which its flights can still spend, today included. */
  daysLeft: number;
  /** TV: the cost of a spot, and what could be bought on top of the plan as far as avails are known, from its spots a week. */
  spots?: Readonly<{ costCents: Cents; availCents: Cents; isWeekKnown?: boolean | undefined }> | undefined;
}>;

/** What a line may be given, and why, in words. TV moves in whole spots from its floor. */
export type InFlightBounds = Readonly<{
  floorCents: Cents;
  ceilingCents: Cents;
  stepCents?: Cents | undefined;
  floorReason: string;
  ceilingReason: string;
}>;

/** Days that say how much a line manages; fewer than the least say nothing. */
const LOOK_BACK_DAYS = 14;
const LEAST_DAYS = 3;
/** Below this share of what it was asked, a line is short of supply, not of money. */
const SHORT_BELOW = 0.9;
/** A line that delivers what it is asked can be asked for twice its daily spend. */
const MOST_GROWTH = 2;

const HELD_WORDS: Readonly<Record<HeldBecause, string>> = {
  locked: 'Locked in the plan: left as it is.',
  paused: 'Paused by a person: left as it is.',
  unreported: 'It runs, but nobody has reported what it spent: left as planned.',
  no_curve: 'It has no response curve: left as planned.',
};

/**
 * Floor and ceiling of a line in flight. Floor: spent and committed, and the plan's own minimum as far as the plan meets it. Ceiling: a
 * line short of supply goes on at its best (mean of the last days + one standard deviation) on every day left; another may take twice
 * its daily spend; TV what avails are known. Nothing here grows with the plan's present money, so that a
 * proposal followed is not proposed again. Example: $18.00 a day of $28.00 asked, ± $1.00, 20 days left, $250 spent → at most $630.
 */
export function inFlightBounds(line: InFlightLine): InFlightBounds {
  const { plannedCents, spentCents, committedCents } = line;
  const gone = sumCents([spentCents, committedCents]);
  const goneWords = wordsOfGone(line);
  if (line.held !== undefined) {
    const cents = Math.max(plannedCents, gone);
    return {
      floorCents: cents,
      ceilingCents: cents,
      floorReason: HELD_WORDS[line.held],
      ceilingReason: HELD_WORDS[line.held],
    };
  }
  if (line.daysLeft === 0) {
    const ceilingReason = 'Its last day is over: nothing more can be delivered.';
    return { floorCents: gone, ceilingCents: gone, floorReason: goneWords, ceilingReason };
  }
  if (line.spots) return spotBounds(line, gone, goneWords);
  const minimum = Math.min(line.minCents ?? 0, plannedCents);
  const floorCents = Math.max(gone, minimum);
  const floorReason = minimum > gone ? `The plan's minimum for this line is ${formatCents(minimum)}.` : goneWords;
  const reach = digitalCeiling(line);
  const most = line.maxCents === undefined ? reach.cents : Math.min(reach.cents, Math.max(line.maxCents, plannedCents));
  const ceilingReason = most < reach.cents ? `The plan's maximum for this line is ${formatCents(most)}.` : reach.reason;
  return { floorCents, ceilingCents: Math.max(floorCents, most), floorReason, ceilingReason };
}

function spotBounds(line: InFlightLine, gone: Cents, goneWords: string): InFlightBounds {
  const { plannedCents, spots } = line;
  const stepCents = Math.max(1, spots?.costCents ?? 1);
  // The floor is lifted to a whole number of spots below the plan, so that the plan itself is one of the choices.
  const least = Math.max(gone, Math.min(line.minCents ?? 0, plannedCents));
  if (least >= plannedCents) {
    const floorReason = gone >= plannedCents ? goneWords : `The plan's minimum for this line is ${formatCents(least)}.`;
    return grown(
      { floorCents: least, ceilingCents: least, stepCents, floorReason, ceilingReason: noAvails(line) },
      line,
    );
  }
  const floorCents = plannedCents - Math.floor((plannedCents - least) / stepCents) * stepCents;
  const floorReason = least > gone ? `The plan's minimum for this line is ${formatCents(least)}.` : goneWords;
  return grown({ floorCents, ceilingCents: plannedCents, stepCents, floorReason, ceilingReason: noAvails(line) }, line);
}

/** Why a TV line is not given more spots than planned. */
function noAvails({ spots, plannedCents, maxCents }: InFlightLine): string {
  if (spots && spots.availCents >= spots.costCents)
    return `The plan's maximum for this line is ${formatCents(Math.max(maxCents ?? 0, plannedCents))}.`;
  return spots?.isWeekKnown
    ? 'All the spots it may have a week are planned: no more can be bought.'
    : 'How many spots a week its station has to sell is not known, so it gets no more than planned. Say it as the line’s spots per week, and it may grow.';
}

function grown(bounds: InFlightBounds, { spots, maxCents }: InFlightLine): InFlightBounds {
  const { stepCents = 1, ceilingCents } = bounds;
  const room = Math.min(spots?.availCents ?? 0, Math.max(0, (maxCents ?? Number.MAX_SAFE_INTEGER) - ceilingCents));
  const more = Math.floor(room / stepCents);
  if (more === 0) return bounds;
  const ceilingReason = `Avails for ${more} more ${more === 1 ? 'spot' : 'spots'} of ${formatCents(stepCents)}.`;
  return { ...bounds, ceilingCents: ceilingCents + more * stepCents, ceilingReason };
}

function digitalCeiling(line: InFlightLine): { cents: Cents; reason: string } {
  const { plannedCents, firstPlannedCents, spentCents, daysLeft } = line;
  const days = line.days.filter(({ askedCents, deliveredCents }) => askedCents > 0 || deliveredCents > 0);
  const last = days.slice(-LOOK_BACK_DAYS);
  const left = `${daysLeft} ${daysLeft === 1 ? 'day' : 'days'} left`;
  if (last.length < LEAST_DAYS) {
    const cents = Math.max(plannedCents, spentCents, firstPlannedCents * MOST_GROWTH);
    return { cents, reason: `Fewer than ${LEAST_DAYS} days are reported: at most twice the first plan.` };
  }
  const closed = sumCents(line.days.map(({ deliveredCents }) => deliveredCents));
  const asked = sumCents(last.map(({ askedCents }) => askedCents));
  const delivered = sumCents(last.map(({ deliveredCents }) => deliveredCents));
  const daily = Math.max(0, multiplyRatio(delivered, 1, last.length));
  if (delivered >= SHORT_BELOW * asked) {
    const cents = Math.max(plannedCents, closed + daily * MOST_GROWTH * daysLeft);
    const reason = `It delivers what it is asked: at most twice its ${formatCents(daily)} a day on the ${left}.`;
    return { cents, reason };
  }
  const best = daily + Math.round(spreadOf(last.map(({ deliveredCents }) => deliveredCents)));
  const share = Math.round((100 * delivered) / asked);
  const reason = `Short of supply: ${formatCents(daily)} a day, ${share} % of what it was asked; at best ${formatCents(best)} on the ${left}.`;
  return { cents: Math.max(spentCents, closed + best * daysLeft), reason };
}

function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}

function wordsOfGone({ spentCents, committedCents }: InFlightLine): string {
  if (spentCents === 0 && committedCents === 0) return 'Nothing is spent or committed yet.';
  const parts = [
    ...(spentCents !== 0 ? [`${formatCents(spentCents)} spent`] : []),
    ...(committedCents !== 0 ? [`${formatCents(committedCents)} ordered and not yet aired`] : []),
  ];
  return `${parts.join(', ')}.`;
}
