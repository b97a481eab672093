import {
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  extendZodWithOpenApi,
  type RouteConfig,
} from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { problemSchema } from '../../shared/contracts/common.ts';
import type { Endpoint } from './endpoint.ts';

extendZodWithOpenApi(z);

/** A webhook that we receive, described for the people who send it. */
export type DescribedWebhook = Readonly<{ name: string; summary: string; body: z.ZodType; answer: z.ZodType }>;

const problemAnswer = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemSchema } },
});

function operationOf(definition: Endpoint): RouteConfig {
  const status = definition.status ?? 200;
  const path = definition.path.replaceAll(/:(\w+)/g, '{$1}');
  const asObject = (schema: z.ZodType | undefined) => (schema instanceof z.ZodObject ? schema : undefined);
  return {
    method: definition.method,
    path,
    summary: definition.summary,
    tags: [definition.tag],
    security: definition.roles === 'public' ? [] : [{ key: [] }, { session: [] }],
    description:
      definition.roles === 'public'
        ? 'Needs no sign-in.'
        : `For ${definition.roles.join(', ')}.${definition.ifMatch ? ' Send If-Match.' : ''}`,
    request: {
      params: asObject(definition.params),
      query: asObject(definition.query),
      ...(definition.body
        ? { body: { required: true, content: { 'application/json': { schema: definition.body } } } }
        : {}),
    },
    responses: {
      [status]: definition.answer
        ? { description: 'Done', content: { 'application/json': { schema: definition.answer } } }
        : { description: 'Done' },
      400: problemAnswer('Not valid: every problem is listed'),
      ...(definition.roles === 'public'
        ? {}
        : { 401: problemAnswer('Not signed in'), 403: problemAnswer('Not allowed for this role') }),
      ...(definition.params ? { 404: problemAnswer('Not found') } : {}),
      ...(definition.ifMatch
        ? { 412: problemAnswer('Changed by somebody else'), 428: problemAnswer('If-Match is missing') }
        : {}),
    },
  };
}

/** The OpenAPI 3.1 document of everything mounted, made from the same definitions that answer the calls. */
export function describeApi(
  endpoints: readonly Endpoint[],
  webhooks: readonly DescribedWebhook[],
  version: string,
): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' });
  registry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: 'flightboard' });
  for (const definition of endpoints) registry.registerPath(operationOf(definition));
  for (const webhook of webhooks) {
    registry.registerWebhook({
      method: 'post',
      path: webhook.name,
      summary: webhook.summary,
      tags: ['webhooks'],
      request: { body: { required: true, content: { 'application/json': { schema: webhook.body } } } },
      responses: {
        200: { description: 'Stored', content: { 'application/json': { schema: webhook.answer } } },
        401: problemAnswer('Bad signature'),
      },
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Flightboard',
      version,
      description:
        'Plans how an ad budget is split across flights, schedules spots, and tracks spend and impressions against the plan. Money is integer cents or micros; periods are half-open; days are in the market’s time zone.',
    },
  });
}
