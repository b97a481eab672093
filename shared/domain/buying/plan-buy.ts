import { eachDay, isoWeekday, laterDay, earlierDay, addDays, type Day } from '../calendar/day.ts';
import { flightDayCents } from '../flight-pattern.ts';
import type { Flight, FlightPattern } from '../flight.ts';
import { errorIssue, infoIssue, warningIssue, type Issue } from '../issue.ts';
import { apportion, type Cents } from '../money.ts';
import { lineSpotCostCents, type Line, type TvDetails } from '../plan.ts';
import { spotsBought } from '../spot/schedule/schedule-spots.ts';
import { weeksOf } from '../spot/schedule/schedule-cells.ts';
import type { BuyAnswer, BuyInput, BuyLine, DaypartShare, StationCap, Vehicle, WeekBand } from './buying.ts';

/** What may be bought of one plan line, each week. A locked line keeps what its flights buy now. */
export type LineTerms = Readonly<{
  lineId: string;
  availsPerWeek?: number | undefined;
  minimumWhenUsed?: number | undefined;
  locked?: boolean | undefined;
}>;

export type PlanBuyTerms = Readonly<{
  budgetCents: Cents;
  goal: 'rating_points' | 'reach';
  /** For every week; `weeks` says otherwise for single ones. */
  weekBand?: Readonly<{ minimumHundredths?: number | undefined; maximumHundredths?: number | undefined }> | undefined;
  weeks?: readonly WeekBand[] | undefined;
  stations?: readonly StationCap[] | undefined;
  dayparts?: readonly DaypartShare[] | undefined;
  availsPerWeek: number;
  lines?: readonly LineTerms[] | undefined;
  stopDay?: Day | undefined;
  /** First day that may still be bought: a week whose first airing day is before it keeps the spots it has. */
  fromDay?: Day | undefined;
}>;

/** One flight's week as something to buy. */
export type PlanBuyLine = BuyLine & Readonly<{ lineId: string; flightId: string }>;
export type PlanBuy = Readonly<{ input: BuyInput; lines: readonly PlanBuyLine[]; issues: readonly Issue[] }>;

/** What the flight becomes: whole spots by week as its pattern, their cost as its budget. Its dates stay. */
export type BoughtFlight = Readonly<{
  lineId: string;
  flightId: string;
  spots: number;
  budgetCents: Cents;
  pattern: FlightPattern;
}>;

/**
 * Shape of the beta distribution when only the one-spot audience is known: the usual shape of the negative binomial, which
 * the beta-binomial becomes for small ratings.
 */
const USUAL_ALPHA = 0.55;

/**
 * The TV lines of a plan as a buy: each flight and broadcast week is something to buy, at the line's price and rating.
 * Weeks that began keep their spots. Lines that are not bought by the spot are left out and said.
 * Example: one line over five weeks → five buy lines.
 */
export function planBuy(lines: readonly Line[], commissionBasisPoints: number, terms: PlanBuyTerms): PlanBuy {
  const issues: Issue[] = [];
  const buyable = lines.flatMap((line, index) => {
    if (line.channel !== 'linear_tv') return [];
    const costCents = lineSpotCostCents(line, commissionBasisPoints);
    if (line.tv && costCents !== undefined && costCents > 0) return [{ line, tv: line.tv, costCents }];
    const message = `${line.name} is not bought by the spot, so it takes no part: give it a station, a rating and a CPP or a price a spot.`;
    issues.push(infoIssue('not_bought_by_spot', message, `lines.${index}`));
    return [];
  });
  const buyLines = buyable.flatMap((own) =>
    own.line.flights.filter(({ status }) => status !== 'canceled').flatMap((flight) => flightWeeks(own, flight, terms)),
  );
  for (const { line } of buyable) {
    issues.push(
      ...issuesOf(
        line,
        buyLines.filter(({ lineId }) => lineId === line.id),
        terms,
      ),
    );
  }
  // What a week that began has is not asked for any more.
  const open = buyLines.filter(({ firstAirDay, week }) => !hasBegun(firstAirDay ?? week, terms));
  const weeks = [...new Set(open.map(({ week }) => week))].sort();
  const input: BuyInput = {
    lines: buyLines,
    budgetCents: terms.budgetCents,
    goal: terms.goal === 'rating_points' ? { kind: 'rating_points' } : { kind: 'reach', vehicles: vehiclesOf(buyable) },
    weeks: weeks.flatMap((week) => bandOf(week, terms)),
    stations: terms.stations ?? [],
    dayparts: terms.dayparts ?? [],
    ...(terms.stopDay === undefined ? {} : { stopDay: terms.stopDay }),
  };
  return { input, lines: buyLines, issues };
}

function issuesOf(line: Line, own: readonly PlanBuyLine[], { stopDay }: PlanBuyTerms): readonly Issue[] {
  const late = own
    .filter(({ firstAirDay, week }) => stopDay !== undefined && (firstAirDay ?? week) >= stopDay)
    .reduce((sum, { lockedSpots = 0 }) => sum + lockedSpots, 0);
  const first = own.find(({ lockedSpots }) => lockedSpots === undefined);
  const [least, most] = [first?.minimumWhenUsed ?? 0, first?.avails ?? 0];
  return [
    ...(late > 0
      ? [
          errorIssue(
            'locked_after_stop',
            `${line.name} is locked with ${late} spots in weeks from the stop day ${stopDay} on. Unlock it or move the stop day.`,
            'stopDay',
          ),
        ]
      : []),
    ...(least > most
      ? [
          warningIssue(
            'minimum_above_avails',
            `${line.name} needs ${least} spots in a week when used and has ${most} avails, so it is never used.`,
            'lines',
          ),
        ]
      : []),
  ];
}

type Buyable = Readonly<{ line: Line; tv: TvDetails; costCents: Cents }>;

function flightWeeks({ line, tv, costCents }: Buyable, flight: Flight, terms: PlanBuyTerms): readonly PlanBuyLine[] {
  const own = terms.lines?.find(({ lineId }) => lineId === line.id);
  const isLineLocked = own?.locked ?? line.locked;
  const present = presentSpots(flight, costCents, tv.weekdays);
  return weeksOf(flight.startDay, flight.endDay).flatMap((week): PlanBuyLine[] => {
    const firstAirDay = firstDayIn(week, flight, tv.weekdays);
    if (firstAirDay === undefined) return [];
    const isLocked = isLineLocked || hasBegun(firstAirDay, terms);
    return [
      {
        id: `${flight.id}@${week}`,
        lineId: line.id,
        flightId: flight.id,
        station: tv.station,
        daypart: tv.daypart,
        week,
        firstAirDay,
        lengthSeconds: tv.lengthSeconds,
        ...(tv.program === undefined ? {} : { program: tv.program }),
        ratingHundredths: tv.ratingHundredths,
        costCents,
        avails: own?.availsPerWeek ?? terms.availsPerWeek,
        ...(own?.minimumWhenUsed === undefined ? {} : { minimumWhenUsed: own.minimumWhenUsed }),
        ...(isLocked ? { lockedSpots: present.get(week) ?? 0 } : {}),
      },
    ];
  });
}

function hasBegun(firstAirDay: Day, { fromDay }: PlanBuyTerms): boolean {
  return fromDay !== undefined && firstAirDay < fromDay;
}

/** The first day of a week on which the flight may air, if any. */
function firstDayIn(week: Day, flight: Flight, weekdays: readonly number[] | undefined): Day | undefined {
  const days = eachDay(laterDay(week, flight.startDay), earlierDay(addDays(week, 7), flight.endDay));
  return days.find((day) => weekdays === undefined || weekdays.includes(isoWeekday(day)));
}

/** Whole spots a flight buys now in each week, along its money. */
function presentSpots(
  flight: Flight,
  spotCostCents: Cents,
  weekdays: readonly number[] | undefined,
): ReadonlyMap<Day, number> {
  const { spots } = spotsBought({ budgetCents: flight.budgetCents, spotCostCents });
  const days = flightDayCents(flight, weekdays);
  const weeks = weeksOf(flight.startDay, flight.endDay);
  if (spots === 0 || days.length === 0) return new Map();
  const weight = (week: Day) =>
    days.filter(({ day }) => day >= week && day < addDays(week, 7)).reduce((sum, { cents }) => sum + cents, 0);
  const parts = apportion(
    spots,
    weeks.map((week) => ({ key: week, weight: weight(week) })),
  );
  return new Map(parts.map(({ key, cents }) => [key, cents]));
}

function bandOf(week: Day, { weekBand, weeks }: PlanBuyTerms): readonly WeekBand[] {
  const own = weeks?.find((band) => band.week === week);
  if (own) return [own];
  const { minimumHundredths, maximumHundredths } = weekBand ?? {};
  if (minimumHundredths === undefined && maximumHundredths === undefined) return [];
  return [
    {
      week,
      ...(minimumHundredths === undefined ? {} : { minimumHundredths }),
      ...(maximumHundredths === undefined ? {} : { maximumHundredths }),
    },
  ];
}

/** One vehicle for each station and daypart, by the mean rating of its lines. */
function vehiclesOf(buyable: readonly Buyable[]): readonly Vehicle[] {
  const groups = new Map<string, Buyable[]>();
  for (const own of buyable) {
    const key = `${own.tv.station}\n${own.tv.daypart}`;
    groups.set(key, [...(groups.get(key) ?? []), own]);
  }
  return [...groups.values()].flatMap((group): Vehicle[] => {
    const [first] = group;
    if (!first) return [];
    const mean = group.reduce((sum, { tv }) => sum + tv.ratingHundredths, 0) / group.length / 10_000;
    const share = Math.min(0.99, Math.max(0.000_1, mean));
    const { station, daypart } = first.tv;
    return [{ station, daypart, alpha: USUAL_ALPHA, beta: (USUAL_ALPHA * (1 - share)) / share }];
  });
}

/**
 * The flights as the buy would have them, those that change nothing left out. Σ spots × cost is the flight's budget to the
 * cent, so scheduling it again places exactly these spots in these weeks.
 * Example: 3 spots in week one, 5 in week three at $400.00 → $3,200.00 with week weights 3, 0, 5.
 */
export function boughtFlights(
  lines: readonly Line[],
  bought: readonly PlanBuyLine[],
  answer: Pick<BuyAnswer, 'spots'>,
): readonly BoughtFlight[] {
  const spots = new Map(answer.spots.map(({ lineId, spots: own }) => [lineId, own]));
  const byFlight = new Map<string, PlanBuyLine[]>();
  for (const one of bought) byFlight.set(one.flightId, [...(byFlight.get(one.flightId) ?? []), one]);
  return lines.flatMap((line) =>
    line.flights.flatMap((flight): BoughtFlight[] => {
      const own = byFlight.get(flight.id);
      if (!own || own.every(({ lockedSpots }) => lockedSpots !== undefined)) return [];
      const weights = weeksOf(flight.startDay, flight.endDay).map((week) => spots.get(`${flight.id}@${week}`) ?? 0);
      const total = weights.reduce((sum, count) => sum + count, 0);
      const budgetCents = own.reduce((sum, one) => sum + one.costCents * (spots.get(one.id) ?? 0), 0);
      const pattern: FlightPattern = total > 0 ? { kind: 'custom', by: 'week', weights } : { kind: 'even' };
      const isSame = flight.budgetCents === budgetCents && JSON.stringify(flight.pattern) === JSON.stringify(pattern);
      return isSame ? [] : [{ lineId: line.id, flightId: flight.id, spots: total, budgetCents, pattern }];
    }),
  );
}
