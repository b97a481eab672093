import type {
  CreateWebhookSourceRequest,
  CreatedWebhookSourceResponse,
  UpdateWebhookSourceRequest,
  WebhookDialect,
  WebhookSourceResponse,
} from '../../../shared/contracts/webhooks.ts';
import { isZone } from '../../../shared/domain/calendar/zone.ts';
import { addMetrics, ZERO_METRICS } from '../../../shared/domain/delivery/metrics.ts';
import { errorIssue } from '../../../shared/domain/issue.ts';
import type { RecordAudit } from '../../audit/audit.service.ts';
import type { Clock } from '../../clock.ts';
import type { DaysModel } from '../../deliveries/days.model.ts';
import { placementOfKey } from '../../deliveries/ledger/fact.ts';
import type { PlacementMapping, PlacementsModel } from '../../deliveries/placements.model.ts';
import type { Page } from '../../db/pages.ts';
import { pageOfRows } from '../../db/pages.ts';
import type { Actor } from '../../http/actor.ts';
import type { NewId } from '../../ids.ts';
import type { Announce } from '../../live/live.ts';
import { Refusal, notFound, refuse, stale } from '../../refusal.ts';
import type { AttemptsModel } from '../attempts/attempts.model.ts';
import type { answerOf } from '../door/intake.ts';
import type { SecretBox } from './secrets.ts';
import { createSourceAccess } from './source-access.ts';
import { readPublicKey, type SourceDirectory } from './source-directory.ts';
import { toSourceResponse } from './source-response.ts';
import type { Source, SourceSecret, SourcesModel } from './sources.model.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SECRET_BYTES = 32;
const MOST_LIVE_SECRETS = 5;

export type FlightPlace = Readonly<{ id: string; campaignId: string }>;
type By = Readonly<{ actor: Actor; requestId?: string }>;

export type SourcesServiceInput = Readonly<{
  model: SourcesModel;
  attempts: AttemptsModel;
  days: DaysModel;
  placements: PlacementsModel;
  directory: SourceDirectory;
  box: SecretBox;
  /** Running flights by id. */
  findFlights(ids: readonly string[]): Promise<readonly FlightPlace[]>;
  onMapped(
    mapping: Readonly<{ sourceId: string; placement: string; flightId: string | null; campaignId: string | null }>,
  ): void;
  randomBytes(size: number): Uint8Array;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
  announce: Announce;
}>;

/** Webhook sources: who may post, with which secrets, and which flight each placement is. */
export function createSourcesService(input: SourcesServiceInput) {
  const { model, clock, newId, audit, announce } = input;

  const get = async (id: string): Promise<Source> => {
    const source = await model.findById(id);
    if (!source || source.internal) throw notFound('webhook_source', id);
    return source;
  };

  const unmappedOf = async (
    sourceId: string,
    mappings: readonly PlacementMapping[],
  ): Promise<WebhookSourceResponse['unmapped']> => {
    const known = new Set(mappings.map(({ key }) => key));
    const keys = (await input.days.placementKeysOf(sourceId)).filter((key) => !known.has(key));
    const days = await input.days.listByPlacements(keys, {});
    return keys.map((key) => {
      const { placement } = placementOfKey(key);
      const ofPlacement = days.filter((day) => day.placement === placement).sort((a, b) => (a.day < b.day ? -1 : 1));
      const { spendMicros, impressions } = ofPlacement.reduce(
        (sum, { totals }) => addMetrics(sum, totals),
        ZERO_METRICS,
      );
      return {
        placement,
        days: ofPlacement.length,
        spendMicros,
        impressions,
        firstDay: ofPlacement[0]?.day ?? '',
        lastDay: ofPlacement.at(-1)?.day ?? '',
      };
    });
  };

  const read = async (source: Source): Promise<WebhookSourceResponse> => {
    const now = clock.now();
    const [mappings, counts, answers] = await Promise.all([
      input.placements.listBySource(source.id),
      input.attempts.countSince(source.id, now - DAY_MS),
      input.attempts.answersSince(source.id, now - DAY_MS),
    ]);
    const accepted = counts
      .filter(({ status }) => status === 'ok' || status === 'unmatched' || status === 'failed')
      .reduce((sum, { rows }) => sum + rows, 0);
    const sum = (of: (answer: ReturnType<typeof answerOf>) => number) =>
      answers.reduce((total, answer) => total + of(answer), 0);
    const rows = {
      received: accepted,
      stored: accepted - sum((answer) => answer.received - answer.stored),
      duplicates: sum(({ duplicates }) => duplicates),
      quarantined: sum(({ quarantined }) => quarantined),
      dead: sum(({ dead }) => dead),
      rejected: sum(({ rejected }) => rejected.length),
    };
    const attempts = Object.fromEntries(counts.map(({ status, count }) => [status, count]));
    return toSourceResponse(source, { mappings, unmapped: await unmappedOf(source.id, mappings), attempts, rows, now });
  };

  const change = async (
    id: string,
    rev: number | null,
    set: (source: Source) => Parameters<SourcesModel['changeAtRev']>[2],
    by: By & { action: string },
  ): Promise<Source> => {
    const before = await get(id);
    if (rev !== null && rev !== before.rev) throw stale('webhook source', rev, before.rev);
    const after = await model.changeAtRev(id, before.rev, set(before));
    if (!after) throw stale('webhook source', before.rev, (await get(id)).rev);
    input.directory.forget(id);
    const visible = ({ secrets, sequences: _sequences, ...rest }: Source) => ({
      ...rest,
      secrets: secrets.map(({ sealed: _sealed, ...shown }) => shown),
    });
    await audit({
      actor: by.actor,
      action: by.action,
      noun: 'webhook_source',
      targetId: id,
      before: visible(before),
      after: visible(after),
      requestId: by.requestId,
    });
    announce({ kind: 'webhook_source', campaignId: null, id });
    return after;
  };

  const sealed = (secret: string, createdAt: number): SourceSecret => ({
    id: newId('sec'),
    sealed: input.box.seal(secret),
    start: secret.slice(0, 10),
    createdAt,
    expiresAt: null,
  });

  const mapAll = async (
    sourceId: string,
    placements: readonly { placement: string; flightId: string }[],
  ): Promise<void> => {
    const flights = new Map(
      (await input.findFlights([...new Set(placements.map(({ flightId }) => flightId))])).map((flight) => [
        flight.id,
        flight,
      ]),
    );
    const issues = placements.flatMap(({ flightId }, index) =>
      flights.has(flightId)
        ? []
        : [
            errorIssue(
              'flight_not_found',
              `There is no running flight ${flightId}. Flights run once their plan is approved.`,
              `placements.${index}.flightId`,
            ),
          ],
    );
    if (issues.length > 0) throw new Refusal('invalid', issues);
    for (const { placement, flightId } of placements) {
      const campaignId = flights.get(flightId)?.campaignId ?? '';
      await input.placements.map({ sourceId, placement, flightId, campaignId, mappedAt: clock.now() });
      input.onMapped({ sourceId, placement, flightId, campaignId });
    }
  };

  const checkKeys = (keys: readonly { key: string }[] | undefined) => {
    const issues = (keys ?? []).flatMap(({ key }, index) => {
      try {
        readPublicKey(key);
        return [];
      } catch (error) {
        return [
          errorIssue(
            'bad_public_key',
            `This is no public key: ${error instanceof Error ? error.message : 'unreadable'}`,
            `publicKeys.${index}.key`,
          ),
        ];
      }
    });
    if (issues.length > 0) throw new Refusal('invalid', issues);
  };

  return {
    get,
    read,
    access: createSourceAccess(model),
    listAll: model.listAll,
    async list(
      cursor: string | undefined,
      limit: number,
      ids?: readonly string[],
    ): Promise<Page<WebhookSourceResponse>> {
      const rows = await model.list(cursor, limit + 1, ids);
      const page = pageOfRows(
        rows,
        limit,
        (row) => [row.id],
        (row) => row,
      );
      return { items: await Promise.all(page.items.map(read)), nextCursor: page.nextCursor };
    },
    async create(request: CreateWebhookSourceRequest, by: By): Promise<CreatedWebhookSourceResponse> {
      if (!isZone(request.timeZone))
        throw refuse(
          'invalid',
          'unknown_time_zone',
          `${request.timeZone} is not an IANA time zone. Use a name such as America/New_York.`,
          'timeZone',
        );
      checkKeys(request.publicKeys);
      if (request.dialect === 'adcp-9421' && request.publicKeys.length === 0) {
        throw refuse(
          'invalid',
          'public_key_needed',
          'Dialect adcp-9421 verifies with public keys. Give at least one in publicKeys.',
          'publicKeys',
        );
      }
      const now = clock.now();
      const secret =
        request.dialect === 'adcp-9421' ? null : (request.secret ?? newSecret(request.dialect, input.randomBytes));
      const { name, dialect, timeZone, publicKeys, reportsEveryMinutes, pull } = request;
      const source: Source = {
        ...{ id: newId('src'), rev: 1, name, dialect, timeZone, publicKeys, reportsEveryMinutes },
        internal: false,
        status: 'active',
        platforms: by.actor.role === 'platform' ? [by.actor.id] : (request.platforms ?? []),
        secrets: secret === null ? [] : [sealed(secret, now)],
        pull: pull ?? null,
        lastPull: null,
        lastAcceptedAt: null,
        nextExpectedAt: null,
        sequences: [],
        createdAt: now,
      };
      await mapAll(source.id, request.placements);
      await model.insert(source);
      input.directory.forget(source.id);
      await audit({
        actor: by.actor,
        action: 'created',
        noun: 'webhook_source',
        targetId: source.id,
        requestId: by.requestId,
      });
      announce({ kind: 'webhook_source', campaignId: null, id: source.id });
      return { ...(await read(source)), secret };
    },
    async update(
      id: string,
      rev: number | null,
      request: UpdateWebhookSourceRequest,
      by: By,
    ): Promise<WebhookSourceResponse> {
      checkKeys(request.publicKeys);
      return read(await change(id, rev, () => request, { ...by, action: 'updated' }));
    },
    /** A new secret beside the old, which counts for `overlapHours` more. */
    async rotateSecret(id: string, overlapHours: number, by: By): Promise<CreatedWebhookSourceResponse> {
      const { dialect } = await get(id);
      if (dialect === 'adcp-9421')
        throw refuse(
          'conflict',
          'no_shared_secret',
          'Dialect adcp-9421 has public keys, not a secret. Change publicKeys instead.',
        );
      const now = clock.now();
      const secret = newSecret(dialect, input.randomBytes);
      const source = await change(
        id,
        null,
        (before) => {
          const live = before.secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
          const ending = live.map((old) => ({
            ...old,
            expiresAt: Math.min(old.expiresAt ?? Infinity, now + overlapHours * HOUR_MS),
          }));
          return {
            secrets: [...ending.filter(({ expiresAt }) => expiresAt > now), sealed(secret, now)].slice(
              -MOST_LIVE_SECRETS,
            ),
          };
        },
        { ...by, action: 'rotated_secret' },
      );
      return { ...(await read(source)), secret };
    },
    /** Maps a placement, or takes its mapping back. What was received before follows at once: facts know no flight. */
    async mapPlacement(
      id: string,
      mapping: { placement: string; flightId: string | null },
      by: By,
    ): Promise<WebhookSourceResponse> {
      const source = await get(id);
      const { placement, flightId } = mapping;
      if (flightId === null) {
        await input.placements.unmap(id, placement);
        input.onMapped({ sourceId: id, placement, flightId, campaignId: null });
      } else await mapAll(id, [{ placement, flightId }]);
      await audit({
        actor: by.actor,
        action: flightId === null ? 'unmapped' : 'mapped',
        noun: 'webhook_source',
        targetId: id,
        before: {},
        after: mapping,
        requestId: by.requestId,
      });
      announce({ kind: 'webhook_source', campaignId: null, id });
      return read(source);
    },
  };
}
export type SourcesService = ReturnType<typeof createSourcesService>;

function newSecret(dialect: WebhookDialect, randomBytes: (size: number) => Uint8Array): string {
  const bytes = Buffer.from(randomBytes(SECRET_BYTES));
  return dialect === 'standard' ? `whsec_${bytes.toString('base64')}` : bytes.toString('base64url');
}
