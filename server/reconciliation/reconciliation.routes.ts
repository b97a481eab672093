import type { Request } from 'express';
import { idParamsSchema } from '../../shared/contracts/common.ts';
import {
  asRunImportListSchema,
  asRunImportQuerySchema,
  asRunImportResponseSchema,
  asRunPreviewRequestSchema,
  asRunPreviewSchema,
  asRunProfileListSchema,
  asRunProfileRequestSchema,
  asRunProfileResponseSchema,
  asRunRowListQuerySchema,
  asRunRowListSchema,
  asRunRowSchema,
  ignoreRowRequestSchema,
  postingQuerySchema,
  postingResponseSchema,
  reconciliationResponseSchema,
  resolveRowRequestSchema,
  type AsRunImportResponse,
  type AsRunRowResponse,
} from '../../shared/contracts/reconciliation.ts';
import { pageQuerySchema } from '../../shared/contracts/common.ts';
import { formatClock } from '../../shared/domain/calendar/broadcast-clock.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { refuse } from '../refusal.ts';
import type { StoredRow } from './as-run.model.ts';
import type { AsRunService } from './as-run.service.ts';
import { LIMIT_BYTES, tooLarge, type AsRunFile } from './import/read/file-rows.ts';
import type { StoredImport } from './import/imports.model.ts';
import type { StoredProfile } from './import/profiles.model.ts';
import { uploadOf } from './import/upload.ts';
import type { PostingService } from './posting.service.ts';

const tag = 'reconciliation';

function toImportResponse({
  toleranceMinutes: _,
  isWhole: __,
  touchedAt: ___,
  ...one
}: StoredImport): AsRunImportResponse {
  return { ...one, createdAt: new Date(one.createdAt).toISOString() };
}

function toRowResponse({ minute, note: _note, outcome: _outcome, ...row }: StoredRow): AsRunRowResponse {
  return {
    ...row,
    clock: minute === null ? null : formatClock(minute),
    airedAt: row.airedAt === null ? null : new Date(row.airedAt).toISOString(),
  };
}

function toProfileResponse(profile: StoredProfile) {
  return { ...profile, createdAt: new Date(profile.createdAt).toISOString() };
}

/** As-run and posting over HTTP. */
export function reconciliationEndpoints(asRun: AsRunService, posting: PostingService): readonly Endpoint[] {
  return [...importCalls(asRun), ...rowCalls(asRun), ...postingCalls(posting)];
}

function formatOf(req: Request): AsRunFile['format'] {
  const type = (req.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type === 'text/csv' || type === 'text/plain' || type === 'application/csv') return 'csv';
  if (type === 'application/xml' || type === 'text/xml') return 'bxf';
  throw refuse(
    'unsupported_media',
    'unsupported_file',
    `The file is ${type || 'of no named type'}; send text/csv or application/xml.`,
  );
}

function importCalls(asRun: AsRunService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/as-run-imports',
      summary: 'Import an as-run (CSV or XML in the shape of BXF, up to 50 MB) sent as the request body',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      query: asRunImportQuerySchema,
      answer: asRunImportResponseSchema,
      status: 201,
      async handle({ params, query, actor, requestId, req }) {
        const format = formatOf(req);
        if (Number(req.get('content-length') ?? 0) > LIMIT_BYTES) throw tooLarge();
        const { fileName = format === 'csv' ? 'as-run.csv' : 'as-run.xml', ...options } = query;
        const file: AsRunFile = { ...options, format, fileName, chunks: uploadOf(req) };
        return { body: toImportResponse(await asRun.importFile(params.id, file, { actor, requestId })) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/as-run-imports',
      summary: 'As-run imports of a campaign, newest first',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: pageQuerySchema,
      answer: asRunImportListSchema,
      async handle({ params, query }) {
        const { limit, cursor } = query;
        const page = await asRun.pageImports(params.id, { limit, ...(cursor === undefined ? {} : { cursor }) });
        return { body: { items: page.items.map(toImportResponse), nextCursor: page.nextCursor } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/as-run-imports/:id',
      summary: 'Read an as-run import',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: asRunImportResponseSchema,
      async handle({ params }) {
        return { body: toImportResponse(await asRun.getImport(params.id)) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/as-run-previews',
      summary: 'See how the first lines of a station’s CSV would be read, before it is imported',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: asRunPreviewRequestSchema,
      answer: asRunPreviewSchema,
      async handle({ params, body }) {
        return { body: await asRun.preview(params.id, body) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/as-run-profiles',
      summary: 'Keep which columns of a station’s CSV hold what',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: asRunProfileRequestSchema,
      answer: asRunProfileResponseSchema,
      status: 201,
      async handle({ params, body, actor, requestId }) {
        return { body: toProfileResponse(await asRun.createProfile(params.id, body, { actor, requestId })) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/as-run-profiles',
      summary: 'Column profiles of a campaign',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: asRunProfileListSchema,
      async handle({ params }) {
        return { body: { items: (await asRun.listProfiles(params.id)).map(toProfileResponse), nextCursor: null } };
      },
    }),
  ];
}

function rowCalls(asRun: AsRunService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/as-run-rows',
      summary: 'Rows of as-run files with what became of each; the queue is state=unmatched',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: asRunRowListQuerySchema,
      answer: asRunRowListSchema,
      async handle({ params, query }) {
        const { limit, cursor, ...filter } = query;
        const page = await asRun.pageRows(
          { campaignId: params.id, ...filter },
          { limit, ...(cursor === undefined ? {} : { cursor }) },
        );
        return { body: { items: page.items.map(toRowResponse), nextCursor: page.nextCursor } };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/as-run-rows/:id/resolve',
      summary: 'Say which spot a queued row is of',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: resolveRowRequestSchema,
      answer: asRunRowSchema,
      async handle({ params, body, actor, requestId }) {
        return { body: toRowResponse(await asRun.resolve(params.id, body.spotId, body.note, { actor, requestId })) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/as-run-rows/:id/ignore',
      summary: 'Say that a queued row is none of ours',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: ignoreRowRequestSchema,
      answer: asRunRowSchema,
      async handle({ params, body, actor, requestId }) {
        return { body: toRowResponse(await asRun.ignore(params.id, body.note, { actor, requestId })) };
      },
    }),
  ];
}

function postingCalls(posting: PostingService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/posting',
      summary: 'Delivered against ordered, per station and quarter, and what is owed',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: postingQuerySchema,
      answer: postingResponseSchema,
      async handle({ params, query }) {
        return { body: await posting.posting(params.id, query) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/reconciliation',
      summary: 'Order, as-run and invoice of each station side by side',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: reconciliationResponseSchema,
      async handle({ params }) {
        return { body: await posting.reconciliation(params.id) };
      },
    }),
  ];
}
