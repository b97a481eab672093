import type { DeliveryRow } from '../../../shared/contracts/deliveries.ts';
import type { Clock } from '../../clock.ts';
import { isDuplicateKey } from '../../db/errors.ts';
import type { Source, SourcesModel } from '../../webhooks/sources/sources.model.ts';
import type { PlacementsModel } from '../placements.model.ts';
import type { BookRows } from './book-rows.ts';

/** A fact from inside the product: as-aired spots book their cost here by the same rules as a platform's report. */
export type InternalRow = Readonly<{
  /** The placement, ours alone: a spot's id. */
  placement: string;
  flightId: string;
  campaignId: string;
  day: string;
  revision: number;
  spendMicros: number;
  impressions: number;
  grpHundredths?: number;
}>;

const ROWS_AT_ONCE = 1_000;

/**
 * Books facts of our own (as-aired spots) under the ledger's rules, from a source of our own that is made when first
 * needed: the same rows again change nothing, a higher revision restates. Each row's placement is mapped to its flight.
 * @throws Refusal naming rows that could not be booked.
 */
export function createRecordInternal(input: {
  sources: Pick<SourcesModel, 'insert' | 'findById'>;
  placements: Pick<PlacementsModel, 'map'>;
  bookRows: BookRows;
  clock: Clock;
}) {
  const sourceNamed = async (name: string): Promise<Source> => {
    const id = `src_internal_${name}`;
    const known = await input.sources.findById(id);
    if (known) return known;
    const source: Source = { ...INTERNAL, id, name: `Flightboard ${name}`, createdAt: input.clock.now() };
    try {
      await input.sources.insert(source);
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    return source;
  };

  return async (report: { source: string; rows: readonly InternalRow[] }): Promise<void> => {
    const source = await sourceNamed(report.source);
    for (const { placement, flightId, campaignId } of report.rows)
      await input.placements.map({ sourceId: source.id, placement, flightId, campaignId, mappedAt: input.clock.now() });
    const rows = report.rows.map(toDeliveryRow);
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
      await input.bookRows(source, rows.slice(from, from + ROWS_AT_ONCE));
  };
}

const INTERNAL: Omit<Source, 'id' | 'name' | 'createdAt'> = {
  rev: 1,
  dialect: 'standard',
  internal: true,
  status: 'active',
  platforms: [],
  timeZone: 'America/New_York',
  secrets: [],
  publicKeys: [],
  reportsEveryMinutes: 10_080,
  pull: null,
  lastPull: null,
  lastAcceptedAt: null,
  nextExpectedAt: null,
  sequences: [],
};

/** The order of the fields is part of the event id (see book-rows), so it stays as it is. */
function toDeliveryRow(row: InternalRow): DeliveryRow {
  const { placement, day, revision, spendMicros, impressions, grpHundredths } = row;
  return {
    ...{ placement, day, revision, spendMicros, impressions },
    rowId: `${placement}:${revision}`,
    kind: 'total',
    window: 'final',
    grpHundredths: grpHundredths ?? 0,
    ...{ clicks: 0, completedViews: 0, conversions: 0, conversionValueMicros: 0 },
  };
}
