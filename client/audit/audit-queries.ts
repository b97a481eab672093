import { infiniteQueryOptions, useMutation } from '@tanstack/react-query';
import { z } from 'zod';
import { pageOf } from '../../shared/contracts/common.ts';
import { call } from '../api/call.ts';

const entrySchema = z.object({
  id: z.string(),
  at: z.string(),
  actorId: z.string(),
  actorName: z.string(),
  action: z.string(),
  noun: z.string(),
  targetId: z.string(),
  campaignId: z.string().nullable(),
  changes: z.array(z.object({ path: z.string(), from: z.unknown(), to: z.unknown() })),
  requestId: z.string().nullable(),
  sequence: z.int(),
});
export type AuditEntry = z.infer<typeof entrySchema>;

/** The audit trail, newest first, a page at a time. */
export function auditQuery(filter: { campaignId?: string; targetId?: string }) {
  return infiniteQueryOptions({
    queryKey: ['audit', filter.campaignId ?? null, filter],
    queryFn: ({ signal, pageParam }) =>
      call({
        path: '/api/v1/audit',
        query: { ...filter, limit: 50, cursor: pageParam },
        answer: pageOf(entrySchema),
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/** Walks the whole chain on the server. */
export function useVerifyAudit() {
  return useMutation({
    mutationFn: () =>
      call({
        method: 'POST',
        path: '/api/v1/audit/verify',
        answer: z.object({ entries: z.int(), brokenAt: z.int().nullable() }),
      }),
  });
}
