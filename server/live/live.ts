import { Schema, type Connection } from 'mongoose';
import type { Clock } from '../clock.ts';
import type { NewId } from '../ids.ts';

/** Something that screens may want to read again. It names what changed, never how: the reader fetches the truth. */
export type Announcement = Readonly<{
  kind:
    | 'campaign'
    | 'plan'
    | 'scenario'
    | 'order'
    | 'creative'
    | 'spot'
    | 'delivery'
    | 'pacing'
    | 'replan'
    | 'alert'
    | 'webhook_source'
    | 'webhook_attempt'
    | 'conversion'
    | 'job'
    | 'dayparts'
    | 'station'
    | 'solver_run';
  campaignId: string | null;
  id: string;
}>;
export type Announce = (announcement: Announcement) => void;
type Listener = (announcement: Announcement) => void;

type EventDocument = Announcement & { _id: string; origin: string; at: Date };

const eventSchema = new Schema<EventDocument>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    campaignId: { type: String, default: null },
    id: { type: String, required: true },
    origin: { type: String, required: true },
    at: { type: Date, required: true, expires: 3_600 },
  },
  { collection: 'live_events', versionKey: false, id: false },
);

/** How long announcements are gathered before they go out together. */
const GATHER_MS = 150;
/** How often another process's announcements are fetched while somebody listens here. */
const POLL_MS = 1_000;

export type Live = Readonly<{
  announce: Announce;
  /** Calls the listener for each announcement of any process; returns how to stop it. */
  subscribe(listener: Listener): () => void;
  start(): void;
  stop(): Promise<void>;
}>;

/**
 * Spreads announcements to the screens of this process at once and to other processes through a collection that forgets
 * after an hour. Bursts are gathered: a thousand deliveries of one campaign are one announcement.
 */
export function createLive(input: {
  connection: Connection;
  clock: Clock;
  newId: NewId;
  onError(error: unknown): void;
}): Live {
  const events = input.connection.model<EventDocument>('LiveEvent', eventSchema);
  const origin = input.newId('prc');
  const listeners = new Set<Listener>();
  const gathered = new Map<string, Announcement>();
  let gatherTimer: NodeJS.Timeout | null = null;
  let pollTimer: NodeJS.Timeout | null = null;
  let seen = input.newId('evt');
  let polling: Promise<void> = Promise.resolve();

  const flush = async () => {
    gatherTimer = null;
    const batch = [...gathered.values()];
    gathered.clear();
    for (const announcement of batch) for (const listener of listeners) listener(announcement);
    if (batch.length === 0) return;
    const at = new Date(input.clock.now());
    await events.collection.insertMany(
      batch.map((announcement) => ({ ...announcement, _id: input.newId('evt') as never, origin, at })),
      { ordered: false },
    );
  };

  const poll = async () => {
    if (listeners.size === 0) {
      seen = input.newId('evt');
      return;
    }
    const fresh = await events
      .find({ _id: { $gt: seen } })
      .sort({ _id: 1 })
      .limit(500)
      .lean();
    for (const event of fresh) {
      seen = event._id;
      if (event.origin === origin) continue;
      for (const listener of listeners) listener({ kind: event.kind, campaignId: event.campaignId, id: event.id });
    }
  };

  return {
    announce(announcement) {
      gathered.set(`${announcement.kind} ${announcement.campaignId} ${announcement.id}`, announcement);
      gatherTimer ??= setTimeout(() => void flush().catch(input.onError), GATHER_MS);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      pollTimer ??= setInterval(() => {
        polling = polling.then(poll).catch(input.onError);
      }, POLL_MS);
      pollTimer.unref();
    },
    async stop() {
      if (pollTimer) clearInterval(pollTimer);
      if (gatherTimer) clearTimeout(gatherTimer);
      pollTimer = null;
      await polling;
      await flush().catch(input.onError);
    },
  };
}
