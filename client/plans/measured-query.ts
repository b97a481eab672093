import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { measuredFlowchartResponseSchema } from '../../shared/contracts/reach.ts';
import type { z } from 'zod';
import type { FlowchartMeasure } from '../../shared/domain/audience/measured-flowchart.ts';
import { call } from '../api.ts';
import { count, NO_VALUE, points } from '../format.ts';
import type { FlowchartView } from './plan-queries.ts';

/** What part of the flowchart is on the screen, and in which measure. */
export type PlanView = FlowchartView & Readonly<{ measure: FlowchartMeasure }>;
export type MeasuredChart = z.infer<typeof measuredFlowchartResponseSchema>;

/** The plan's cells in rating points, impressions or spots, footed by the server; spots are read again each time. */
export function measuredFlowchartQuery(campaignId: string, planId: string, view: PlanView) {
  const { calendar, by, measure } = view;
  return queryOptions({
    queryKey: ['flowchart', campaignId, planId, 'measured', { calendar, by, measure }],
    queryFn: ({ signal }) =>
      call({
        path: `/api/v1/plans/${planId}/flowchart/measured`,
        query: { calendar, by, measure },
        answer: measuredFlowchartResponseSchema,
        signal,
      }),
    enabled: measure !== 'dollars',
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}

/** Each measure in words, as the unit of a header, and how one value of it is written. */
export const MEASURES: Readonly<
  Record<FlowchartMeasure, Readonly<{ label: string; unit: string; word: string; say: (value: number) => string }>>
> = {
  dollars: { label: 'Dollars', unit: '$', word: 'dollars', say: (cents) => (cents / 100).toFixed(2) },
  grps: {
    label: 'GRPs',
    unit: 'GRPs',
    word: 'rating points',
    say: (value) => (value === 0 ? NO_VALUE : points(value)),
  },
  impressions: {
    label: 'Impressions',
    unit: 'impressions',
    word: 'impressions',
    say: (value) => (value === 0 ? NO_VALUE : count(value)),
  },
  spots: { label: 'Spots', unit: 'spots', word: 'spots', say: (value) => (value === 0 ? NO_VALUE : count(value)) },
};
