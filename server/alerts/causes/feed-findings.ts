import { retryAfterMs } from '../../../shared/domain/delivery/pull-due.ts';
import { inMarketTime, type Finding } from './finding.ts';

const FORGED_AN_HOUR = 20;
const MOST_NUMBERS_NAMED = 10;

/** How a source that reports to this campaign does. */
export type FeedFacts = Readonly<{
  id: string;
  name: string;
  feed: 'ok' | 'late' | 'silent' | 'never';
  expectedAt: number | null;
  forgedLastHour: number;
  unmapped: number;
  /** Sequence numbers that never came. */
  missing: readonly number[];
  /** The last time it was asked for its report, and what came of it. */
  lastPull: FeedPull | null;
  lastAcceptedAt: number | null;
  /** What came last is what we asked for: it does not report by itself. */
  isKeptByPulls: boolean;
}>;
type FeedPull = Readonly<{
  at: number;
  reason: string;
  tries: number;
  isOk: boolean;
  gap: string;
  stored: number;
  detail: string;
}>;
/** A gap counts until its numbers come, or until a report has come after we asked for what was missing. */
function hasOpenGap({ missing, lastPull, lastAcceptedAt }: FeedFacts): boolean {
  if (missing.length === 0) return false;
  const isMadeGood = lastPull?.isOk === true && lastPull.gap === missing.join(' ');
  return !(isMadeGood && (lastAcceptedAt ?? 0) > lastPull.at);
}

/** What asking brought, and when it is asked again. */
function pullWords(feed: FeedFacts, timeZone: string): string {
  const { lastPull } = feed;
  if (!lastPull || (lastPull.reason !== 'silent' && lastPull.reason !== 'gap' && lastPull.reason !== 'asked'))
    return '';
  const again = inMarketTime(lastPull.at + retryAfterMs(lastPull.tries), timeZone);
  const next = lastPull.isOk && lastPull.stored > 0 ? '' : ` It is asked again from ${again}.`;
  return ` Asked for its report at ${inMarketTime(lastPull.at, timeZone)}: ${lastPull.detail}${next}`;
}

function silentMessage(feed: FeedFacts, timeZone: string): string {
  const { name, expectedAt, missing } = feed;
  const pulled = pullWords(feed, timeZone);
  if (feed.isKeptByPulls) return `${name} does not report by itself.${pulled}`;
  const due = expectedAt === null ? '' : ` since it was due at ${inMarketTime(expectedAt, timeZone)}`;
  if (feed.feed === 'silent') return `${name} has not reported${due}. What it delivers is unknown, not zero.${pulled}`;
  const numbers = missing.slice(0, MOST_NUMBERS_NAMED).join(', ');
  const more = missing.length > MOST_NUMBERS_NAMED ? ' and more' : '';
  return `Reports number ${numbers}${more} of ${name} never came.${pulled}`;
}

function silentLevel(feed: FeedFacts): Finding['level'] {
  if (feed.feed === 'silent' || feed.isKeptByPulls || hasOpenGap(feed)) return 'raise';
  return feed.feed === 'late' ? 'hold' : 'clear';
}

/** What the feeds of a campaign say: silent or with gaps, forged, with placements nobody mapped. */
export function feedFindings(feeds: readonly FeedFacts[], timeZone: string): Finding[] {
  return feeds.flatMap((found): Finding[] => {
    const { id, name, forgedLastHour, unmapped } = found;
    const subject = { subjectKind: 'source' as const, subjectId: id, subjectLabel: name };
    return [
      {
        ...subject,
        rule: 'silent_feed',
        level: silentLevel(found),
        severity: 'warning',
        message: silentMessage(found, timeZone),
      },
      {
        ...subject,
        rule: 'bad_signatures',
        level: forgedLastHour > FORGED_AN_HOUR ? 'raise' : 'clear',
        severity: 'critical',
        message: `${forgedLastHour} posts of the last hour to ${name} could not be verified. Was its secret changed, or does somebody forge?`,
      },
      {
        ...subject,
        rule: 'unmapped_placements',
        level: unmapped > 0 ? 'raise' : 'clear',
        severity: 'warning',
        message: `${unmapped === 1 ? 'A placement' : `${unmapped} placements`} of ${name} ${unmapped === 1 ? 'has' : 'have'} facts but no flight. Map each once and they count.`,
      },
    ];
  });
}
