import type {
  PacingKnown,
  PacingResponse,
  PacingRow,
  PacingSeriesResponse,
  PacingStatus,
} from '../../shared/contracts/pacing.ts';
import type { Instant } from '../../shared/domain/calendar/zone.ts';
import { DEFAULT_BANDS, type PaceBands } from '../../shared/domain/pacing/flight-pacing.ts';
import type { StoredCampaign } from '../campaigns/campaigns.model.ts';
import { refuse } from '../refusal.ts';
import { createCampaignFigures, type CampaignFiguresInput } from './campaign-figures.ts';
import { guardNote } from './guard.ts';
import { groupOf, rowOfFlight, rowOfFlights, type RowIdentity } from './pacing-response.ts';
import { seriesOf } from './pacing-series.ts';

export type PacingQuery = Readonly<{ asOf?: Instant | undefined; known?: PacingKnown | undefined }>;
export type SeriesQuery = PacingQuery &
  Readonly<{ lineId?: string | undefined; flightId?: string | undefined; metric: 'spend' | 'impressions' }>;

/** Delivery against the approved plan. It reads day totals only, so it costs the same at any number of facts. */
export function createPacingService(input: CampaignFiguresInput) {
  const figures = createCampaignFigures(input);

  return {
    figures,
    /** Rows of the campaign, its groups, lines and flights at a moment. */
    async read(campaignId: string, query: PacingQuery = {}): Promise<PacingResponse> {
      const all = await figures(campaignId, query);
      const { campaign, plan, bands, today } = all;
      const flights = all.flights.map((one) => rowOfFlight(one, today, guardNote(all.running.get(one.flight.id))));
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
        known: all.known,
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
      const all = await figures(campaignId, query);
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

function countByStatus(rows: readonly PacingRow[]): Record<PacingStatus, number> {
  const counts: Record<PacingStatus, number> = { na: 0, unknown: 0, under: 0, on: 0, over: 0, stalled: 0, stopped: 0 };
  for (const { status } of rows) counts[status] += 1;
  return counts;
}
