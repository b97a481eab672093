import type { Collection } from '../storage/catalog.ts';
import type { Stored } from '../storage/records.ts';
import type { Engine, Row } from '../storage/sqlite.ts';
import type { Estimate, KeyRange, Plan } from './planner.ts';

/** Reads the documents of a plan a slice at a time; each slice is its own SQL query, so that writes may happen in between. */
export type Reader = Readonly<{ next(count: number): Stored[]; done(): boolean }>;

const FIRST_RID = -1;
/** Of a long list of points most may hold nothing; a slice ends after so many. */
const RANGES_A_SLICE = 256;

/** Opens a plan. A reader resumes after the last key it saw, and never gives the same record twice. */
export function openReader(engine: Engine, collection: Collection, plan: Plan): Reader {
  if (plan.kind === 'scan') return scanReader(engine, collection);
  if (plan.kind === 'union') return unionReader(plan.plans.map((each) => openReader(engine, collection, each)));
  return indexReader(engine, collection, plan);
}

function toStored(row: Row): Stored {
  return { rid: Number(row['rid']), raw: row['doc'] as Uint8Array };
}

function scanReader(engine: Engine, collection: Collection): Reader {
  let last = FIRST_RID;
  let finished = false;
  return {
    done: () => finished,
    next(count) {
      const rows = engine
        .all(`SELECT rid, doc FROM ${collection.table} WHERE rid > ? ORDER BY rid LIMIT ?`, [last, count])
        .map(toStored);
      if (rows.length < count) finished = true;
      last = rows.at(-1)?.rid ?? last;
      return rows;
    },
  };
}

function unionReader(readers: readonly Reader[]): Reader {
  const seen = new Set<number>();
  let at = 0;
  return {
    done: () => at >= readers.length,
    next(count) {
      const reader = readers[at];
      if (reader === undefined) return [];
      const rows = reader.next(count).filter((row) => !seen.has(row.rid));
      for (const row of rows) seen.add(row.rid);
      if (reader.done()) at += 1;
      return rows;
    },
  };
}

function indexReader(engine: Engine, collection: Collection, plan: Extract<Plan, { kind: 'index' }>): Reader {
  const ranges = plan.reverse ? plan.ranges.toReversed() : plan.ranges;
  const seen = plan.distinct ? undefined : new Set<number>();
  let at = 0;
  let last: { k: Uint8Array; rid: number } | undefined;
  return {
    done: () => at >= ranges.length,
    next(count) {
      const found: Stored[] = [];
      const until = at + RANGES_A_SLICE;
      while (found.length < count && at < Math.min(ranges.length, until)) {
        const wanted = count - found.length;
        const rows = readRange(engine, collection, plan, ranges[at] as KeyRange, last, wanted);
        for (const row of rows) {
          const stored = toStored(row);
          if (seen?.has(stored.rid) === true) continue;
          seen?.add(stored.rid);
          found.push(stored);
        }
        const end = rows.at(-1);
        if (rows.length < wanted || end === undefined) {
          at += 1;
          last = undefined;
        } else last = { k: end['k'] as Uint8Array, rid: Number(end['rid']) };
        if (rows.length === wanted) break;
      }
      return found;
    },
  };
}

function readRange(
  engine: Engine,
  collection: Collection,
  plan: Extract<Plan, { kind: 'index' }>,
  range: KeyRange,
  last: { k: Uint8Array; rid: number } | undefined,
  count: number,
): Row[] {
  const k = plan.index === undefined ? 'd.id' : 'x.k';
  const rid = plan.index === undefined ? 'd.rid' : 'x.rid';
  const from =
    plan.index === undefined
      ? `${collection.table} d`
      : `${plan.index.table} x CROSS JOIN ${collection.table} d ON d.rid = x.rid`;
  const where: string[] = [];
  const values: (Uint8Array | number)[] = [];
  // While it resumes, the last key replaces the bound it has passed.
  if (last === undefined || plan.reverse) {
    where.push(`${k} >= ?`);
    values.push(range.low);
  }
  if (range.high !== undefined && (last === undefined || !plan.reverse)) {
    where.push(`${k} < ?`);
    values.push(range.high);
  }
  if (last !== undefined) {
    where.push(
      plan.index === undefined
        ? `${k} ${plan.reverse ? '<' : '>'} ?`
        : `(${k}, ${rid}) ${plan.reverse ? '<' : '>'} (?, ?)`,
    );
    values.push(last.k);
    if (plan.index !== undefined) values.push(last.rid);
  }
  values.push(count);
  const direction = plan.reverse ? 'DESC' : 'ASC';
  const order = plan.index === undefined ? `${k} ${direction}` : `${k} ${direction}, ${rid} ${direction}`;
  return engine.all(
    `SELECT ${k} AS k, ${rid} AS rid, d.doc AS doc FROM ${from} WHERE ${where.join(' AND ')} ORDER BY ${order} LIMIT ?`,
    values,
  );
}

const ESTIMATE_LIMIT = 1000;

/** Counts index rows in ranges up to a limit, for the planner. */
export function estimator(engine: Engine, collection: Collection): Estimate {
  return (index, ranges) => {
    let rows = 0;
    for (const range of ranges) {
      const table = index === undefined ? collection.table : index.table;
      const k = index === undefined ? 'id' : 'k';
      const high = range.high === undefined ? '' : ` AND ${k} < ?`;
      const values = range.high === undefined ? [range.low] : [range.low, range.high];
      rows += Number(
        engine.all(
          `SELECT count(*) AS n FROM (SELECT 1 FROM ${table} WHERE ${k} >= ?${high} LIMIT ${ESTIMATE_LIMIT})`,
          values,
        )[0]?.['n'],
      );
      if (rows >= ESTIMATE_LIMIT) return ESTIMATE_LIMIT;
    }
    return rows;
  };
}
