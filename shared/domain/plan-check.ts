import { isDay, isoWeekday, eachDay } from './calendar/day.ts';
import type { Campaign } from './campaign.ts';
import { EASTERN_DAYPARTS, findDaypart, type Daypart } from './daypart.ts';
import { flightsOverlap, type Flight } from './flight.ts';
import { checkPattern } from './flight-pattern.ts';
import { errorIssue, infoIssue, warningIssue, type Issue } from './issue.ts';
import { formatCents } from './money.ts';
import {
  channelGroup,
  lineBudgetCents,
  lineSpotCostCents,
  planBudgetCents,
  type Line,
  type Plan,
  type TvDetails,
} from './plan.ts';
import { costOfUnits, unitsForCost } from './rates.ts';

type CampaignFrame = Pick<Campaign, 'budgetCents' | 'currency' | 'startDay' | 'endDay' | 'commissionBasisPoints'>;
type Frame = Readonly<{ campaign: CampaignFrame; dayparts: readonly Daypart[] }>;

/**
 * Everything a person should know about a plan, all at once: errors stop submission, warnings and infos do not.
 * Paths are like `lines.2.flights.0.budgetCents`. Canceled flights are not counted.
 * Example: flights of $50,120.00 in a $50,000.00 campaign give `over_budget`, "… $120.00 over the $50,000.00 budget."
 */
export function checkPlan(
  plan: Pick<Plan, 'lines'>,
  campaign: CampaignFrame,
  dayparts: readonly Daypart[] = EASTERN_DAYPARTS,
): readonly Issue[] {
  if (plan.lines.length === 0) {
    return [errorIssue('empty_plan', 'The plan has no lines: add at least one line with a flight.', 'lines')];
  }
  const frame = { campaign, dayparts };
  return [
    ...checkTotals(plan, campaign),
    ...checkIds(plan.lines),
    ...plan.lines.flatMap((line, index) => checkLine(line, frame, `lines.${index}`)),
  ];
}

function checkTotals(plan: Pick<Plan, 'lines'>, campaign: CampaignFrame): readonly Issue[] {
  const total = planBudgetCents(plan);
  const { budgetCents, currency } = campaign;
  const money = (cents: number) => formatCents(cents, currency);
  if (total > budgetCents) {
    const over = `which is ${money(total - budgetCents)} over the ${money(budgetCents)} budget`;
    return [errorIssue('over_budget', `Flights add up to ${money(total)}, ${over}.`, 'lines')];
  }
  if (total === budgetCents) return [];
  const left = `${money(budgetCents - total)} of the ${money(budgetCents)} budget is still to allocate`;
  return [infoIssue('under_allocated', `Flights add up to ${money(total)}; ${left}.`, 'lines')];
}

function checkIds(lines: readonly Line[]): readonly Issue[] {
  const seen = new Set<string>();
  const issues: Issue[] = [];
  const note = (id: string, path: string) => {
    if (seen.has(id))
      issues.push(errorIssue('duplicate_id', `The id ${id} is used twice: each line and flight needs its own.`, path));
    seen.add(id);
  };
  lines.forEach((line, lineIndex) => {
    note(line.id, `lines.${lineIndex}.id`);
    line.flights.forEach((flight, index) => note(flight.id, `lines.${lineIndex}.flights.${index}.id`));
  });
  return issues;
}

function checkLine(line: Line, frame: Frame, path: string): readonly Issue[] {
  const flights = line.flights
    .map((flight, index) => ({ flight, path: `${path}.flights.${index}` }))
    .filter(({ flight }) => flight.status !== 'canceled');
  return [
    ...checkRate(line, path),
    ...checkTv(line, frame, path),
    ...checkLineBudget(line, frame, path),
    ...flights.flatMap((at) => checkFlight(line, at, frame)),
    ...checkOverlaps(flights),
  ];
}

function checkRate(line: Line, path: string): readonly Issue[] {
  const { amountMicros, kind } = line.rate;
  if (Number.isSafeInteger(amountMicros) && amountMicros > 0) return [];
  const message = `The ${kind.toUpperCase()} rate of ${line.name} is ${amountMicros} micros: give more than zero, $20.00 is 20000000.`;
  return [errorIssue('rate_not_positive', message, `${path}.rate.amountMicros`)];
}

function checkTv(line: Line, { dayparts }: Frame, path: string): readonly Issue[] {
  if (!line.tv) {
    if (line.channel !== 'linear_tv') return [];
    return [
      errorIssue('tv_details_missing', `${line.name} is TV: give station, daypart, rating and length.`, `${path}.tv`),
    ];
  }
  const issues: Issue[] = [];
  if (channelGroup(line.channel) === 'digital') {
    issues.push(
      errorIssue(
        'tv_details_unexpected',
        `${line.name} is ${line.channel}: remove its station and daypart.`,
        `${path}.tv`,
      ),
    );
  }
  if (!findDaypart(dayparts, line.tv.daypart)) {
    const known = dayparts.map(({ id }) => id).join(', ');
    const message = `The market has no daypart ${JSON.stringify(line.tv.daypart)}: use one of ${known}.`;
    issues.push(errorIssue('unknown_daypart', message, `${path}.tv.daypart`));
  }
  return [...issues, ...checkTvNumbers(line.tv, `${path}.tv`)];
}

function checkTvNumbers(tv: TvDetails, path: string): readonly Issue[] {
  const issues: Issue[] = [];
  if (!Number.isInteger(tv.ratingHundredths) || tv.ratingHundredths <= 0) {
    const message = `The rating is ${tv.ratingHundredths} hundredths of a point: give a whole number above zero, 8.0 is 800.`;
    issues.push(errorIssue('rating_not_positive', message, `${path}.ratingHundredths`));
  }
  if (!Number.isInteger(tv.lengthSeconds) || tv.lengthSeconds <= 0) {
    issues.push(
      errorIssue(
        'length_not_positive',
        `The length is ${tv.lengthSeconds} seconds: give 15, 30 or 60.`,
        `${path}.lengthSeconds`,
      ),
    );
  }
  if (
    tv.weekdays &&
    (tv.weekdays.length === 0 || tv.weekdays.some((day) => !Number.isInteger(day) || day < 1 || day > 7))
  ) {
    const message = `The weekdays are [${tv.weekdays.join(', ')}]: give 1 (Monday) to 7 (Sunday), at least one.`;
    issues.push(errorIssue('weekdays_out_of_range', message, `${path}.weekdays`));
  }
  return issues;
}

function checkLineBudget(line: Line, { campaign }: Frame, path: string): readonly Issue[] {
  if (line.flights.length === 0) {
    return [
      warningIssue(
        'line_without_flights',
        `${line.name} has no flights, so it spends nothing: add one or remove it.`,
        `${path}.flights`,
      ),
    ];
  }
  const total = lineBudgetCents(line);
  const money = (cents: number) => formatCents(cents, campaign.currency);
  if (line.minCents !== undefined && total < line.minCents) {
    const message = `${line.name} has ${money(total)}, which is ${money(line.minCents - total)} below its minimum of ${money(line.minCents)}.`;
    return [errorIssue('below_line_minimum', message, `${path}.minCents`)];
  }
  if (line.maxCents !== undefined && total > line.maxCents) {
    const message = `${line.name} has ${money(total)}, which is ${money(total - line.maxCents)} above its maximum of ${money(line.maxCents)}.`;
    return [errorIssue('above_line_maximum', message, `${path}.maxCents`)];
  }
  return [];
}

type PlacedFlight = Readonly<{ flight: Flight; path: string }>;

function checkFlight(line: Line, { flight, path }: PlacedFlight, frame: Frame): readonly Issue[] {
  const dates = checkFlightDates(flight, frame.campaign, path);
  const issues: Issue[] = [...dates];
  const hasDates = dates.every(({ code }) => code === 'flight_outside_campaign');
  if (hasDates) issues.push(...checkPattern(flight, path), ...checkWeekdays(line, { flight, path }));
  if (!Number.isSafeInteger(flight.budgetCents) || flight.budgetCents < 0) {
    const message = `The flight's budget is ${flight.budgetCents} cents: give a whole number, zero or more.`;
    issues.push(errorIssue('budget_negative', message, `${path}.budgetCents`));
  } else if (flight.budgetCents === 0) {
    issues.push(
      warningIssue(
        'budget_zero',
        `A flight of ${line.name} has no budget: give it one or remove it.`,
        `${path}.budgetCents`,
      ),
    );
  } else {
    issues.push(...checkWholeSpots(line, { flight, path }, frame.campaign));
  }
  return issues;
}

function checkFlightDates(flight: Flight, campaign: CampaignFrame, path: string): readonly Issue[] {
  const wrong = (['startDay', 'endDay'] as const).filter((name) => !isDay(flight[name]));
  if (wrong.length > 0) {
    return wrong.map((name) =>
      errorIssue(
        'not_a_day',
        `${name} is ${JSON.stringify(flight[name])}: give a day such as 2026-11-01.`,
        `${path}.${name}`,
      ),
    );
  }
  const span = `The flight runs ${flight.startDay} to ${flight.endDay} (end excluded)`;
  if (flight.endDay <= flight.startDay) {
    return [errorIssue('ends_before_start', `${span}: the end must be after the start.`, `${path}.endDay`)];
  }
  if (flight.startDay >= campaign.startDay && flight.endDay <= campaign.endDay) return [];
  const frame = `the campaign ${campaign.startDay} to ${campaign.endDay}`;
  const field = flight.startDay < campaign.startDay ? 'startDay' : 'endDay';
  return [errorIssue('flight_outside_campaign', `${span}, ${frame}: keep it inside.`, `${path}.${field}`)];
}

function checkOverlaps(flights: readonly PlacedFlight[]): readonly Issue[] {
  return flights.flatMap(({ flight, path }, index) =>
    flights
      .slice(0, index)
      .filter(({ flight: other }) => flightsOverlap(flight, other))
      .map(({ flight: other }) => {
        const message = `${flight.startDay} to ${flight.endDay} overlaps ${other.startDay} to ${other.endDay} of the same line: end one where the other starts.`;
        return errorIssue('flights_overlap', message, `${path}.startDay`);
      }),
  );
}

function checkWeekdays(line: Line, { flight, path }: PlacedFlight): readonly Issue[] {
  const weekdays = line.tv?.weekdays;
  if (!weekdays || weekdays.length === 0 || flight.endDay <= flight.startDay) return [];
  if (eachDay(flight.startDay, flight.endDay).some((day) => weekdays.includes(isoWeekday(day)))) return [];
  const message = `No day of ${flight.startDay} to ${flight.endDay} is one ${line.name} airs on: change the dates or its weekdays.`;
  return [errorIssue('no_airing_day', message, path)];
}

function checkWholeSpots(line: Line, { flight, path }: PlacedFlight, campaign: CampaignFrame): readonly Issue[] {
  if (!(line.rate.amountMicros > 0)) return [];
  const each = lineSpotCostCents(line, campaign.commissionBasisPoints);
  if (each === undefined || each <= 0 || flight.budgetCents % each === 0) return [];
  const perSpot = { kind: 'flat', amountMicros: each * 10_000, basis: 'gross' } as const;
  const spots = unitsForCost(perSpot, flight.budgetCents);
  const left = flight.budgetCents - costOfUnits(perSpot, spots);
  const money = (cents: number) => formatCents(cents, campaign.currency);
  const buys = `${money(flight.budgetCents)} buys ${spots} spots of ${money(each)} and leaves ${money(left)}`;
  const above = money(flight.budgetCents - left + each);
  const message = `${buys}: make it ${spots === 0 ? above : `${money(flight.budgetCents - left)} or ${above}`}.`;
  return [warningIssue('not_whole_spots', message, `${path}.budgetCents`)];
}
