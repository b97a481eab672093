import { createHash } from 'node:crypto';
import type {
  AdjustmentResponse,
  DeliveryDayResponse,
  DeliveryResponse,
  DeliveryRow,
  HeldRowResponse,
} from '../../shared/contracts/deliveries.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { Clock } from '../clock.ts';
import { decodeCursor, encodeCursor, pageOfRows, type Page } from '../db/pages.ts';
import { isDuplicateKey } from '../db/errors.ts';
import type { Actor } from '../http/actor.ts';
import { Refusal, notFound, refuse } from '../refusal.ts';
import { errorIssue } from '../../shared/domain/issue.ts';
import type { Intake } from '../webhooks/door/intake.ts';
import type { Source, SourcesModel } from '../webhooks/sources/sources.model.ts';
import type { DaysModel } from './days.model.ts';
import { dayRange, deltaCursorOf } from './facts.model.ts';
import type { HeldRow, HeldRowsModel } from './held-rows.model.ts';
import { countsIn } from './ledger/day-state.ts';
import { dayIdOf, type StoredFact } from './ledger/fact.ts';
import type { Recount } from './ledger/recount.ts';
import type { PlacementMapping, PlacementsModel } from './placements.model.ts';
import type { ReportedFacts } from './reported-facts.ts';

const FIRST_DAY = '0000-00-00';
const AFTER_LAST_DAY = '9999-99-99';
const iso = (at: number) => new Date(at).toISOString();

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

export type DeliveryQuery = Readonly<{
  campaignId?: string | undefined;
  flightId?: string | undefined;
  sourceId?: string | undefined;
  placement?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}>;

export type DeliveriesServiceInput = Readonly<{
  facts: ReportedFacts;
  days: DaysModel;
  heldRows: HeldRowsModel;
  placements: PlacementsModel;
  sources: Pick<SourcesModel, 'insert' | 'findById' | 'listAll'>;
  intake: Intake;
  recount(sourceId: string | null): Promise<Recount>;
  forgetDays(): void;
  findFlights(ids: readonly string[]): Promise<readonly Readonly<{ id: string; campaignId: string; lineId: string }>[]>;
  clock: Clock;
  audit: RecordAudit;
}>;

/** Reported facts: listed with where they came from, explained by adjustments, recounted, and settled where they clash. */
export function createDeliveriesService(input: DeliveriesServiceInput) {
  const { facts, days, placements } = input;

  const namesOf = async () => new Map((await input.sources.listAll()).map(({ id, name }) => [id, name]));

  /** The placements a query is about, in a fixed order. */
  const placementsOf = async (query: DeliveryQuery): Promise<readonly PlacementMapping[]> => {
    const mapped = query.flightId
      ? await placements.listByFlights([query.flightId])
      : query.campaignId
        ? await placements.listByCampaign(query.campaignId)
        : await ofSources(query.sourceId);
    const wanted = mapped.filter(
      ({ sourceId, placement }) =>
        (query.sourceId === undefined || sourceId === query.sourceId) &&
        (query.placement === undefined || placement === query.placement),
    );
    return [...wanted].sort((a, b) => (a.key < b.key ? -1 : 1));
  };

  const ofSources = async (sourceId: string | undefined): Promise<readonly PlacementMapping[]> => {
    const ids = sourceId === undefined ? (await input.sources.listAll()).map(({ id }) => id) : [sourceId];
    const keys = (await Promise.all(ids.map((id) => days.placementKeysOf(id)))).flat();
    const known = new Map((await placements.findByKeys(keys)).map((mapping) => [mapping.key, mapping]));
    return keys.map((key) => known.get(key) ?? unmapped(key));
  };

  /** Facts of the placements one after another, totals before deltas; the cursor says placement, kind and the last key. */
  const listFacts = async (query: DeliveryQuery, cursor: string | undefined, limit: number) => {
    const position = decodeCursor(cursor, 3);
    const wanted = await placementsOf(query);
    const found: { fact: StoredFact; mapping: PlacementMapping }[] = [];
    for (const mapping of wanted) {
      if (position && mapping.key < String(position[0])) continue;
      const isHere = position !== null && mapping.key === String(position[0]);
      const range = dayRange(mapping.sourceId, mapping.placement, query.from ?? FIRST_DAY, query.to ?? AFTER_LAST_DAY);
      for (const kind of ['total', 'delta'] as const) {
        if (isHere && kind === 'total' && position[1] === 'delta') continue;
        const after = isHere && position[1] === kind ? String(position[2]) : undefined;
        const part = await facts.listRange(kind, { ...range, after }, limit + 1 - found.length);
        found.push(...part.map((fact) => ({ fact, mapping })));
        if (found.length > limit) return found;
      }
    }
    return found;
  };

  const toResponses = async (
    found: readonly { fact: StoredFact; mapping: PlacementMapping }[],
  ): Promise<DeliveryResponse[]> => {
    const [names, flights, states] = await Promise.all([
      namesOf(),
      input.findFlights([...new Set(found.map(({ mapping }) => mapping.flightId).filter((id) => id !== ''))]),
      days.findByIds([...new Set(found.map(({ fact }) => fact.dayId))]),
    ]);
    const flightOf = new Map(flights.map((flight) => [flight.id, flight]));
    const grainsOf = new Map(states.map(({ id, grains }) => [id, grains]));
    return found.map(({ fact, mapping }) => {
      const flight = flightOf.get(mapping.flightId);
      const { id, sourceId, placement, day, kind, window, revision, attemptId, measures } = fact;
      return {
        ...{ id, sourceId, placement, day, kind, window, revision, attemptId },
        ...measures,
        sourceName: names.get(sourceId) ?? sourceId,
        campaignId: flight?.campaignId ?? (mapping.campaignId || null),
        lineId: flight?.lineId ?? null,
        flightId: mapping.flightId || null,
        hour: fact.grain === '-' ? null : `${fact.grain.slice(0, 16)}:00Z`,
        counts: kind === 'delta' || countsIn(grainsOf.get(fact.dayId) ?? [], fact),
        receivedAt: iso(fact.at),
      };
    });
  };

  const internalSource = async (name: string): Promise<Source> => {
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

  const takeInternal = async (source: Source, rows: readonly DeliveryRow[]): Promise<void> => {
    const body = JSON.stringify({ type: 'delivery.reported', timestamp: '2000-01-01T00:00:00Z', data: { rows } });
    const eventId = `int-${createHash('sha256').update(body).digest('base64url')}`;
    const now = input.clock.now();
    const result = await input.intake.take({
      ...{
        sourceId: source.id,
        dialect: 'standard' as const,
        timeZone: source.timeZone,
        eventId,
        rawBody: Buffer.from(body),
      },
      ...{ headers: {}, steps: [], receivedAt: now, startedAt: now, via: 'internal' as const },
    });
    if (result.kind === 'invalid') throw new Refusal('invalid', result.issues);
    if (result.kind !== 'accepted' && result.kind !== 'duplicate')
      throw refuse('conflict', result.kind, 'The same rows are being booked right now.');
    const { rejected, dead, quarantined } = result.answer;
    if (rejected.length + dead + quarantined === 0) return;
    const issues = rejected.map(({ code, index, path, message }) => errorIssue(code, message, `rows.${index}.${path}`));
    throw new Refusal(
      'conflict',
      issues.length > 0
        ? issues
        : [
            errorIssue(
              'not_booked',
              `${quarantined} rows contradict what is booked and ${dead} can't be booked; see held rows.`,
            ),
          ],
    );
  };

  return {
    async list(query: DeliveryQuery, cursor: string | undefined, limit: number): Promise<Page<DeliveryResponse>> {
      const found = await listFacts(query, cursor, limit);
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const nextCursor =
        found.length > limit && last
          ? encodeCursor([
              last.mapping.key,
              last.fact.kind,
              last.fact.kind === 'total' ? last.fact.id : deltaCursorOf(last.fact),
            ])
          : null;
      return { items: await toResponses(page), nextCursor };
    },
    async listDays(
      query: DeliveryQuery,
      cursor: string | undefined,
      limit: number,
    ): Promise<Page<DeliveryDayResponse>> {
      const position = decodeCursor(cursor, 1);
      const wanted = await placementsOf(query);
      const flightOf = new Map(
        wanted.map(({ sourceId, placement, flightId }) => [`${sourceId} ${placement}`, flightId]),
      );
      const states = await days.listByPlacements(
        wanted.map(({ key }) => key),
        query,
      );
      const sorted = [...states]
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .filter(({ id }) => !position || id > String(position[0]));
      return pageOfRows(
        sorted.slice(0, limit + 1),
        limit,
        ({ id }) => [id],
        (state) => {
          const { sourceId, placement, day, window, totals, facts: count, updatedAt } = state;
          return {
            flightId: flightOf.get(`${sourceId} ${placement}`) || null,
            sourceId,
            placement,
            day,
            window,
            ...totals,
            facts: count,
            updatedAt: iso(updatedAt),
          };
        },
      );
    },
    /** How the totals of a placement came about, day by day. */
    async listAdjustments(
      query: { sourceId: string; placement: string; from?: string | undefined; to?: string | undefined },
      cursor: string | undefined,
      limit: number,
    ): Promise<Page<AdjustmentResponse>> {
      const { sourceId, placement } = query;
      const [from, to] = [
        dayIdOf(sourceId, placement, query.from ?? FIRST_DAY),
        dayIdOf(sourceId, placement, query.to ?? AFTER_LAST_DAY),
      ];
      const position = decodeCursor(cursor, 1);
      const older = await days.listAdjustments(position ? `${String(position[0])}~` : from, to, limit + 1);
      const states = (await days.listByPlacements([dayIdOf(sourceId, placement, '').slice(0, -1)], query)).flatMap(
        ({ id, last }) => (last ? [{ ...last, id: `${id}|${String(last.number).padStart(10, '0')}` }] : []),
      );
      const all = new Map(
        [...older, ...states.filter(({ id }) => !position || id > String(position[0]))].map((adjustment) => [
          adjustment.id,
          adjustment,
        ]),
      );
      const sorted = [...all.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      return pageOfRows(
        sorted.slice(0, limit + 1),
        limit,
        ({ id }) => [id],
        ({ id, number, measures, attemptIds, at }) => ({
          ...{ id, sourceId, placement, number },
          day: id.split('|')[2] ?? '',
          ...measures,
          attemptIds: [...attemptIds],
          at: iso(at),
        }),
      );
    },
    async listHeldRows(
      filter: Partial<Pick<HeldRow, 'kind' | 'state' | 'sourceId'>>,
      cursor: string | undefined,
      limit: number,
    ): Promise<Page<HeldRowResponse>> {
      const rows = await input.heldRows.list(filter, cursor, limit + 1);
      return pageOfRows(rows, limit, ({ id }) => [id], toHeldRowResponse);
    },
    /** Settles a held row: `accept` books it as a newer revision (or a delta of its own), `drop` leaves things as they are. */
    async settleHeldRow(
      id: string,
      action: 'accept' | 'drop',
      note: string,
      by: { actor: Actor; requestId: string },
    ): Promise<HeldRowResponse> {
      const held = await input.heldRows.findById(id);
      if (!held) throw notFound('held_row', id);
      if (held.state !== 'waiting') throw refuse('conflict', 'already_settled', `This row was ${held.state} before.`);
      if (action === 'accept') await bookHeldRow(held);
      const settled = await input.heldRows.settle(id, action === 'accept' ? 'accepted' : 'dropped', note);
      await input.audit({
        actor: by.actor,
        action: `${action}ed`,
        noun: 'held_row',
        targetId: id,
        requestId: by.requestId,
        before: { state: held.state },
        after: { state: settled?.state, note },
      });
      return toHeldRowResponse(settled ?? held);
    },
    /** Computes every day again from the facts and repairs what differs. */
    async recompute(sourceId: string | null): Promise<Recount> {
      const recount = await input.recount(sourceId);
      input.forgetDays();
      return recount;
    },
    /**
     * Books facts of our own (as-aired spots) under the ledger's rules: the same rows again change nothing, a higher revision
     * restates. Each row's placement is mapped to its flight. @throws Refusal naming rows that could not be booked.
     */
    async recordInternal(report: { source: string; rows: readonly InternalRow[] }): Promise<void> {
      const source = await internalSource(report.source);
      for (const { placement, flightId, campaignId } of report.rows)
        await placements.map({ sourceId: source.id, placement, flightId, campaignId, mappedAt: input.clock.now() });
      const rows = report.rows.map(
        ({ placement, day, revision, spendMicros, impressions, grpHundredths }): DeliveryRow => ({
          ...{ placement, day, revision, spendMicros, impressions },
          rowId: `${placement}:${revision}`,
          kind: 'total',
          window: 'final',
          grpHundredths: grpHundredths ?? 0,
          ...{ clicks: 0, completedViews: 0, conversions: 0, conversionValueMicros: 0 },
        }),
      );
      for (let from = 0; from < rows.length; from += 1_000) await takeInternal(source, rows.slice(from, from + 1_000));
    },
  };

  async function bookHeldRow(held: HeldRow): Promise<void> {
    const source = await input.sources.findById(held.sourceId);
    if (!source) throw notFound('webhook_source', held.sourceId);
    const row = held.row as DeliveryRow;
    const isTotal = row.kind !== 'delta';
    const booked =
      isTotal && held.kind === 'quarantine'
        ? { ...row, revision: row.revision + 1 }
        : held.kind === 'quarantine'
          ? { ...row, rowId: `${row.rowId}#${held.id}`.slice(-200) }
          : row;
    await takeInternal({ ...source }, [booked]);
  }
}
export type DeliveriesService = ReturnType<typeof createDeliveriesService>;

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

function unmapped(key: string): PlacementMapping {
  const [sourceId = '', placement = ''] = key.split('|');
  return { key, sourceId, placement: decodeURIComponent(placement), flightId: '', campaignId: '', mappedAt: 0 };
}

function toHeldRowResponse({ receivedAt, row, stored, ...rest }: HeldRow): HeldRowResponse {
  return { ...rest, row: { ...row }, stored: stored && { ...stored }, receivedAt: iso(receivedAt) };
}
