import type { PacingStatus } from '../../shared/domain/pacing/flight-pacing.ts';
import type { FlightFigures } from './flight-figures.ts';

/** Why something has its status, in words. */
export const REASONS: Readonly<Record<PacingStatus, string>> = {
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
/** The same for impressions, which a plan may not buy at all. */
export function reasonOfImpressions(status: PacingStatus): string {
  return status === 'no_plan' ? NO_IMPRESSIONS_PLANNED : REASONS[status];
}

/** Why a flight has its status; what its own status does not know, facts say first. */
export function reasonOf({ spend, flight, reportedSince }: FlightFigures): string {
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
