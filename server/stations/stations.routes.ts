import {
  saveStationRequestSchema,
  stationListSchema,
  stationParamsSchema,
  stationResponseSchema,
} from '../../shared/contracts/stations.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { StationsService } from './stations.service.ts';

const tag = 'stations';

/** Stations over HTTP: contacts for instructions and program guides. */
export function stationEndpoints(stations: StationsService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/stations',
      summary: 'Stations with their contacts and program guides',
      tag,
      roles: may.look,
      answer: stationListSchema,
      async handle() {
        return { body: { items: [...(await stations.list())], nextCursor: null, canMail: stations.canMail } };
      },
    }),
    endpoint({
      method: 'get',
      path: '/api/v1/stations/:station',
      summary: 'What is kept of a station',
      tag,
      roles: may.look,
      params: stationParamsSchema,
      answer: stationResponseSchema,
      async handle({ params }) {
        const body = await stations.read(params.station);
        return { body, rev: body.rev };
      },
    }),
    endpoint({
      method: 'put',
      path: '/api/v1/stations/:station',
      summary: 'Keep a station’s contacts and program guide',
      tag,
      roles: may.edit,
      params: stationParamsSchema,
      body: saveStationRequestSchema,
      answer: stationResponseSchema,
      ifMatch: true,
      async handle({ params, body, actor, ifMatchRev, requestId }) {
        const saved = await stations.save(params.station, body, { actor, rev: ifMatchRev, requestId });
        return { body: saved, rev: saved.rev };
      },
    }),
  ];
}
