import { z } from 'zod';
import { pageQuery } from '../../shared/contracts/common.ts';
import { decodeCursor, pageOfRows } from '../db/pages.ts';
import { may } from '../http/actor.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import type { AuditService } from './audit.service.ts';

/** The audit trail over HTTP: who did what, when, from → to. */
export function auditEndpoints(audit: AuditService): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/audit',
      summary: 'Who changed what, newest first',
      tag: 'audit',
      roles: may.look,
      query: z.strictObject({
        ...pageQuery,
        targetId: z.string().max(100).optional(),
        campaignId: z.string().max(100).optional(),
      }),
      async handle({ query }) {
        const { limit, cursor, ...filter } = query;
        const position = decodeCursor(cursor, 1);
        const rows = await audit.list(filter, position ? Number(position[0]) : null, limit + 1);
        return {
          body: pageOfRows(
            rows,
            limit,
            (row) => [row.sequence],
            (row) => ({ ...row, at: new Date(row.at).toISOString() }),
          ),
        };
      },
    }),
    endpoint({
      method: 'post',
      path: '/api/v1/audit/verify',
      summary: 'Check that no audit entry was changed or removed',
      tag: 'audit',
      roles: may.administer,
      async handle() {
        return { body: await audit.verify() };
      },
    }),
  ];
}
