import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { CreateScenarioRequest } from '../../shared/contracts/scenarios.ts';
import type { PlanResponse } from '../../shared/contracts/plans.ts';
import { addDays, type Day } from '../../shared/domain/calendar/day.ts';
import type { ApiClient } from './api-client.ts';
import { SAMPLE_BUDGET_CENTS, SAMPLE_WEEKS } from './sample-campaign.ts';

/** What others in the market spend a week, in dollars, and how much more each week: far more than we have. */
const OTHERS = [
  { competitor: 'Two Rivers Group', channel: 'linear_tv', first: 14_000, more: 4_000 },
  { competitor: 'Two Rivers Group', channel: 'ctv', first: 9_000, more: 3_000 },
  { competitor: 'Two Rivers Group', channel: 'olv', first: 4_000, more: 500 },
  { competitor: 'Harbor Fund', channel: 'linear_tv', first: 3_000, more: 0 },
  { competitor: 'Harbor Fund', channel: 'social', first: 2_500, more: 500 },
] as const;

/** Others' spend as the file a monitoring service sends: competitor, week, channel, dollars. */
export function sampleCompetitorCsv(startDay: Day): string {
  const rows = Array.from({ length: SAMPLE_WEEKS }, (_, week) =>
    OTHERS.map(({ competitor, channel, first, more }) =>
      [competitor, addDays(startDay, 7 * week), channel, first + more * week].join(','),
    ),
  );
  return ['competitor,week,channel,spend', ...rows.flat()].join('\n');
}

const SCENARIOS: readonly Pick<CreateScenarioRequest, 'name' | 'note' | 'changes'>[] = [
  { name: 'Best split', note: 'The same money where it does most.', changes: [] },
  {
    name: 'A fifth more',
    note: 'If the gala does well.',
    changes: [{ kind: 'budget_change', basisPoints: 2_000 }],
  },
  {
    name: 'Against what others spend',
    note: 'Attention is shared with everyone who pays for it.',
    changes: [{ kind: 'opponent' }],
  },
];

/** Imports what others spend and keeps three scenarios of the draft, as a planner would before submitting it. */
export async function addSampleScenarios(
  api: ApiClient,
  campaign: Pick<CampaignResponse, 'id' | 'startDay' | 'peopleInMarket'>,
  draft: Pick<PlanResponse, 'id' | 'lines'>,
): Promise<void> {
  await api.post(`/api/v1/campaigns/${campaign.id}/competitors/imports`, {
    fileName: 'others.csv',
    csv: sampleCompetitorCsv(campaign.startDay),
  });
  const request = {
    budgetCents: SAMPLE_BUDGET_CENTS,
    goal: { kind: 'maximize_response' },
    lines: draft.lines.map(({ id, curve }) => ({ id, curve })),
  };
  const desk = { unit: 'reach', level: 'middle', population: campaign.peopleInMarket, isEstimating: false };
  for (const scenario of SCENARIOS) {
    await api.post(`/api/v1/plans/${draft.id}/scenarios`, { ...scenario, request, desk });
  }
}
