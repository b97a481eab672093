import type { PlanBuyRequest, PlanBuyResponse } from '../../shared/contracts/buying.ts';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { LineResponse, PlanEdit } from '../../shared/contracts/plans.ts';
import { sumCents } from '../../shared/domain/money.ts';
import { lineSpotCostCents, type Line } from '../../shared/domain/plan.ts';

/** A number field: empty when nothing is asked for. */
export type Field = number | '';
export type LineRule = Readonly<{ avails: Field; minimum: Field; isLocked: boolean }>;

/** Everything a buy must keep to, as typed: percent and points, not basis points and hundredths. */
export type BuyRules = Readonly<{
  budgetCents: number;
  goal: 'rating_points' | 'reach';
  leastPoints: Field;
  mostPoints: Field;
  availsPerWeek: number;
  stopDay: string;
  stationCaps: Readonly<Record<string, Field>>;
  daypartLeast: Readonly<Record<string, Field>>;
  daypartMost: Readonly<Record<string, Field>>;
  lines: Readonly<Record<string, LineRule>>;
}>;

/** A TV line that is bought by the spot, with the price of one. */
export type BuyableLine = Readonly<{ line: LineResponse; tv: NonNullable<LineResponse['tv']>; costCents: number }>;

/** The lines a buy can choose from. */
export function buyableLines(lines: readonly LineResponse[], campaign: CampaignResponse): readonly BuyableLine[] {
  return lines.flatMap((line) => {
    if (line.channel !== 'linear_tv' || !line.tv) return [];
    const costCents = lineSpotCostCents(line as unknown as Line, campaign.commissionBasisPoints);
    return costCents === undefined || costCents === 0 ? [] : [{ line, tv: line.tv, costCents }];
  });
}

const NO_RULE: LineRule = { avails: '', minimum: '', isLocked: false };

/** Rules to start from: the money the TV lines have now, ten avails a week, nothing else. */
export function firstRules(lines: readonly BuyableLine[]): BuyRules {
  return {
    budgetCents: sumCents(lines.map(({ line }) => line.budgetCents)),
    goal: 'rating_points',
    leastPoints: '',
    mostPoints: '',
    availsPerWeek: 10,
    stopDay: '',
    stationCaps: {},
    daypartLeast: {},
    daypartMost: {},
    lines: Object.fromEntries(lines.map(({ line }) => [line.id, { ...NO_RULE, isLocked: line.locked }])),
  };
}

export function ruleOf(rules: BuyRules, lineId: string): LineRule {
  return rules.lines[lineId] ?? NO_RULE;
}

const hundredths = (points: Field) => (points === '' ? undefined : Math.round(points * 100));
const present = <T>(value: T | undefined, key: string) => (value === undefined ? {} : { [key]: value });

/** The rules as the server takes them. Example: at most 40 % on a station → 4,000 basis points. */
export function buyRequest(rules: BuyRules): PlanBuyRequest {
  const caps = Object.entries(rules.stationCaps).flatMap(([station, percent]) =>
    percent === '' ? [] : [{ station, maximumShareBasisPoints: Math.round(percent * 100) }],
  );
  const ids = [...new Set([...Object.keys(rules.daypartLeast), ...Object.keys(rules.daypartMost)])];
  const dayparts = ids.flatMap((daypart) => {
    const least = hundredths(rules.daypartLeast[daypart] ?? '');
    const most = hundredths(rules.daypartMost[daypart] ?? '');
    if (least === undefined && most === undefined) return [];
    return [{ daypart, ...present(least, 'minimumShareBasisPoints'), ...present(most, 'maximumShareBasisPoints') }];
  });
  const [least, most] = [hundredths(rules.leastPoints), hundredths(rules.mostPoints)];
  return {
    budgetCents: rules.budgetCents,
    goal: rules.goal,
    availsPerWeek: rules.availsPerWeek,
    weekBand: { ...present(least, 'minimumHundredths'), ...present(most, 'maximumHundredths') },
    stations: caps,
    dayparts,
    lines: Object.entries(rules.lines).map(([lineId, { avails, minimum, isLocked }]) => ({
      lineId,
      locked: isLocked,
      ...(avails === '' ? {} : { availsPerWeek: avails }),
      ...(minimum === '' ? {} : { minimumWhenUsed: minimum }),
    })),
    ...(rules.stopDay === '' ? {} : { stopDay: rules.stopDay }),
  };
}

/** The plan's flights as bought; together they are one undo. Flights that are gone from the plan since are left out. */
export function buyEdits(answer: PlanBuyResponse, lines: readonly LineResponse[]): readonly PlanEdit[] {
  const flights = new Map(lines.flatMap((line) => line.flights.map((flight) => [flight.id, flight])));
  return answer.flights.flatMap(({ flightId, budgetCents, pattern }): PlanEdit[] => {
    const flight = flights.get(flightId);
    if (!flight) return [];
    const isSame = flight.budgetCents === budgetCents && JSON.stringify(flight.pattern) === JSON.stringify(pattern);
    return isSame ? [] : [{ kind: 'update_flight', flightId, set: { budgetCents, pattern } }];
  });
}
