import { daysBetween } from '../calendar/day.ts';
import { isSameProgram } from '../station.ts';
import type { MakegoodRefusal, MakegoodTerms, MakegoodTier, MissedSpot, OpenAvail } from './makegood.ts';

/** A credit costs more than any number of daypart changes, one of those more than any number of days. */
export const MAKEGOOD_COSTS = { credit: 1e12, otherProgram: 1e8, day: 100 } as const;

/** How an avail fits a missed spot: with its tier and cost, or why not. */
export type MakegoodFit =
  Readonly<{ kind: 'fits'; tier: MakegoodTier; cost: number }> | Readonly<{ kind: 'refused'; reason: MakegoodRefusal }>;

/**
 * The value guard: same station, within the agreed weeks, same program or daypart, same length, at least the missed
 * impressions, at most the lost dollars. Among those that fit, program beats daypart, near days beat far ones, and a
 * small surplus beats a large one (up to 99 points).
 * Example: 9,000 impressions for a missed 10,000 → refused, `delivers_less`.
 */
export function makegoodFit(missed: MissedSpot, avail: OpenAvail, terms: MakegoodTerms): MakegoodFit {
  const reason = refusalOf(missed, avail, terms);
  if (reason) return { kind: 'refused', reason };
  const tier = isSameProgram(missed.program, avail.program) ? 'same_program' : 'same_daypart';
  const days = Math.abs(daysBetween(missed.airDay, avail.airDay));
  const surplus = avail.impressions - missed.impressions;
  const excess = Math.min(99, Math.floor((100 * surplus) / Math.max(1, missed.impressions)));
  const cost = (tier === 'same_program' ? 0 : MAKEGOOD_COSTS.otherProgram) + days * MAKEGOOD_COSTS.day + excess;
  return { kind: 'fits', tier, cost };
}

function refusalOf(missed: MissedSpot, avail: OpenAvail, terms: MakegoodTerms): MakegoodRefusal | undefined {
  if (avail.station !== missed.station) return 'other_station';
  if (avail.airDay < terms.fromDay || avail.airDay >= terms.toDay) return 'outside_agreed_weeks';
  if (!isSameProgram(missed.program, avail.program) && avail.daypart !== missed.daypart) return 'other_daypart';
  if (avail.lengthSeconds !== missed.lengthSeconds) return 'other_length';
  if (avail.impressions < missed.impressions) return 'delivers_less';
  return avail.costCents > missed.costCents ? 'costs_more' : undefined;
}
