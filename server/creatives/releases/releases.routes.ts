import { z } from 'zod';
import { idParamsSchema } from '../../../shared/contracts/common.ts';
import { creativeResponseSchema, releaseRequestSchema } from '../../../shared/contracts/creatives.ts';
import { may } from '../../http/actor.ts';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import { refuse } from '../../refusal.ts';
import { creativeAnswer } from '../creative-response.ts';
import type { CreativesService } from '../creatives.service.ts';
import { readUpload } from './read-upload.ts';

const RELEASE_LIMIT_BYTES = 8_000_000;
const RELEASE_TYPES = ['application/pdf', 'image/png', 'image/jpeg'];

const tag = 'creatives';

/** The signed release of a testimonial over HTTP: who signed, and the file. */
export function releaseEndpoints(creatives: CreativesService): readonly Endpoint[] {
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
        return creativeAnswer(await creatives.setRelease(params.id, release, { actor, rev: ifMatchRev, requestId }));
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
        return creativeAnswer(await creatives.addReleaseFile(params.id, file, { actor, rev: null, requestId }));
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
