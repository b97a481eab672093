import type { PacingRow, PacingStatus } from '../../shared/contracts/pacing.ts';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { ZERO_METRICS, addMetrics } from '../../shared/domain/delivery/metrics.ts';
import { microsToCents, multiplyRatio } from '../../shared/domain/money.ts';
import type { PaceBands } from '../../shared/domain/pacing/flight-pacing.ts';
import { paceGroup } from '../../shared/domain/pacing/group-pacing.ts';
import { channelGroup } from '../../shared/domain/plan.ts';
import type { FlightFigures, WindowShare } from './flight-figures.ts';
import { measureOfFlight, measureOfGroup } from './pacing-measure.ts';
import { REASONS, reasonOf, reasonOfImpressions } from './pacing-reasons.ts';
import { isStalled } from './stalled.ts';

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
