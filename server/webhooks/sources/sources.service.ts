import type {
  CreateWebhookSourceRequest,
  CreatedWebhookSourceResponse,
  UpdateWebhookSourceRequest,
  WebhookSourceResponse,
} from '../../../shared/contracts/webhooks.ts';
import { isZone } from '../../../shared/domain/calendar/zone.ts';
import { errorIssue } from '../../../shared/domain/issue.ts';
import type { RecordAudit } from '../../audit/audit.service.ts';
import type { Clock } from '../../clock.ts';
import { pageById, type Page } from '../../db/pages.ts';
import type { DaysModel } from '../../deliveries/days.model.ts';
import type { PlacementsModel } from '../../deliveries/placements.model.ts';
import type { NewId } from '../../ids.ts';
import type { Announce } from '../../live/live.ts';
import { Refusal, refuse } from '../../refusal.ts';
import type { AttemptsModel } from '../attempts/attempts.model.ts';
import { createPlacementFlights, type PlacementFlightsInput } from './placement-flights.ts';
import { createReadSource } from './read-source.ts';
import type { SecretBox } from './secrets.ts';
import { createSourceAccess } from './source-access.ts';
import { readPublicKey, type SourceDirectory } from './source-directory.ts';
import { createSourceEdits, type By } from './source-edits.ts';
import { createSourceSecrets } from './source-secrets.ts';
import type { Source, SourcesModel } from './sources.model.ts';

export type SourcesServiceInput = Readonly<{
  model: SourcesModel;
  attempts: AttemptsModel;
  days: DaysModel;
  placements: PlacementsModel;
  directory: SourceDirectory;
  box: SecretBox;
  randomBytes(size: number): Uint8Array;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
  announce: Announce;
}> &
  Pick<PlacementFlightsInput, 'findFlights' | 'onMapped'>;

/** Webhook sources: who may post, with which secrets, and which flight each placement is. */
export function createSourcesService(input: SourcesServiceInput) {
  const { model, clock, newId, audit, announce } = input;
  const edits = createSourceEdits(input);
  const read = createReadSource(input);
  const { rotateSecret, ...secrets } = createSourceSecrets({ ...input, edits, read });
  const { mapPlacement, mapAll } = createPlacementFlights({ ...input, edits, read });

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
    get: edits.get,
    read,
    rotateSecret,
    mapPlacement,
    access: createSourceAccess(model),
    listAll: model.listAll,
    async list(
      cursor: string | undefined,
      limit: number,
      ids?: readonly string[],
    ): Promise<Page<WebhookSourceResponse>> {
      const rows = await model.list(cursor, limit + 1, ids);
      const page = pageById(rows, limit);
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
      const secret = request.dialect === 'adcp-9421' ? null : (request.secret ?? secrets.make(request.dialect));
      const { name, dialect, timeZone, publicKeys, reportsEveryMinutes, pull } = request;
      const source: Source = {
        ...{ id: newId('src'), rev: 1, name, dialect, timeZone, publicKeys, reportsEveryMinutes },
        internal: false,
        status: 'active',
        platforms: by.actor.role === 'platform' ? [by.actor.id] : (request.platforms ?? []),
        secrets: secret === null ? [] : [secrets.sealed(secret, now)],
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
      return read(await edits.change(id, rev, () => request, { ...by, action: 'updated' }));
    },
  };
}
export type SourcesService = ReturnType<typeof createSourcesService>;
