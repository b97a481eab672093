import type { ScheduleReachResponse } from '../../shared/contracts/reach.ts';
import { grpHundredthsOf, impressionsOfGrps, lineAudience } from '../../shared/domain/audience/line-audience.ts';
import { measuredFlowchart, type MeasuredFlowchart } from '../../shared/domain/audience/measured-flowchart.ts';
import { peopleOfCampaign, type MarketPeople } from '../../shared/domain/market-people.ts';
import { flowchart, type Flowchart, type FlowchartInput } from '../../shared/domain/flowchart.ts';
import type { Metrics } from '../../shared/domain/delivery/metrics.ts';
import type { Line, Plan } from '../../shared/domain/plan.ts';
import { REACH_MODEL_WORDS } from '../../shared/domain/reach/reach-words.ts';
import { scheduleReach, type ReachLine } from '../../shared/domain/reach/schedule-reach.ts';
import { holdsSlot, type SpotStatus } from '../../shared/domain/spot.ts';
import type { StoredCampaign } from '../campaigns/campaigns.model.ts';
import type { StoredPlan } from '../plans/plans.model.ts';

type SpotRow = Readonly<{ lineId: string; airDay: string; status: SpotStatus; makegoodFor: string | null }>;
/** What pacing knows of a campaign's delivery, as far as reach needs it. */
type Delivered = Readonly<{
  campaign: StoredCampaign;
  plan: Plan | null;
  asOf: number;
  flights: readonly Readonly<{ line: Pick<Line, 'id'>; totals: Pick<Metrics, 'grpHundredths' | 'impressions'> }>[];
}>;

export type ReachServiceInput = Readonly<{
  campaigns: Readonly<{ get(id: string): Promise<StoredCampaign> }>;
  plans: Readonly<{ get(id: string): Promise<StoredPlan> }>;
  /** What was delivered, flight by flight. */
  figures(campaignId: string): Promise<Delivered>;
  spotRows(campaignId: string): Promise<readonly SpotRow[]>;
}>;

export type ReachQuery = Readonly<{ people?: number | undefined; dispersion?: number | undefined }>;
export type MeasuredQuery = Pick<FlowchartInput, 'calendar' | 'by'> &
  Readonly<{ measure: MeasuredFlowchart['measure']; people?: number | undefined }>;
type NotCounted = ScheduleReachResponse['notCounted'][number];

/** Rating points, reach and frequency of a plan, and of what has aired so far, by a named model. */
export function createReachService(input: ReachServiceInput) {
  const answer = (
    head: Pick<ScheduleReachResponse, 'basis' | 'campaignId' | 'planId' | 'asOf'>,
    lines: readonly ReachLine[],
    notCounted: readonly NotCounted[],
    query: Readonly<{ people: number; peopleBasis: string; dispersion?: number | undefined }>,
  ): ScheduleReachResponse => {
    const { people, dispersion, rows, assumptions } = scheduleReach({ lines, ...query });
    const model = REACH_MODEL_WORDS.combined;
    const wire = rows.map((row) => ({ ...row, distribution: [...row.distribution], issues: [...row.issues] }));
    return {
      ...head,
      people,
      dispersion,
      model,
      rows: wire,
      assumptions: [...assumptions],
      notCounted: [...notCounted],
    };
  };

  return {
    /** What the plan's money buys. */
    async planned(planId: string, query: ReachQuery): Promise<ScheduleReachResponse> {
      const plan = await input.plans.get(planId);
      const campaign = await input.campaigns.get(plan.campaignId);
      const { people, basis } = peopleOf(campaign, query.people);
      const frame = { commissionBasisPoints: campaign.commissionBasisPoints, people };
      const lines: ReachLine[] = [];
      const notCounted: NotCounted[] = [];
      for (const line of plan.lines) {
        const audience = lineAudience(line, frame);
        if (audience.kind === 'unmeasured')
          notCounted.push({ lineId: line.id, name: line.name, reason: audience.reason });
        else lines.push({ ...identityOf(line), ...audience });
      }
      const head = { basis: 'planned', campaignId: campaign.id, planId, asOf: null } as const;
      return answer(head, lines, notCounted, { people, peopleBasis: basis, dispersion: query.dispersion });
    },

    /** What has aired and been delivered so far, of the approved plan. */
    async aired(campaignId: string, query: ReachQuery): Promise<ScheduleReachResponse> {
      const [{ campaign, plan, asOf, flights }, spots] = await Promise.all([
        input.figures(campaignId),
        input.spotRows(campaignId),
      ]);
      const { people, basis } = peopleOf(campaign, query.people);
      const lines = (plan?.lines ?? []).map((line): ReachLine => {
        const totals = flights.filter((one) => one.line.id === line.id).map((one) => one.totals);
        const points = Math.max(0, sum(totals.map(({ grpHundredths }) => grpHundredths)));
        const impressions = Math.max(0, sum(totals.map((metrics) => metrics.impressions)));
        // A station reports points, a platform impressions; whichever came gives the other.
        const audience =
          points > 0
            ? { grpHundredths: points, impressions: impressionsOfGrps(points, people) }
            : { grpHundredths: grpHundredthsOf(impressions, people), impressions };
        const aired = line.tv
          ? spots.filter((spot) => spot.lineId === line.id && spot.status === 'aired').length
          : null;
        return { ...identityOf(line), ...audience, spots: aired };
      });
      const head = {
        basis: 'aired',
        campaignId,
        planId: plan?.id ?? null,
        asOf: new Date(asOf).toISOString(),
      } as const;
      return answer(head, lines, [], { people, peopleBasis: basis, dispersion: query.dispersion });
    },

    /** The plan's flowchart in rating points, impressions or spots. */
    async measured(
      planId: string,
      query: MeasuredQuery,
    ): Promise<Readonly<{ chart: Flowchart; measured: MeasuredFlowchart; people: number }>> {
      const plan = await input.plans.get(planId);
      const [campaign, spots] = await Promise.all([
        input.campaigns.get(plan.campaignId),
        query.measure === 'spots' ? input.spotRows(plan.campaignId) : [],
      ]);
      const { people } = peopleOf(campaign, query.people);
      const chart = flowchart({ plan, campaign, calendar: query.calendar, by: query.by, basis: 'gross' });
      // As they were bought: a dropped spot keeps its place and its make-good is not added, so each counts once.
      const scheduled = spots.filter(holdsSlot).map(({ lineId, airDay }) => ({ lineId, day: airDay, spots: 1 }));
      const frame = { commissionBasisPoints: campaign.commissionBasisPoints, people };
      const measured = measuredFlowchart({ chart, lines: plan.lines, measure: query.measure, frame, scheduled });
      return { chart, measured, people };
    },
  };
}
export type ReachService = ReturnType<typeof createReachService>;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function peopleOf(campaign: StoredCampaign, asked: number | undefined): MarketPeople {
  return asked === undefined ? peopleOfCampaign(campaign) : { people: asked, basis: 'Asked for here.' };
}

function identityOf(
  line: Line,
): Pick<ReachLine, 'id' | 'name' | 'channel' | 'station' | 'demo' | 'ratingHundredths' | 'twoSpotReachHundredths'> {
  const { id, name, channel, tv } = line;
  return {
    ...{ id, name, channel },
    station: tv?.station ?? null,
    demo: line.demo ?? null,
    ratingHundredths: tv?.ratingHundredths ?? null,
    twoSpotReachHundredths: tv?.twoSpotReachHundredths ?? null,
  };
}
