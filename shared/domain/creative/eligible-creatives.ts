import type { Day } from '../calendar/day.ts';
import { errorIssue, type Issue } from '../issue.ts';
import { isTrafficCode, readTrafficCode } from './ad-id.ts';
import type { Airing, Creative, CreativeRules } from './creative.ts';
import { checkDisclaimer } from './disclaimer.ts';

/** Who may air, and for everyone else every reason why not. */
export type Eligibility = Readonly<{
  eligible: readonly Creative[];
  ineligible: readonly Readonly<{ creativeId: string; reasons: readonly Issue[] }>[];
}>;

/**
 * Sorts creatives into those that may fill an airing and those that may not, with all reasons.
 * Example: a testimonial without a signed release is ineligible with `release_missing`.
 */
export function eligibleCreatives(
  creatives: readonly Creative[],
  airing: Airing,
  rules: CreativeRules = {},
): Eligibility {
  const eligible: Creative[] = [];
  const ineligible: { creativeId: string; reasons: readonly Issue[] }[] = [];
  for (const creative of creatives) {
    const reasons = whyNotEligible(creative, airing, rules);
    if (reasons.length === 0) eligible.push(creative);
    else ineligible.push({ creativeId: creative.id, reasons });
  }
  return { eligible, ineligible };
}

/**
 * Every reason why a creative may not fill an airing: code, approval, dates, release, length, format, daypart, disclaimer.
 * Empty means it may. Days compare as ISO text; the end day itself is out. Example: end 2026-11-01, air 2026-11-01 → `expired`.
 */
export function whyNotEligible(creative: Creative, airing: Airing, rules: CreativeRules = {}): readonly Issue[] {
  return [...whyNotReady(creative, rules), ...whyNotOnDay(creative, airing.airDay), ...whyNotInSpot(creative, airing)];
}

/** What keeps a creative from airing at all, whatever the day and the spot. */
export function whyNotReady(creative: Creative, rules: CreativeRules = {}): readonly Issue[] {
  const issues: Issue[] = [];
  const code = readTrafficCode(creative.adId);
  if (!isTrafficCode(code)) issues.push(code);
  else if (code.kind === 'ad_id' && code.code.length === 12 && code.definition !== creative.definition) {
    const message = `${code.code} is a code for ${code.definition}, the creative is ${creative.definition}.`;
    issues.push(errorIssue('ad_id_definition', message, 'adId'));
  }
  if (creative.approval !== 'approved') {
    const message = `${creative.title} is ${creative.approval.replace('_', ' ')}; only approved creatives air.`;
    issues.push(errorIssue('not_approved', message, 'approval'));
  }
  if (creative.kind === 'testimonial') issues.push(...whyNotReleased(creative));
  if (rules.disclaimer) issues.push(...checkDisclaimer(creative.disclaimer, rules.disclaimer));
  return issues;
}

function whyNotReleased(creative: Creative & { kind: 'testimonial' }): Issue[] {
  const { release, title } = creative;
  if (!release || release.fileId.trim() === '') {
    return [errorIssue('release_missing', `${title} is a testimonial and has no release on file.`, 'release')];
  }
  if (release.signatory.trim() === '' || release.signedDay === undefined) {
    return [
      errorIssue('release_unsigned', `The release of ${title} is not signed: give who signed and when.`, 'release'),
    ];
  }
  return [];
}

/** What keeps a ready creative from airing on one day. */
export function whyNotOnDay(creative: Creative, airDay: Day): readonly Issue[] {
  const issues: Issue[] = [];
  if (creative.startDay !== undefined && airDay < creative.startDay) {
    issues.push(
      errorIssue(
        'not_started',
        `${creative.title} starts on ${creative.startDay}, the spot airs on ${airDay}.`,
        'startDay',
      ),
    );
  }
  if (creative.endDay !== undefined && airDay >= creative.endDay) {
    const message = `${creative.title} ends before ${creative.endDay}, the spot airs on ${airDay}.`;
    issues.push(errorIssue('expired', message, 'endDay'));
  }
  if (creative.kind !== 'testimonial' || !creative.release) return issues;
  const { signedDay, expiryDay } = creative.release;
  if (signedDay !== undefined && airDay < signedDay) {
    const message = `The release of ${creative.title} is signed on ${signedDay}, the spot airs on ${airDay}.`;
    issues.push(errorIssue('release_not_yet_signed', message, 'release.signedDay'));
  }
  if (expiryDay !== undefined && airDay >= expiryDay) {
    const message = `The release of ${creative.title} ends before ${expiryDay}, the spot airs on ${airDay}.`;
    issues.push(errorIssue('release_expired', message, 'release.expiryDay'));
  }
  return issues;
}

function whyNotInSpot(creative: Creative, airing: Airing): Issue[] {
  const issues: Issue[] = [];
  if (creative.lengthSeconds !== airing.lengthSeconds) {
    const message = `${creative.title} runs ${creative.lengthSeconds} s, the spot ${airing.lengthSeconds} s.`;
    issues.push(errorIssue('wrong_length', message, 'lengthSeconds'));
  }
  if (airing.definition !== undefined && creative.definition !== airing.definition) {
    const message = `${creative.title} is ${creative.definition}, the station takes ${airing.definition}.`;
    issues.push(errorIssue('wrong_definition', message, 'definition'));
  }
  if (creative.dayparts && airing.daypart !== undefined && !creative.dayparts.includes(airing.daypart)) {
    const message = `${creative.title} may air in ${creative.dayparts.join(', ') || 'no daypart'}, the spot is in ${airing.daypart}.`;
    issues.push(errorIssue('daypart_not_allowed', message, 'dayparts'));
  }
  return issues;
}
