import type { Day } from '../calendar/day.ts';
import { errorIssue, type Issue, warningIssue } from '../issue.ts';
import type { Airing, Creative, CreativeRules } from './creative.ts';
import { eligibleCreatives } from './eligible-creatives.ts';
import { whyNoCopy } from './no-copy.ts';

/** A spot to come. `creativeId` is set once a creative is assigned. */
export type ComingSpot = Airing & Readonly<{ spotId: string; creativeId?: string }>;

export type CopyOutlookInput = Readonly<{
  spots: readonly ComingSpot[];
  creatives: readonly Creative[];
  /** First day looked at and first day no longer looked at (exclusive), ISO. */
  fromDay: Day;
  toDay: Day;
  rules?: CreativeRules;
}>;

/**
 * What would leave a spot without copy in the days ahead: no eligible creative, an assigned creative that no longer may air,
 * and creatives or releases that end inside the window. Raised days before air, not at air.
 * Example: a creative ending 2026-11-01 with a spot that day → `assigned_not_eligible` on the spot and `creative_ending`.
 */
export function copyOutlook(input: CopyOutlookInput): readonly Issue[] {
  const { fromDay, toDay, creatives, rules = {} } = input;
  const spots = input.spots.filter((spot) => spot.airDay >= fromDay && spot.airDay < toDay);
  return [
    ...spots.flatMap((spot) => spotIssues(spot, creatives, rules)),
    ...creatives.flatMap((creative) => endings(creative, fromDay, toDay)),
  ];
}

function spotIssues(spot: ComingSpot, creatives: readonly Creative[], rules: CreativeRules): Issue[] {
  const { eligible, ineligible } = eligibleCreatives(creatives, spot, rules);
  const path = `spots.${spot.spotId}`;
  if (eligible.length === 0) {
    const why = whyNoCopy(spot.lengthSeconds, ineligible);
    const message = `No creative may air in the ${spot.lengthSeconds} s spot of ${spot.airDay}. ${why}`;
    return [errorIssue('no_eligible_creative', message, path)];
  }
  if (spot.creativeId === undefined || eligible.some(({ id }) => id === spot.creativeId)) return [];
  const reasons = ineligible.find(({ creativeId }) => creativeId === spot.creativeId)?.reasons ?? [];
  const why = reasons.map(({ message }) => message).join(' ') || 'It is not among the campaign’s creatives.';
  return [errorIssue('assigned_not_eligible', `The creative of the spot of ${spot.airDay} may not air. ${why}`, path)];
}

function endings(creative: Creative, fromDay: Day, toDay: Day): Issue[] {
  const inside = (day: string | undefined): day is string => day !== undefined && day > fromDay && day <= toDay;
  const issues: Issue[] = [];
  const path = `creatives.${creative.id}`;
  if (inside(creative.endDay)) {
    issues.push(
      warningIssue('creative_ending', `${creative.title} may no longer air from ${creative.endDay}.`, `${path}.endDay`),
    );
  }
  const expiry = creative.kind === 'testimonial' ? creative.release?.expiryDay : undefined;
  if (inside(expiry)) {
    const message = `The release of ${creative.title} no longer holds from ${expiry}.`;
    issues.push(warningIssue('release_ending', message, `${path}.release.expiryDay`));
  }
  return issues;
}
