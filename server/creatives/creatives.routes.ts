import { z } from 'zod';
import { idParamsSchema } from '../../shared/contracts/common.ts';
import {
  approvalRequestSchema,
  copyOutlookQuerySchema,
  copyOutlookSchema,
  createCreativeRequestSchema,
  creativeListQuerySchema,
  creativeListSchema,
  creativeResponseSchema,
  creativeRulesSchema,
  releaseRequestSchema,
  rotationSharesSchema,
  rotationWeightsRequestSchema,
  updateCreativeRequestSchema,
  type CreativeResponse,
} from '../../shared/contracts/creatives.ts';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { refuse } from '../refusal.ts';
import type { CreativeView } from './creative-view.ts';
import type { CreativesService } from './creatives.service.ts';
import { readUpload } from './read-upload.ts';

const RELEASE_LIMIT_BYTES = 8_000_000;
const RELEASE_TYPES = ['application/pdf', 'image/png', 'image/jpeg'];

const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString());

/** A creative as the wire shows it. */
export function toCreativeResponse({ creative, eligibleToday, issues, use }: CreativeView): CreativeResponse {
  const { approval, release, startDay, endDay } = creative;
  return {
    id: creative.id,
    campaignId: creative.campaignId,
    rev: creative.rev,
    title: creative.title,
    adId: creative.adId,
    adIdKind: creative.adId.length === 8 ? 'isci' : 'ad_id',
    kind: creative.kind,
    lengthSeconds: creative.lengthSeconds,
    definition: creative.definition,
    startDay,
    endDay,
    lastDay: endDay === null ? null : addDays(endDay, -1),
    dayparts: creative.dayparts === null ? null : [...creative.dayparts],
    disclaimer: creative.disclaimer,
    rotationWeight: creative.rotationWeight,
    approval: { status: approval.status, by: approval.by, at: instant(approval.at), note: approval.note },
    release: release && {
      signatory: release.signatory,
      signedDay: release.signedDay,
      expiryDay: release.expiryDay,
      file: release.file && {
        name: release.file.name,
        type: release.file.type,
        bytes: release.file.bytes,
        sha256: release.file.sha256,
      },
    },
    eligibleToday,
    issues: [...issues],
    use: { coming: use.coming, aired: use.aired, nextAirAt: instant(use.nextAirAt) },
    createdAt: new Date(creative.createdAt).toISOString(),
    updatedAt: new Date(creative.updatedAt).toISOString(),
  };
}

const answer = (view: CreativeView) => ({ body: toCreativeResponse(view), rev: view.creative.rev });
const tag = 'creatives';

/** Creatives over HTTP. */
export function creativeEndpoints(creatives: CreativesService): readonly Endpoint[] {
  return [
    ...creativeCalls(creatives),
    ...approvalCalls(creatives),
    ...releaseCalls(creatives),
    ...rotationCalls(creatives),
  ];
}

function creativeCalls(creatives: CreativesService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/creatives',
      summary: 'Add a creative to a campaign',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: createCreativeRequestSchema,
      answer: creativeResponseSchema,
      status: 201,
      async handle({ params, body, actor, requestId }) {
        return answer(await creatives.create(params.id, body, { actor, requestId }));
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/creatives',
      summary: 'List the creatives of a campaign',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: creativeListQuerySchema,
      answer: creativeListSchema,
      async handle({ params, query }) {
        const { limit, cursor, ...filter } = query;
        const page = await creatives.page(params.id, filter, { limit, ...(cursor === undefined ? {} : { cursor }) });
        return { body: { items: page.items.map(toCreativeResponse), nextCursor: page.nextCursor } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/creatives/:id',
      summary: 'Read a creative',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: creativeResponseSchema,
      async handle({ params }) {
        return answer(await creatives.view(params.id));
      },
    }),
    endpoint({
      method: 'patch',
      path: '/api/v1/creatives/:id',
      summary: 'Edit a creative; a change of what airs takes its approval back',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: updateCreativeRequestSchema,
      answer: creativeResponseSchema,
      ifMatch: true,
      async handle({ params, body, actor, ifMatchRev, requestId }) {
        return answer(await creatives.update(params.id, body, { actor, rev: ifMatchRev, requestId }));
      },
    }),
  ];
}

function approvalCalls(creatives: CreativesService): readonly Endpoint[] {
  const steps = [
    ['submit', 'Ask for approval of a creative', may.edit],
    ['approve', 'Approve a creative', may.approve],
    ['reject', 'Reject a creative', may.approve],
  ] as const;
  return steps.map(([step, summary, roles]) =>
    endpoint({
      method: 'post',
      path: `/api/v1/creatives/:id/${step}`,
      summary,
      tag,
      roles,
      params: idParamsSchema,
      body: approvalRequestSchema,
      answer: creativeResponseSchema,
      async handle({ params, body, actor, requestId }) {
        return answer(await creatives.step(params.id, step, body.note ?? null, { actor, rev: null, requestId }));
      },
    }),
  );
}

function releaseCalls(creatives: CreativesService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'put',
      path: '/api/v1/creatives/:id/release',
      summary: 'Say who signed the release of a testimonial, and until when it holds',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: releaseRequestSchema,
      answer: creativeResponseSchema,
      ifMatch: true,
      async handle({ params, body, actor, ifMatchRev, requestId }) {
        const release = {
          signatory: body.signatory,
          signedDay: body.signedDay ?? null,
          expiryDay: body.expiryDay ?? null,
        };
        return answer(await creatives.setRelease(params.id, release, { actor, rev: ifMatchRev, requestId }));
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/creatives/:id/release-file',
      summary: 'Send the signed release (PDF, PNG or JPEG, up to 8 MB) as the request body',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      query: z.strictObject({ name: z.string().trim().min(1).max(200) }),
      answer: creativeResponseSchema,
      async handle({ params, query, actor, requestId, req }) {
        const type = (req.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
        if (!RELEASE_TYPES.includes(type)) {
          const message = `The file is ${type || 'of no named type'}; send ${RELEASE_TYPES.join(', ')}.`;
          throw refuse('unsupported_media', 'unsupported_file', message);
        }
        const data = await readUpload(req, RELEASE_LIMIT_BYTES);
        const file = { name: query.name, type, data };
        return answer(await creatives.addReleaseFile(params.id, file, { actor, rev: null, requestId }));
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/creatives/:id/release-file',
      summary: 'Download the signed release',
      tag,
      roles: may.look,
      params: idParamsSchema,
      async handle({ params }) {
        return { file: await creatives.releaseFile(params.id) };
      },
    }),
  ];
}

function rotationCalls(creatives: CreativesService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/rotation-weights',
      summary: 'Shares of the rotation by length; each length adds up to 100 %',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: rotationSharesSchema,
      async handle({ params }) {
        return { body: await creatives.shares(params.id) };
      },
    }),
    endpoint({
      method: 'put',
      path: '/api/v1/campaigns/:id/rotation-weights',
      summary: 'Set the rotation weights of several creatives at once',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: rotationWeightsRequestSchema,
      answer: rotationSharesSchema,
      async handle({ params, body, actor, requestId }) {
        await creatives.setWeights(params.id, body.weights, { actor, requestId });
        return { body: await creatives.shares(params.id) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/creative-rules',
      summary: 'Which disclaimer the creatives of a campaign must carry',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: creativeRulesSchema,
      async handle({ params }) {
        return { body: await creatives.rules(params.id) };
      },
    }),
    endpoint({
      method: 'put',
      path: '/api/v1/campaigns/:id/creative-rules',
      summary: 'Set the disclaimer rule of a campaign; null checks for none',
      tag,
      roles: may.editOrApprove,
      params: idParamsSchema,
      body: creativeRulesSchema,
      answer: creativeRulesSchema,
      async handle({ params, body, actor, requestId }) {
        return { body: await creatives.setRules(params.id, body, { actor, requestId }) };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/copy-outlook',
      summary: 'What would leave a spot without copy in the days ahead',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: copyOutlookQuerySchema,
      answer: copyOutlookSchema,
      async handle({ params, query }) {
        return { body: await creatives.outlook(params.id, query.days) };
      },
    }),
  ];
}
