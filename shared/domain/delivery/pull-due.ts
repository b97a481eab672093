import type { Instant } from '../calendar/zone.ts';

/** Why a platform is asked for its report. `asked`: a person pressed the button. */
export type PullReason = 'silent' | 'gap' | 'rhythm' | 'asked';

/** The last time it was asked. `tries` counts since the feed was last well; `gap` names the missing numbers of then. */
export type LastPull = Readonly<{ at: Instant; tries: number; isOk: boolean; gap: string }>;

/**
 * `everyMs` is the source's own rhythm of being asked, `silentSince` the moment its silence was one report too long (null
 * while it reports), `gap` its missing sequence numbers as text, '' for none.
 */
export type PullWatch = Readonly<{
  now: Instant;
  everyMs: number;
  lastAcceptedAt: Instant | null;
  silentSince: Instant | null;
  gap: string;
  last: LastPull | null;
}>;

const FIRST_RETRY_MS = 10 * 60_000;
const LONGEST_RETRY_MS = 6 * 3_600_000;

/** How long to wait after the n-th try: 10 minutes, then twice as long each time, at most 6 hours. Example: n = 3 is 40 minutes. */
export function retryAfterMs(tries: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, Math.min(tries, 30) - 1));
}

/**
 * Why a source with a pull address is to be asked now; null when it is not. New silence and a new gap are asked about at once,
 * then again with growing pauses while nothing helps; otherwise its rhythm counts from the last report or the last try.
 */
export function pullReason(watch: PullWatch): Exclude<PullReason, 'asked'> | null {
  const { now, last, silentSince, gap } = watch;
  const mayRetry = last === null || now >= last.at + retryAfterMs(last.tries);
  if (silentSince !== null && now >= silentSince && (last === null || last.at < silentSince || mayRetry))
    return 'silent';
  if (gap !== '' && (last === null || last.gap !== gap || (!last.isOk && mayRetry))) return 'gap';
  if (silentSince !== null) return null;
  const since = Math.max(watch.lastAcceptedAt ?? -Infinity, last?.at ?? -Infinity);
  const isBackingOff = last !== null && !last.isOk && !mayRetry;
  return now - since >= watch.everyMs && !isBackingOff ? 'rhythm' : null;
}

/** The count of tries after this one: it starts anew once a report has come in since the last. */
export function nextTries(watch: Pick<PullWatch, 'lastAcceptedAt' | 'last'>): number {
  const { last, lastAcceptedAt } = watch;
  return last === null || (lastAcceptedAt ?? -Infinity) >= last.at ? 1 : last.tries + 1;
}
