import type { SpotGridResponse } from '../../shared/contracts/spots.ts';
import { eachDay, type Day } from '../../shared/domain/calendar/day.ts';
import { findDaypart, type Daypart } from '../../shared/domain/daypart.ts';
import { sumCents } from '../../shared/domain/money.ts';
import type { CampaignsService } from '../campaigns/campaigns.service.ts';
import type { DaypartsService } from '../dayparts/dayparts.service.ts';
import type { GridRow, SpotsModel } from './spots.model.ts';

export type SpotGridReader = (
  campaignId: string,
  query: Readonly<{ from?: Day; to?: Day; station?: string }>,
) => Promise<SpotGridResponse>;

/** Dropped spots and those made good are shown by their status but cost nothing twice: a make-good is already paid for. */
const NOT_PAID: readonly GridRow['status'][] = ['canceled', 'credited'];

/** Counts a campaign's spots by station, daypart and line, day by day. */
export function createSpotGridReader(
  input: Readonly<{ model: SpotsModel; campaigns: CampaignsService; dayparts: Pick<DaypartsService, 'of'> }>,
): SpotGridReader {
  return async (campaignId, query) => {
    const campaign = await input.campaigns.get(campaignId);
    const [from, to] = [query.from ?? campaign.startDay, query.to ?? campaign.endDay];
    const dayparts = await input.dayparts.of(campaign);
    const rows = await input.model.gridRows(campaignId, { from, to, station: query.station });
    const days = eachDay(from, to);
    const groups = new Map<string, GridRow[]>();
    for (const row of rows) {
      const key = `${row.station}\n${daypartOrder(dayparts, row.daypart)}\n${row.lineId}\n${row.lengthSeconds}`;
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    const gridRows = [...groups]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, group]) => gridRow(group, days, dayparts));
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

function gridRow(
  group: readonly GridRow[],
  days: readonly Day[],
  dayparts: readonly Daypart[],
): SpotGridResponse['rows'][number] {
  const first = group[0];
  const cells = days.map((day) => {
    const spots = group.filter(({ airDay }) => airDay === day);
    const byStatus: Partial<Record<GridRow['status'], number>> = {};
    for (const { status } of spots) byStatus[status] = (byStatus[status] ?? 0) + 1;
    return {
      day,
      spots: spots.filter(({ status }) => status !== 'canceled').length,
      byStatus,
      costCents: sumCents(spots.map(costOf)),
    };
  });
  const live = group.filter(({ status }) => status !== 'canceled');
  const daypart = first?.daypart ?? '';
  return {
    station: first?.station ?? '',
    daypart,
    daypartName: findDaypart(dayparts, daypart)?.name ?? daypart,
    lineId: first?.lineId ?? '',
    lengthSeconds: first?.lengthSeconds ?? 0,
    cells,
    spots: live.length,
    costCents: sumCents(cells.map(({ costCents }) => costCents)),
    ratingHundredths: live.reduce((sum, { ratingHundredths }) => sum + ratingHundredths, 0),
  };
}

function costOf(row: GridRow): number {
  return row.makegoodFor !== null || NOT_PAID.includes(row.status) ? 0 : row.costCents;
}
