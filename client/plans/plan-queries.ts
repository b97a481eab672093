import { queryOptions, replaceEqualDeep } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  flowchartResponseSchema,
  planComparisonSchema,
  planListSchema,
  planResponseSchema,
  type flowchartQuerySchema,
  type PlanResponse,
} from '../../shared/contracts/plans.ts';
import { call } from '../api/call.ts';

/** What part of the flowchart is on the screen. */
export type FlowchartView = z.infer<typeof flowchartQuerySchema>;

const revOf = (plan: unknown) => (plan as PlanResponse | undefined)?.rev ?? 0;

/** One version of the plan with its lines, totals and issues. */
export function planQuery(campaignId: string, planId: string) {
  return queryOptions({
    queryKey: ['plan', campaignId, planId],
    queryFn: ({ signal }) => call({ path: `/api/v1/plans/${planId}`, answer: planResponseSchema, signal }),
    // A reading that began before an edit was saved may come back after it: an older revision never replaces a newer one.
    structuralSharing: (before, after) => (revOf(before) > revOf(after) ? before : replaceEqualDeep(before, after)),
  });
}

/** All versions, newest first. */
export function plansQuery(campaignId: string) {
  return queryOptions({
    queryKey: ['plans', campaignId],
    queryFn: async ({ signal }) =>
      (
        await call({
          path: `/api/v1/campaigns/${campaignId}/plans`,
          query: { limit: 200 },
          answer: planListSchema,
          signal,
        })
      ).items,
  });
}

/** The plan as rows by weeks or months, footed in both directions by the server. */
export function flowchartQuery(campaignId: string, planId: string, view: FlowchartView) {
  return queryOptions({
    queryKey: ['flowchart', campaignId, planId, view],
    queryFn: ({ signal }) =>
      call({ path: `/api/v1/plans/${planId}/flowchart`, query: view, answer: flowchartResponseSchema, signal }),
    placeholderData: (previous) => (previous?.planId === planId ? previous : undefined),
  });
}

/** What differs between two versions. */
export function comparisonQuery(campaignId: string, planId: string, withPlanId: string) {
  return queryOptions({
    queryKey: ['plan', campaignId, planId, 'compare', withPlanId],
    queryFn: ({ signal }) =>
      call({
        path: `/api/v1/plans/${planId}/compare`,
        query: { with: withPlanId },
        answer: planComparisonSchema,
        signal,
      }),
  });
}
