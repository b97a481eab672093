import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { measuredFlowchartResponseSchema } from '../../../shared/contracts/reach.ts';
import type { z } from 'zod';
import type { FlowchartMeasure } from '../../../shared/domain/audience/measured-flowchart.ts';
import { call } from '../../api/call.ts';
import { count, NO_VALUE } from '../../words/format.ts';
import type { FlowchartView } from '../plan-queries.ts';

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

/** Each measure in words and as the unit of a header. */
export const MEASURES: Readonly<Record<FlowchartMeasure, Readonly<{ label: string; unit: string; word: string }>>> = {
  dollars: { label: 'Dollars', unit: '$', word: 'dollars' },
  grps: { label: 'GRPs', unit: 'GRPs', word: 'rating points' },
  impressions: { label: 'Impressions', unit: 'impressions', word: 'impressions' },
  spots: { label: 'Spots', unit: 'spots', word: 'spots' },
};

/** One way to write all cells of a measure: points with two decimals as soon as one of them has two, so that columns foot to the eye. */
export function sayMeasured(measure: FlowchartMeasure, cells: readonly number[]): (value: number) => string {
  if (measure !== 'grps') return (value) => (value === 0 ? NO_VALUE : count(value));
  const digits = cells.every((hundredths) => hundredths % 10 === 0) ? 1 : 2;
  const format = new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return (value) => (value === 0 ? NO_VALUE : format.format(value / 100));
}
