import type { SpotGridResponse } from '../../shared/contracts/spots.ts';
import { eachDay, type Day } from '../../shared/domain/calendar/day.ts';
import { findDaypart, type Daypart } from '../../shared/domain/daypart.ts';
import { sumCents } from '../../shared/domain/money.ts';
import { lineSpotCostCents, type Line } from '../../shared/domain/plan.ts';
import { isSpotLive } from '../../shared/domain/spot.ts';
import type { CampaignsService } from '../campaigns/campaigns.service.ts';
import type { DaypartsService } from '../dayparts/dayparts.service.ts';
import type { PlansService } from '../plans/plans.service.ts';
import type { GridRow, SpotsModel } from './spots.model.ts';

type RowHead = Pick<GridRow, 'station' | 'daypart' | 'lineId' | 'lengthSeconds'>;
export type SpotGridReader = (
  campaignId: string,
  query: Readonly<{ from?: Day; to?: Day; station?: string }>,
) => Promise<SpotGridResponse>;

/** Shown by their status, but not bought any more. */
const NOT_PAID: readonly GridRow['status'][] = ['canceled', 'credited'];

/**
 * Counts a campaign's spots by station, daypart and line, day by day. A line that may still get spots has a row without any. A
 * dropped spot and its make-good are one spot bought: it counts, costs and rates where it was bought.
 */
export function createSpotGridReader(
  input: Readonly<{
    model: SpotsModel;
    campaigns: CampaignsService;
    plans: Pick<PlansService, 'approvedOf'>;
    dayparts: Pick<DaypartsService, 'of'>;
  }>,
): SpotGridReader {
  return async (campaignId, query) => {
    const campaign = await input.campaigns.get(campaignId);
    const [from, to] = [query.from ?? campaign.startDay, query.to ?? campaign.endDay];
    const dayparts = await input.dayparts.of(campaign);
    const rows = await input.model.gridRows(campaignId, { from, to, station: query.station });
    const days = eachDay(from, to);
    const groups = new Map<string, Readonly<{ head: RowHead; spots: GridRow[] }>>();
    const groupOf = (head: RowHead) => {
      const key = `${head.station}\n${daypartOrder(dayparts, head.daypart)}\n${head.lineId}\n${head.lengthSeconds}`;
      const group = groups.get(key) ?? { head, spots: [] };
      groups.set(key, group);
      return group;
    };
    for (const row of rows) groupOf(row).spots.push(row);
    const plan = await input.plans.approvedOf(campaignId);
    for (const head of plan?.lines.flatMap((line) => openRow(line, { from, to }, campaign.commissionBasisPoints)) ?? [])
      if (query.station === undefined || query.station === head.station) groupOf(head);
    const gridRows = [...groups]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { head, spots }]) => gridRow(head, spots, { days, dayparts }));
    return {
      days: [...days],
      rows: gridRows,
      spots: gridRows.reduce((sum, { spots }) => sum + spots, 0),
      costCents: sumCents(gridRows.map(({ costCents }) => costCents)),
    };
  };
}

function daypartOrder(dayparts: readonly Daypart[], id: string): string {
  return String(dayparts.findIndex((daypart) => daypart.id === id) + 1).padStart(3, '0') + id;
}

/** The row of a line bought by the spot that runs in these days, whether or not it has spots yet. */
function openRow(line: Line, { from, to }: Readonly<{ from: Day; to: Day }>, commissionBasisPoints: number): RowHead[] {
  const { tv } = line;
  const isRunning = line.flights.some(
    ({ startDay, endDay, status }) => status !== 'canceled' && startDay < to && from < endDay,
  );
  if (!tv || !isRunning || lineSpotCostCents(line, commissionBasisPoints) === undefined) return [];
  return [{ station: tv.station, daypart: tv.daypart, lineId: line.id, lengthSeconds: tv.lengthSeconds }];
}

function gridRow(
  head: RowHead,
  group: readonly GridRow[],
  { days, dayparts }: Readonly<{ days: readonly Day[]; dayparts: readonly Daypart[] }>,
): SpotGridResponse['rows'][number] {
  const cells = days.map((day) => {
    const spots = group.filter(({ airDay }) => airDay === day);
    const byStatus: Partial<Record<GridRow['status'], number>> = {};
    for (const { status } of spots) byStatus[status] = (byStatus[status] ?? 0) + 1;
    return {
      day,
      spots: spots.filter(isBought).length,
      withoutCopy: spots.filter(({ creativeId, status }) => !creativeId && isSpotLive(status)).length,
      makegoods: spots.filter(({ makegoodFor, status }) => makegoodFor !== null && status !== 'canceled').length,
      byStatus,
      costCents: sumCents(spots.map(costOf)),
    };
  });
  const bought = group.filter(isBought);
  return {
    station: head.station,
    daypart: head.daypart,
    daypartName: findDaypart(dayparts, head.daypart)?.name ?? head.daypart,
    lineId: head.lineId,
    lengthSeconds: head.lengthSeconds,
    cells,
    spots: bought.length,
    costCents: sumCents(cells.map(({ costCents }) => costCents)),
    ratingHundredths: bought.reduce((sum, { ratingHundredths }) => sum + ratingHundredths, 0),
  };
}

/** A make-good is already paid for by the spot it stands in for. */
function isBought(row: GridRow): boolean {
  return row.makegoodFor === null && !NOT_PAID.includes(row.status);
}

function costOf(row: GridRow): number {
  return isBought(row) ? row.costCents : 0;
}
