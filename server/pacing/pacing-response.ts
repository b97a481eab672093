import type { PacingMeasure, PacingRow, PacingStatus } from '../../shared/contracts/pacing.ts';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { ZERO_METRICS, addMetrics } from '../../shared/domain/delivery/metrics.ts';
import { microsToCents, multiplyRatio } from '../../shared/domain/money.ts';
import { stalledSignal } from '../../shared/domain/pacing/alerts.ts';
import type {
  FlightPacing,
  PaceBands,
  PacingStatus as DomainStatus,
} from '../../shared/domain/pacing/flight-pacing.ts';
import { paceGroup } from '../../shared/domain/pacing/group-pacing.ts';
import { chanceAbove, chanceBelow, type Projection } from '../../shared/domain/pacing/projection.ts';
import { channelGroup } from '../../shared/domain/plan.ts';
import type { FlightFigures, WindowShare } from './flight-figures.ts';

const UNDER_SHARE = [95, 100] as const;

const REASONS: Readonly<Record<DomainStatus, string>> = {
  under: 'Delivery is behind the plan’s own curve at the last reported moment.',
  on: 'Delivery follows the plan’s own curve.',
  over: 'Delivery is ahead of the plan’s own curve at the last reported moment.',
  unknown: 'It runs, but nobody has reported anything yet.',
  not_started: 'It has not started.',
  paused: 'It is paused.',
  canceled: 'It is canceled.',
  no_plan: 'There is no plan to judge it by.',
};

const NO_IMPRESSIONS_PLANNED = 'The plan buys no impressions here, so there is nothing to judge them by.';
const reasonOfImpressions = (status: DomainStatus): string =>
  status === 'no_plan' ? NO_IMPRESSIONS_PLANNED : REASONS[status];

const whyNotApplicable = (status: DomainStatus): PacingMeasure['notApplicable'] =>
  status === 'not_started' || status === 'paused' || status === 'canceled' || status === 'no_plan' ? status : null;

const wireStatus = (status: DomainStatus): PacingStatus =>
  status === 'under' || status === 'on' || status === 'over' || status === 'unknown' ? status : 'na';

function chances(
  projection: Projection | null,
  budget: number,
): Pick<PacingMeasure, 'projection' | 'probabilityUnder' | 'probabilityOver'> {
  if (!projection) return { projection: null, probabilityUnder: null, probabilityOver: null };
  return {
    projection: { value: projection.valueCents, low: projection.lowCents, high: projection.highCents },
    probabilityUnder: chanceBelow(projection, multiplyRatio(budget, ...UNDER_SHARE)),
    probabilityOver: chanceAbove(projection, budget),
  };
}

/** One flight's pacing as the wire shows it. */
export function measureOfFlight(pacing: FlightPacing): PacingMeasure {
  const { budgetCents: budget, deliveredCents: delivered } = pacing;
  const base = {
    budget: pacing.status === 'no_plan' ? null : budget,
    delivered,
    remaining: delivered === null || pacing.status === 'no_plan' ? null : budget - delivered,
    status: wireStatus(pacing.status),
    notApplicable: whyNotApplicable(pacing.status),
    ...chances(pacing.kind === 'unknown' ? null : pacing.projection, budget),
  };
  if (pacing.kind !== 'measured') {
    const plannedToDate = pacing.kind === 'unknown' || pacing.status === 'paused' ? pacing.plannedToDateCents : null;
    return {
      ...base,
      plannedToDate,
      variance: null,
      pace: null,
      daysBehind: null,
      neededPerDay: null,
      neededRatio: null,
    };
  }
  const { measure } = pacing;
  return {
    ...base,
    plannedToDate: pacing.plannedToDateCents,
    variance: measure.varianceCents,
    pace: measure.pace,
    daysBehind: measure.daysBehind,
    neededPerDay: measure.neededPerDayCents,
    neededRatio: measure.neededRatio,
  };
}

function measureOfGroup(pacings: readonly FlightPacing[], bands: PaceBands): PacingMeasure {
  const planned = pacings.filter(({ status }) => status !== 'no_plan');
  const group = paceGroup(planned.length > 0 ? planned : pacings, bands);
  const hasPlan = planned.length > 0;
  const isMeasured = group.measuredFlights > 0;
  return {
    budget: hasPlan ? group.budgetCents : null,
    plannedToDate: isMeasured ? group.plannedToDateCents : null,
    delivered: group.deliveredCents,
    remaining: hasPlan && group.deliveredCents !== null ? group.budgetCents - group.deliveredCents : null,
    variance: group.varianceCents,
    pace: isMeasured ? group.pace : null,
    daysBehind: group.daysBehind,
    neededPerDay: group.neededPerDayCents,
    neededRatio: group.neededRatio,
    ...chances(isMeasured ? group.projection : null, group.budgetCents),
    status: wireStatus(group.status),
    notApplicable: whyNotApplicable(group.status),
  };
}

export type RowIdentity = Pick<
  PacingRow,
  | 'kind'
  | 'id'
  | 'label'
  | 'group'
  | 'channel'
  | 'vendor'
  | 'lineId'
  | 'flightId'
  | 'startDay'
  | 'endDay'
  | 'flightStatus'
>;

/** The last two reported days of plan and delivery say whether a flight stands still. */
export function isStalled({ spend, flight, dataThroughDay }: FlightFigures, today: string): boolean {
  if (flight.status !== 'active' || spend.pacing.kind !== 'measured' || dataThroughDay === null) return false;
  const past = spend.curve.days.filter(({ day }) => day < today).slice(-2);
  return (
    stalledSignal(past.map(({ day, cents }) => ({ planned: cents, delivered: spend.byDay.get(day) ?? 0 }))).level ===
    'raise'
  );
}

/** Why a flight has its status; what its own status does not know, facts say first. */
function reasonOf({ spend, flight, reportedSince }: FlightFigures): string {
  const { pacing } = spend;
  const why = REASONS[pacing.status];
  const early =
    pacing.kind === 'measured' && pacing.isEarly
      ? `It delivers though it ${EARLY[flight.status] ?? 'has not started'}. `
      : '';
  return `${early}${why}${reportedSince ? ' Nothing had been reported by then; these numbers came later.' : ''}`;
}

const EARLY: Partial<Record<FlightFigures['flight']['status'], string>> = {
  draft: 'is only a draft',
  pending_creatives: 'still waits for its creatives',
  pending_start: 'still waits for its start',
};

/** A row of one flight. `stopped` says that the overspend guard paused it. */
export function rowOfFlight(figures: FlightFigures, today: string, stoppedNote: string | null): PacingRow {
  const { flight, line, spend } = figures;
  const measure = measureOfFlight(spend.pacing);
  const stalled = isStalled(figures, today);
  const status: PacingStatus = stoppedNote !== null ? 'stopped' : stalled ? 'stalled' : measure.status;
  const reason =
    stoppedNote ??
    (stalled ? 'Nothing was delivered on the last two days, though the plan wanted some.' : reasonOf(figures));
  const identity: RowIdentity = {
    kind: 'flight',
    id: flight.id,
    label: flight.name ?? `${line.name}, ${flight.startDay} to ${addDays(flight.endDay, -1)}`,
    group: groupOf(line.channel),
    channel: line.channel,
    vendor: line.vendor,
    lineId: line.id,
    flightId: flight.id,
    startDay: flight.startDay,
    endDay: flight.endDay,
    flightStatus: flight.status,
  };
  return {
    ...identity,
    ...measure,
    status,
    reason,
    impressions: {
      ...measureOfFlight(figures.impressions.pacing),
      reason: reasonOfImpressions(figures.impressions.pacing.status),
    },
    ...sideFigures([figures]),
  };
}

/** A row of several flights: a line, a group or the campaign. */
export function rowOfFlights(identity: RowIdentity, all: readonly FlightFigures[], bands: PaceBands): PacingRow {
  const measure = measureOfGroup(
    all.map(({ spend }) => spend.pacing),
    bands,
  );
  const domain =
    all.length === 0
      ? 'no_plan'
      : paceGroup(
          all.map(({ spend }) => spend.pacing),
          bands,
        ).status;
  return {
    ...identity,
    ...measure,
    // A line of one flight has that flight's reason.
    reason: all.length === 1 && all[0] ? reasonOf(all[0]) : REASONS[domain],
    impressions: impressionsOfGroup(all, bands),
    ...sideFigures(all),
  };
}

/** Flights that buy no impressions stand aside where others do. */
function impressionsOfGroup(all: readonly FlightFigures[], bands: PaceBands): PacingRow['impressions'] {
  const pacings = all.map(({ impressions }) => impressions.pacing);
  const planned = pacings.filter(({ status }) => status !== 'no_plan');
  const { status } = paceGroup(planned.length > 0 ? planned : pacings, bands);
  const left = planned.length > 0 ? pacings.length - planned.length : 0;
  const aside =
    left > 0
      ? ` ${left} ${left === 1 ? 'flight buys' : 'flights buy'} no impressions and ${left === 1 ? 'is' : 'are'} left out.`
      : '';
  return { ...measureOfGroup(pacings, bands), reason: `${reasonOfImpressions(status)}${aside}` };
}

/** Audio and outdoor are few and bought like digital; they are summed there. */
export function groupOf(channel: FlightFigures['line']['channel']): 'digital' | 'tv' {
  return channelGroup(channel) === 'tv' ? 'tv' : 'digital';
}

function sideFigures(
  all: readonly FlightFigures[],
): Pick<
  PacingRow,
  'clicks' | 'completedViews' | 'conversions' | 'cpmMicros' | 'dataThrough' | 'byWindow' | 'reportedSince'
> {
  const totals = all.map((figures) => figures.totals).reduce(addMetrics, ZERO_METRICS);
  // Money whose impressions nobody tells (a station's log) has no cost per thousand.
  const told = all.map((figures) => figures.totals).filter(({ impressions }) => impressions > 0);
  const ofTold = told.reduce(addMetrics, ZERO_METRICS);
  const days = all.flatMap(({ dataThroughDay }) => dataThroughDay ?? []).sort();
  return {
    clicks: totals.clicks,
    completedViews: totals.completedViews,
    conversions: totals.conversions,
    cpmMicros: told.length > 0 ? multiplyRatio(ofTold.spendMicros, 1_000, ofTold.impressions) : null,
    dataThrough: days.at(-1) ?? null,
    byWindow: sumWindows(all.flatMap(({ byWindow }) => byWindow)),
    reportedSince: all.some(({ reportedSince }) => reportedSince),
  };
}

function sumWindows(shares: readonly WindowShare[]): PacingRow['byWindow'] {
  const windows = [...new Set(shares.map(({ window }) => window))];
  return windows.map((window) => {
    const ofWindow = shares.filter((share) => share.window === window);
    const spendMicros = ofWindow.reduce((sum, share) => sum + share.spendMicros, 0);
    return {
      window,
      spendCents: microsToCents(spendMicros),
      impressions: ofWindow.reduce((sum, share) => sum + share.impressions, 0),
    };
  });
}
