import { useEffect, useSyncExternalStore } from 'react';
import type { Query } from '@tanstack/react-query';
import { queryClient } from './query-client.ts';

/** What the server announces: something of this kind changed; read it again. */
type Announcement = Readonly<{ kind: string; campaignId: string | null; id: string }>;
type LiveState = 'connecting' | 'live' | 'offline';

/** Query keys start with a noun; an announcement of a kind makes these nouns stale. */
const STALE_NOUNS: Readonly<Record<string, readonly string[]>> = {
  campaign: ['campaign', 'campaigns', 'pacing', 'curves'],
  plan: ['plan', 'scenario', 'flowchart', 'plans', 'campaign', 'pacing', 'curves', 'replan'],
  order: ['order', 'orders', 'spots'],
  creative: ['creative', 'creatives'],
  spot: ['spot', 'spots', 'pacing'],
  delivery: ['delivery', 'pacing', 'campaigns', 'curves', 'replan'],
  conversion: ['conversions', 'delivery', 'pacing'],
  pacing: ['pacing', 'campaigns'],
  alert: ['alert', 'alerts'],
  webhook_source: ['webhooks'],
  webhook_attempt: ['webhooks'],
  job: ['jobs', 'spots'],
  dayparts: ['dayparts', 'plan'],
  station: ['stations'],
  solver_run: ['solver-runs'],
};

let state: LiveState = 'connecting';
const watchers = new Set<() => void>();

function become(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const watcher of watchers) watcher();
}

/**
 * Marks what an announcement touches as stale. Keys are `[noun, campaignId?, …]`: a key naming another campaign is left alone,
 * one that names none (a list) is read again. The plan under edit waits for its own save.
 */
function isTouched(query: Pick<Query, 'queryKey'>, announcement: Announcement, isSavingPlan: boolean): boolean {
  const [noun, campaignId] = query.queryKey;
  if (typeof noun !== 'string' || !(STALE_NOUNS[announcement.kind] ?? [announcement.kind]).includes(noun)) return false;
  if (isSavingPlan && (noun === 'plan' || noun === 'flowchart')) return false;
  return !announcement.campaignId || typeof campaignId !== 'string' || campaignId === announcement.campaignId;
}

function apply(announcement: Announcement): void {
  const isSavingPlan = queryClient.isMutating({ mutationKey: ['plan'] }) > 0;
  void queryClient.invalidateQueries({ predicate: (query) => isTouched(query, announcement, isSavingPlan) });
}

/** Listens to the server while a signed-in page is open; reconnects by itself and reads everything again after a gap. */
export function useLive(): void {
  useEffect(() => {
    const source = new EventSource('/api/v1/live');
    let hadGap = false;
    source.addEventListener('open', () => {
      become('live');
      if (hadGap) void queryClient.invalidateQueries();
      hadGap = false;
    });
    source.addEventListener('error', () => {
      hadGap = true;
      become('offline');
    });
    source.addEventListener('changed', (event) =>
      apply(JSON.parse((event as MessageEvent<string>).data) as Announcement),
    );
    return () => {
      source.close();
      become('connecting');
    };
  }, []);
}

/** Whether announcements arrive right now. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => state,
  );
}
