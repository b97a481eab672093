import { idParamsSchema } from '../../../shared/contracts/common.ts';
import {
  issueTrafficRequestSchema,
  issueTrafficResponseSchema,
  sendTrafficRequestSchema,
  trafficListQuerySchema,
  trafficListSchema,
  trafficResponseSchema,
} from '../../../shared/contracts/traffic.ts';
import type { CampaignsService } from '../../campaigns/campaigns.service.ts';
import { may } from '../../http/actor.ts';
import { endpoint, type Endpoint } from '../../http/endpoint.ts';
import type { SendTraffic } from './send-traffic.ts';
import { trafficBxf, trafficCsv, trafficFileName, trafficPdf, type TrafficFileInput } from './traffic-files.ts';
import { toTrafficResponse } from './traffic-view.ts';
import type { TrafficService } from './traffic.service.ts';

export type TrafficEndpointsInput = Readonly<{
  traffic: TrafficService;
  sendTraffic: SendTraffic;
  campaigns: CampaignsService;
}>;
const tag = 'traffic';

/** Traffic instructions over HTTP: issue, list, read, send, download. */
export function trafficEndpoints({ traffic, sendTraffic, campaigns }: TrafficEndpointsInput): readonly Endpoint[] {
  const load = async (id: string): Promise<TrafficFileInput> => {
    const instruction = await traffic.get(id);
    return { instruction, campaign: await campaigns.get(instruction.campaignId) };
  };
  const file = (
    kind: string,
    type: string,
    summary: string,
    write: (input: TrafficFileInput) => string | Promise<Uint8Array>,
  ) =>
    endpoint({
      method: 'get',
      path: `/api/v1/traffic-instructions/:id/${kind}`,
      summary,
      tag,
      roles: may.look,
      params: idParamsSchema,
      async handle({ params }) {
        const loaded = await load(params.id);
        const extension = kind === 'bxf' ? 'xml' : kind;
        return {
          file: { name: `${trafficFileName(loaded.instruction)}.${extension}`, type, data: await write(loaded) },
        };
      },
    });
  return [
    endpoint({
      method: 'post',
      path: '/api/v1/campaigns/:id/traffic-instructions',
      summary: 'Issue the next revision for each station whose spots changed',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: issueTrafficRequestSchema,
      answer: issueTrafficResponseSchema,
      status: 201,
      async handle({ params, body, actor, requestId }) {
        const { issued, unchanged, issues } = await traffic.issue(params.id, body, { actor, requestId });
        return { body: { issued: issued.map(toTrafficResponse), unchanged, issues } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/campaigns/:id/traffic-instructions',
      summary: 'Instructions of a campaign, revisions included',
      tag,
      roles: may.look,
      params: idParamsSchema,
      query: trafficListQuerySchema,
      answer: trafficListSchema,
      async handle({ params, query }) {
        const { limit, cursor, station, current } = query;
        const filter = {
          ...(station === undefined ? {} : { station }),
          ...(current === undefined ? {} : { isCurrent: current === 'true' }),
        };
        const page = await traffic.page(params.id, filter, { limit, ...(cursor === undefined ? {} : { cursor }) });
        const items = page.items.map((item) => {
          const {
            rows,
            shares: _shares,
            issues: _issues,
            removedSpotIds: _ids,
            removedRows: _removed,
            ...rest
          } = toTrafficResponse(item);
          return { ...rest, spots: rows.length };
        });
        return { body: { items, nextCursor: page.nextCursor } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/traffic-instructions/:id',
      summary: 'Read instructions',
      tag,
      roles: may.look,
      params: idParamsSchema,
      answer: trafficResponseSchema,
      async handle({ params }) {
        return { body: toTrafficResponse(await traffic.get(params.id)) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/traffic-instructions/:id/send',
      summary: 'Mail the instructions to the station, as PDF, CSV and BXF',
      tag,
      roles: may.edit,
      params: idParamsSchema,
      body: sendTrafficRequestSchema,
      answer: trafficResponseSchema,
      async handle({ params, body, actor, requestId }) {
        return { body: toTrafficResponse(await sendTraffic.send(params.id, body, { actor, requestId })) };
      },
    }),
    file('csv', 'text/csv', 'Instructions as CSV', trafficCsv),
    file('pdf', 'application/pdf', 'Instructions as a PDF', trafficPdf),
    file('bxf', 'application/xml', 'Instructions as XML in the shape of BXF', trafficBxf),
  ];
}
