import type { AttemptStatus, WebhookSourceResponse } from '../../../shared/contracts/webhooks.ts';
import { isFeedSilent, sequenceGaps } from '../../../shared/domain/delivery/feed.ts';
import { warningIssue, type Issue } from '../../../shared/domain/issue.ts';
import type { PlacementMapping } from '../../deliveries/placements.model.ts';
import { wireInstant, wireInstantOrNull } from '../../http/wire-instant.ts';
import type { Source } from './sources.model.ts';

const MINUTE_MS = 60_000;
const MOST_MISSING_SHOWN = 100;

/** When the next report of a source is due, by what it said itself or by its rhythm; null before the first. */
export function expectedAt(
  source: Pick<Source, 'lastAcceptedAt' | 'nextExpectedAt' | 'reportsEveryMinutes'>,
): number | null {
  if (source.lastAcceptedAt === null) return null;
  const byRhythm = source.lastAcceptedAt + source.reportsEveryMinutes * MINUTE_MS;
  return source.nextExpectedAt !== null && source.nextExpectedAt > source.lastAcceptedAt
    ? source.nextExpectedAt
    : byRhythm;
}

/** Whether a source reports as it should: late once its time has passed, silent after one more interval. */
export function feedState(source: Source, now: number): WebhookSourceResponse['feed'] {
  const nextExpectedAt = expectedAt(source);
  if (nextExpectedAt === null) return 'never';
  if (isFeedSilent({ nextExpectedAt, now, graceMs: source.reportsEveryMinutes * MINUTE_MS })) return 'silent';
  return now > nextExpectedAt ? 'late' : 'ok';
}

/** The moment a source's silence was one report too long; null while it reports, or before its first report. */
export function silentSince(source: Source, now: number): number | null {
  if (feedState(source, now) !== 'silent') return null;
  return (expectedAt(source) ?? 0) + source.reportsEveryMinutes * MINUTE_MS;
}

/**
 * True when the last thing that came was what we asked for because the source fell silent: its data is known again, but it
 * does not report by itself.
 */
export function isKeptByPulls(source: Pick<Source, 'lastPull' | 'lastAcceptedAt'>): boolean {
  const { lastPull, lastAcceptedAt } = source;
  return lastPull?.reason === 'silent' && lastPull.isOk && (lastAcceptedAt ?? 0) <= lastPull.at;
}

/** Sequence numbers between the first and last seen that never came. */
export function missingSequences(source: Pick<Source, 'sequences'>): number[] {
  const missing: number[] = [];
  for (const { from, to } of sequenceGaps(source.sequences)) {
    for (let number = from; number <= to && missing.length < MOST_MISSING_SHOWN; number += 1) missing.push(number);
  }
  return missing;
}

export type SourceFacts = Readonly<{
  mappings: readonly PlacementMapping[];
  unmapped: WebhookSourceResponse['unmapped'];
  attempts: Partial<Record<AttemptStatus, number>>;
  rows: WebhookSourceResponse['lastDay']['rows'];
  now: number;
}>;

/** A source as the wire shows it; never with a secret. */
export function toSourceResponse(source: Source, facts: SourceFacts): WebhookSourceResponse {
  const { id, rev, name, dialect, status, timeZone, publicKeys, reportsEveryMinutes, pull, createdAt } = source;
  const isLive = (expiresAt: number | null) => expiresAt === null || expiresAt > facts.now;
  const missing = missingSequences(source);
  const feed = feedState(source, facts.now);
  return {
    ...{ id, rev, name, dialect, status, timeZone, reportsEveryMinutes, pull },
    path: `/webhooks/${id}`,
    secrets: source.secrets
      .filter(({ expiresAt }) => isLive(expiresAt))
      .map((secret) => ({
        id: secret.id,
        start: secret.start,
        createdAt: wireInstant(secret.createdAt),
        expiresAt: wireInstantOrNull(secret.expiresAt),
      })),
    publicKeys: [...publicKeys],
    placements: facts.mappings.map(({ placement, flightId, mappedAt }) => ({
      placement,
      flightId,
      mappedAt: wireInstant(mappedAt),
    })),
    unmapped: facts.unmapped,
    feed,
    lastAcceptedAt: wireInstantOrNull(source.lastAcceptedAt),
    nextExpectedAt: wireInstantOrNull(expectedAt(source)),
    missingSequences: missing,
    lastPull: source.lastPull && { ...source.lastPull, at: wireInstant(source.lastPull.at) },
    lastDay: { attempts: { ...NO_ATTEMPTS, ...facts.attempts }, rows: facts.rows },
    issues: issuesOf(source, {
      missing,
      feed,
      unmapped: facts.unmapped.length,
      forged: facts.attempts.bad_signature ?? 0,
    }),
    platforms: [...source.platforms],
    createdAt: wireInstant(createdAt),
  };
}

const NO_ATTEMPTS: Record<AttemptStatus, number> = {
  processing: 0,
  ok: 0,
  duplicate: 0,
  bad_signature: 0,
  invalid: 0,
  conflict: 0,
  unmatched: 0,
  failed: 0,
};

function issuesOf(
  source: Source,
  found: { missing: readonly number[]; feed: WebhookSourceResponse['feed']; unmapped: number; forged: number },
): Issue[] {
  const issues: Issue[] = [];
  if (found.feed === 'silent')
    issues.push(
      warningIssue(
        'silent_feed',
        `${source.name} was expected to report at ${wireInstantOrNull(expectedAt(source))} and has not.`,
      ),
    );
  if (found.missing.length > 0)
    issues.push(
      warningIssue(
        'missing_reports',
        `Reports number ${found.missing.slice(0, 10).join(', ')} never came.`,
        'missingSequences',
      ),
    );
  if (found.unmapped > 0)
    issues.push(
      warningIssue(
        'unmapped_placements',
        found.unmapped === 1
          ? '1 placement has facts but no flight. Map it once and they count.'
          : `${found.unmapped} placements have facts but no flight. Map each once and they count.`,
        'unmapped',
      ),
    );
  if (found.forged > 0)
    issues.push(
      warningIssue(
        'bad_signatures',
        `${found.forged} ${found.forged === 1 ? 'post' : 'posts'} of the last day could not be verified.`,
      ),
    );
  return issues;
}
