import type { PacingResponse, PacingRow, PacingSeriesResponse, PacingStatus } from '../../shared/contracts/pacing.ts';
import { addDays, eachDay } from '../../shared/domain/calendar/day.ts';
import { todayIn, type Instant } from '../../shared/domain/calendar/zone.ts';
import { DEFAULT_BANDS, type PaceBands } from '../../shared/domain/pacing/flight-pacing.ts';
import type { Plan } from '../../shared/domain/plan.ts';
import { mergeDayCents, type PlannedAiring } from '../../shared/domain/plan-curve.ts';
import type { StoredCampaign } from '../campaigns/campaigns.model.ts';
import type { Clock } from '../clock.ts';
import type { DaysModel } from '../deliveries/days.model.ts';
import type { PlacementsModel } from '../deliveries/placements.model.ts';
import type { RunningFlight } from '../plans/flights.model.ts';
import { refuse } from '../refusal.ts';
import { flightFigures, type FlightFigures, type Measured } from './flight-figures.ts';
import { groupOf, rowOfFlight, rowOfFlights, type RowIdentity } from './pacing-response.ts';
import { projectionPath, sumPaths } from './projection-path.ts';

export const GUARD_NAME = 'overspend guard';

export type PacingServiceInput = Readonly<{
  campaigns: Readonly<{ get(id: string): Promise<StoredCampaign> }>;
  plans: Readonly<{ approvedOf(campaignId: string): Promise<Plan | null> }>;
  flights: Readonly<{ listByCampaign(campaignId: string): Promise<readonly RunningFlight[]> }>;
  days: DaysModel;
  placements: PlacementsModel;
  bandsOf(campaignId: string): Promise<PaceBands>;
  /** When TV flights' spots were planned to air, by flight: make-goods and canceled spots are not part of the plan. */
  airingsOf(campaignId: string): Promise<ReadonlyMap<string, readonly PlannedAiring[]>>;
  clock: Clock;
}>;

/** Everything needed to judge a campaign at a moment. */
export type CampaignFigures = Readonly<{
  campaign: StoredCampaign;
  plan: Plan | null;
  asOf: Instant;
  today: string;
  bands: PaceBands;
  flights: readonly FlightFigures[];
  running: ReadonlyMap<string, RunningFlight>;
}>;

export type SeriesQuery = Readonly<{
  asOf?: Instant | undefined;
  lineId?: string | undefined;
  flightId?: string | undefined;
  metric: 'spend' | 'impressions';
}>;

/** Delivery against the approved plan. It reads day totals only, so it costs the same at any number of facts. */
export function createPacingService(input: PacingServiceInput) {
  const figures = async (campaignId: string, asOf: Instant = input.clock.now()): Promise<CampaignFigures> => {
    const [campaign, plan, running, bands, airings] = await Promise.all([
      input.campaigns.get(campaignId),
      input.plans.approvedOf(campaignId),
      input.flights.listByCampaign(campaignId),
      input.bandsOf(campaignId),
      input.airingsOf(campaignId),
    ]);
    const planned = plan?.lines.flatMap((line) => line.flights.map((flight) => ({ flight, line }))) ?? [];
    const mappings = await input.placements.listByFlights(planned.map(({ flight }) => flight.id));
    const states = await input.days.listByPlacements(
      mappings.map(({ key }) => key),
      {},
    );
    const flightOf = new Map(
      mappings.map(({ sourceId, placement, flightId }) => [`${sourceId} ${placement}`, flightId]),
    );
    const daysOf = new Map<string, (typeof states)[number][]>();
    for (const state of states) {
      const flightId = flightOf.get(`${state.sourceId} ${state.placement}`) ?? '';
      const known = daysOf.get(flightId);
      if (known) known.push(state);
      else daysOf.set(flightId, [state]);
    }
    const byId = new Map(running.map((flight) => [flight.id, flight]));
    const { timeZone, commissionBasisPoints } = campaign;
    const judged = planned.map(({ flight, line }) => {
      const status = byId.get(flight.id)?.status ?? flight.status;
      return flightFigures({
        flight: { ...flight, status },
        line,
        timeZone,
        commissionBasisPoints,
        asOf,
        bands,
        airings: airings.get(flight.id) ?? [],
        days: daysOf.get(flight.id) ?? [],
      });
    });
    return { campaign, plan, asOf, today: todayIn(asOf, timeZone), bands, flights: judged, running: byId };
  };

  return {
    figures,
    /** Rows of the campaign, its groups, lines and flights at a moment. */
    async read(campaignId: string, asOf?: Instant): Promise<PacingResponse> {
      const all = await figures(campaignId, asOf);
      const { campaign, plan, bands, today } = all;
      const flights = all.flights.map((one) => rowOfFlight(one, today, stoppedNote(all.running.get(one.flight.id))));
      const campaignRow = rowOfFlights(
        identityOf(campaign, { kind: 'campaign', id: campaign.id, label: campaign.name }),
        all.flights,
        bands,
      );
      const groups = (['digital', 'tv'] as const).flatMap((group) => {
        const ofGroup = all.flights.filter(({ line }) => groupOf(line.channel) === group);
        const identity = identityOf(campaign, {
          kind: 'group',
          id: group,
          label: group === 'tv' ? 'TV' : 'Digital',
          group,
        });
        return ofGroup.length > 0 ? [rowOfFlights(identity, ofGroup, bands)] : [];
      });
      const lines = (plan?.lines ?? []).map((line) => {
        const ofLine = all.flights.filter((one) => one.line.id === line.id);
        const [startDay, endDay] = [
          ofLine.map(({ flight }) => flight.startDay).sort()[0],
          ofLine
            .map(({ flight }) => flight.endDay)
            .sort()
            .at(-1),
        ];
        const span = { startDay: startDay ?? campaign.startDay, endDay: endDay ?? campaign.endDay };
        const identity = {
          ...identityOf(campaign, { kind: 'line', id: line.id, label: line.name, group: groupOf(line.channel) }),
          ...span,
          channel: line.channel,
          vendor: line.vendor,
          lineId: line.id,
        };
        return rowOfFlights(identity, ofLine, bands);
      });
      return {
        campaignId,
        planId: plan?.id ?? null,
        asOf: new Date(all.asOf).toISOString(),
        today,
        timeZone: campaign.timeZone,
        currency: campaign.currency,
        dataThrough: campaignRow.dataThrough,
        campaign: campaignRow,
        groups,
        lines,
        flights,
        counts: countByStatus(flights),
      };
    },
    /** The chart: plan, delivery and forecast at the end of each day, of the campaign, a line or a flight. */
    async series(campaignId: string, query: SeriesQuery): Promise<PacingSeriesResponse> {
      const all = await figures(campaignId, query.asOf);
      const chosen = all.flights.filter(
        ({ line, flight }) =>
          (query.lineId === undefined || line.id === query.lineId) &&
          (query.flightId === undefined || flight.id === query.flightId),
      );
      if (chosen.length === 0 && (query.lineId ?? query.flightId) !== undefined) {
        throw refuse(
          'not_found',
          'not_in_plan',
          'The approved plan has no such line or flight.',
          query.flightId ? 'flightId' : 'lineId',
        );
      }
      return { ...seriesOf(all, chosen, query.metric), lineId: query.lineId ?? null, flightId: query.flightId ?? null };
    },
  };
}
export type PacingService = ReturnType<typeof createPacingService>;

/** Bands of a campaign nobody set anything for. */
export const defaultBands: PaceBands = DEFAULT_BANDS;

function identityOf(
  campaign: StoredCampaign,
  fields: Pick<RowIdentity, 'kind' | 'id' | 'label'> & Partial<RowIdentity>,
): RowIdentity {
  const { startDay, endDay } = campaign;
  return {
    group: null,
    channel: null,
    vendor: null,
    lineId: null,
    flightId: null,
    flightStatus: null,
    startDay,
    endDay,
    ...fields,
  };
}

function stoppedNote(flight: RunningFlight | undefined): string | null {
  const last = flight?.history.at(-1);
  return flight?.status === 'paused' && last?.by === GUARD_NAME
    ? (last.note ?? 'The overspend guard paused it.')
    : null;
}

function countByStatus(rows: readonly PacingRow[]): Record<PacingStatus, number> {
  const counts: Record<PacingStatus, number> = { na: 0, unknown: 0, under: 0, on: 0, over: 0, stalled: 0, stopped: 0 };
  for (const { status } of rows) counts[status] += 1;
  return counts;
}

function seriesOf(
  all: CampaignFigures,
  chosen: readonly FlightFigures[],
  metric: 'spend' | 'impressions',
): Omit<PacingSeriesResponse, 'lineId' | 'flightId'> {
  const measured = chosen.map((one) => ({ one, of: one[metric] }));
  const planDays = new Map(
    mergeDayCents(measured.map(({ of }) => of.curve.days.map(({ day, cents }) => ({ day, cents })))).map(
      ({ day, cents }) => [day, cents],
    ),
  );
  const deliveredDays = new Map<string, number>();
  for (const { of } of measured)
    for (const [day, value] of of.byDay) deliveredDays.set(day, (deliveredDays.get(day) ?? 0) + value);
  const through = [...deliveredDays.keys()].sort().at(-1) ?? null;
  const spanned = [...planDays.keys(), ...deliveredDays.keys()].sort();
  const [first, last] = [spanned[0], spanned.at(-1)];
  const days = first === undefined || last === undefined ? [] : eachDay(first, addDays(last, 1));
  const forecast = sumPaths({
    days: days.filter((day) => through === null || day > through),
    paths: measured.map(({ one, of }) => pathOf(one, of)),
  });
  const budget = measured.reduce((sum, { of }) => sum + of.curve.totalCents, 0);
  let planned = 0;
  let delivered = 0;
  const points = days.map((day) => {
    planned += planDays.get(day) ?? 0;
    delivered += deliveredDays.get(day) ?? 0;
    const isKnown = through !== null && day <= through;
    const projection = isKnown
      ? day === through
        ? { valueCents: delivered, lowCents: delivered, highCents: delivered }
        : undefined
      : forecast.get(day);
    return {
      day,
      planned: budget > 0 ? planned : null,
      plannedOfDay: budget > 0 ? (planDays.get(day) ?? 0) : null,
      delivered: isKnown ? delivered : null,
      deliveredOfDay: isKnown ? (deliveredDays.get(day) ?? 0) : null,
      projected: budget > 0 ? (projection?.valueCents ?? null) : null,
      low: budget > 0 ? (projection?.lowCents ?? null) : null,
      high: budget > 0 ? (projection?.highCents ?? null) : null,
    };
  });
  const unit = metric === 'spend' ? 'cents' : 'impressions';
  return {
    campaignId: all.campaign.id,
    metric,
    unit,
    budget: budget > 0 ? budget : null,
    today: all.today,
    dataThrough: through,
    points,
  };
}

function pathOf(one: FlightFigures, of: Measured) {
  const { status, hardStop } = one.flight;
  const goesOn = status !== 'paused' && status !== 'canceled' && status !== 'completed' && of.curve.totalCents > 0;
  const path = projectionPath({
    curve: of.curve,
    hardStop,
    goesOn,
    deliveredByDay: of.byDay,
    dataThrough: one.dataThrough,
  });
  return {
    path,
    delivered: [...of.byDay.values()].reduce((sum, value) => sum + value, 0),
    lastDay: of.curve.days.at(-1)?.day ?? null,
  };
}
