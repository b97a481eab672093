import type { PostingResponse } from '../../shared/contracts/reconciliation.ts';
import { broadcastWeek } from '../../shared/domain/calendar/broadcast-week.ts';
import { multiplyRatio, sumCents } from '../../shared/domain/money.ts';
import {
  postStations,
  POSTING_LINE_BASIS_POINTS,
  type PostedSpot,
} from '../../shared/domain/reconciliation/posting.ts';
import type { SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import type { CampaignsService } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import type { SpotsModel } from '../spots/spots.model.ts';
import type { AsRunModel } from './as-run.model.ts';
import { withoutRepeats } from './disputes/invoice-rows.ts';

export type PostingServiceInput = Readonly<{
  spots: SpotsModel;
  asRun: AsRunModel;
  campaigns: CampaignsService;
  clock: Clock;
}>;

/** Posting per station and quarter, and order, as-run and invoice side by side. */
export function createPostingService(input: PostingServiceInput) {
  const { campaigns, clock } = input;
  const load = async (campaignId: string, station?: string) => {
    await campaigns.get(campaignId);
    const spots = await input.spots.listByCampaign(campaignId, station === undefined ? {} : { station });
    return spots.filter(({ status }) => status !== 'canceled');
  };
  return {
    async posting(
      campaignId: string,
      query: Readonly<{ station?: string | undefined; lineBasisPoints?: number | undefined }>,
    ): Promise<PostingResponse> {
      const lineBasisPoints = query.lineBasisPoints ?? POSTING_LINE_BASIS_POINTS;
      const spots = await load(campaignId, query.station);
      const rows = postStations(spots.map(toPosted), lineBasisPoints).map((row) => {
        const own = spots.filter((spot) => spot.station === row.station && quarterOf(spot) === row.quarter);
        const ordered = own.filter(({ makegoodFor, status }) => makegoodFor === undefined && status !== 'credited');
        const orderedCents = sumCents(ordered.map(({ costCents }) => costCents));
        const [year = 0, quarter = 1] = row.quarter.split('-Q').map(Number);
        return {
          station: row.station,
          year,
          quarter,
          orderedSpots: ordered.length,
          airedSpots: own.filter(({ status }) => status === 'aired').length,
          orderedHundredths: row.ordered,
          deliveredHundredths: row.delivered,
          shareBasisPoints: row.shareBasisPoints,
          lineBasisPoints,
          status:
            row.unmeasured > 0 ? ('open' as const) : row.status === 'below' ? ('under' as const) : ('posted' as const),
          owedHundredths: row.unmeasured > 0 ? 0 : row.owed,
          creditedCents: sumCents(own.map(({ creditCents }) => creditCents)),
          creditCents: row.unmeasured > 0 || row.ordered === 0 ? 0 : multiplyRatio(row.owed, orderedCents, row.ordered),
        };
      });
      return { asOf: new Date(clock.now()).toISOString(), rows };
    },

    async reconciliation(campaignId: string) {
      const [spots, unmatched, billed] = await Promise.all([
        load(campaignId),
        input.asRun.unmatchedByStation(campaignId),
        input.asRun.invoicedRows(campaignId).then(withoutRepeats),
      ]);
      const invoiced = (of: (station: string) => boolean) =>
        sumCents(billed.filter((row) => of(row.station ?? '')).map(({ costCents }) => costCents));
      const stations = [...new Set(spots.map(({ station }) => station))].sort();
      const rows = stations.map((station) => ({
        station,
        ...sumsOf(
          spots.filter((spot) => spot.station === station),
          { unmatchedRows: unmatched.get(station) ?? 0, invoicedCents: invoiced((one) => one === station) },
        ),
      }));
      const strays = sumCents(
        [...unmatched].filter(([station]) => !stations.includes(station)).map(([, count]) => count),
      );
      const totals = sumsOf(spots, {
        unmatchedRows: sumCents(rows.map(({ unmatchedRows }) => unmatchedRows)) + strays,
        invoicedCents: invoiced(() => true),
      });
      return { rows, totals };
    },
  };
}
export type PostingService = ReturnType<typeof createPostingService>;

function quarterOf({ airDay }: Pick<SpotRecord, 'airDay'>): string {
  const { year, quarter } = broadcastWeek(airDay);
  return `${year}-Q${quarter}`;
}

/** Proved airings deliver, dropped spots deliver nothing; what may still air or be proved is not measured yet. */
function toPosted(spot: SpotRecord): PostedSpot {
  const dropped =
    spot.status === 'preempted' ||
    spot.status === 'missed' ||
    spot.status === 'made_good' ||
    spot.status === 'credited';
  const delivered =
    spot.status === 'aired' && spot.verified
      ? (spot.deliveredHundredths ?? spot.ratingHundredths)
      : dropped
        ? 0
        : undefined;
  return {
    id: spot.id,
    station: spot.station,
    quarter: quarterOf(spot),
    orderedAudience: spot.ratingHundredths,
    ...(delivered === undefined ? {} : { deliveredAudience: delivered }),
    makegoodFor: spot.makegoodFor,
    credited: spot.status === 'credited',
  };
}

type Told = Readonly<{ unmatchedRows: number; invoicedCents: number }>;

function sumsOf(spots: readonly SpotRecord[], { unmatchedRows, invoicedCents }: Told) {
  const cost = (list: readonly SpotRecord[]) =>
    sumCents(list.filter(({ makegoodFor }) => makegoodFor === undefined).map(({ costCents }) => costCents));
  const aired = spots.filter(({ status }) => status === 'aired');
  const verified = aired.filter((spot) => spot.verified);
  const madeGood = new Map(spots.map((spot) => [spot.id, spot]));
  // A proved make-good earns the cost of the spot it replaces, once.
  const payable = sumCents(
    verified.map((spot) =>
      spot.makegoodFor === undefined
        ? spot.costCents
        : Math.min(spot.costCents, madeGood.get(spot.makegoodFor)?.costCents ?? 0),
    ),
  );
  return {
    orderedSpots: spots.filter(({ makegoodFor }) => makegoodFor === undefined).length,
    orderedCents: cost(spots),
    airedSpots: aired.length,
    airedCents: cost(aired),
    verifiedSpots: verified.length,
    missedSpots: spots.filter(({ status }) => status === 'missed' || status === 'preempted').length,
    madeGoodSpots: spots.filter(({ status }) => status === 'made_good').length,
    creditedCents: sumCents(spots.map(({ creditCents }) => creditCents)),
    invoicedCents,
    payableCents: payable,
    varianceCents: invoicedCents - payable,
    unmatchedRows,
  };
}
