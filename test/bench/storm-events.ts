import { ZERO_METRICS, addMetrics, toMetrics, type Metrics } from '../../shared/domain/delivery/metrics.ts';

/** A seeded generator, so that a storm that broke something can be raised again. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const WINDOWS = ['live', 'c3', 'c7', 'final'] as const;
const DAYS = 10;

export type StormEvent = Readonly<{ id: string; body: string; rows: number }>;

/**
 * Makes reports of totals that are restated at random maturities and of deltas, and keeps its own account of what they must
 * add up to: written without the product's ledger, by sorting all that was said.
 */
export function createStormEvents(random: () => number, placements = 12) {
  const said = new Map<string, { rank: number; revision: number; metrics: Metrics }[]>();
  const added = new Map<string, Metrics>();
  const revisions = new Map<string, number>();
  let events = 0;
  let rowNumber = 0;
  const pick = (count: number) => Math.floor(random() * count);

  const row = (): Record<string, unknown> => {
    rowNumber += 1;
    const placement = `p ${pick(placements)}|é`;
    const day = `2026-10-${String(pick(DAYS) + 1).padStart(2, '0')}`;
    const key = `${placement} ${day}`;
    if (random() < 0.4) {
      const metrics = toMetrics({ conversions: 1, conversionValueMicros: pick(50) * 1_000_000 });
      added.set(key, addMetrics(added.get(key) ?? ZERO_METRICS, metrics));
      return { rowId: `delta-${rowNumber}`, placement, day, kind: 'delta', ...metrics };
    }
    const rank = pick(WINDOWS.length);
    const revisionKey = `${key} ${rank}`;
    const revision = (revisions.get(revisionKey) ?? -1) + 1;
    revisions.set(revisionKey, revision);
    const metrics = toMetrics({ spendMicros: pick(9_000_000), impressions: pick(10_000) - 100, clicks: pick(40) });
    const ofDay = said.get(key) ?? [];
    ofDay.push({ rank, revision, metrics });
    said.set(key, ofDay);
    return { rowId: `total-${rowNumber}`, placement, day, kind: 'total', window: WINDOWS[rank], revision, ...metrics };
  };

  return {
    next(): StormEvent {
      events += 1;
      const rows = Array.from({ length: 1 + pick(12) }, row);
      return {
        id: `storm-${events}`,
        rows: rows.length,
        body: JSON.stringify({ type: 'delivery.reported', timestamp: '2026-11-01T00:00:00Z', data: { rows } }),
      };
    },
    /** What the totals must be, by placement and day. */
    expected(): ReadonlyMap<string, Metrics> {
      const totals = new Map<string, Metrics>();
      for (const key of new Set([...said.keys(), ...added.keys()])) {
        const best = (said.get(key) ?? []).toSorted((a, b) => b.rank - a.rank || b.revision - a.revision)[0];
        totals.set(key, addMetrics(best?.metrics ?? ZERO_METRICS, added.get(key) ?? ZERO_METRICS));
      }
      return totals;
    },
  };
}
