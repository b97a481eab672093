import type { Day } from '../../shared/domain/calendar/day.ts';
import { sumCents, type Cents } from '../../shared/domain/money.ts';
import { lineSpotCostCents, type Channel, type Line } from '../../shared/domain/plan.ts';
import { grossToNet, rateOnBasis, unitsForCost, type Rate } from '../../shared/domain/rates.ts';

export type OrderUnit = 'impressions' | 'clicks' | 'completed_views' | 'spots' | 'rating_points' | 'none';

/** One flight of an order, as it was agreed when the order was made; later edits of the plan don't touch it. */
export type OrderLine = Readonly<{
  lineId: string;
  flightId: string;
  name: string;
  channel: Channel;
  startDay: Day;
  endDay: Day;
  rate: Rate;
  units: number | null;
  unit: OrderUnit;
  station: string | null;
  daypart: string | null;
  lengthSeconds: number | null;
  spots: number | null;
  grossCents: Cents;
  netCents: Cents;
}>;

/**
 * The order lines of one vendor: one for each flight. TV is ordered in whole spots and at what they cost; other channels
 * at the flight's budget. Net is of each line, so lines and total foot.
 */
export function orderLinesOf(
  lines: readonly Line[],
  vendor: string,
  commissionBasisPoints: number,
): readonly OrderLine[] {
  return lines
    .filter((line) => line.vendor === vendor)
    .flatMap((line) =>
      line.flights
        .filter(({ status }) => status !== 'canceled')
        .map((flight): OrderLine => {
          const spotCost = lineSpotCostCents(line, commissionBasisPoints);
          const spots = spotCost === undefined || spotCost === 0 ? null : Math.floor(flight.budgetCents / spotCost);
          const grossCents = spots === null || spotCost === undefined ? flight.budgetCents : spots * spotCost;
          return {
            lineId: line.id,
            flightId: flight.id,
            name: line.name,
            channel: line.channel,
            startDay: flight.startDay,
            endDay: flight.endDay,
            rate: line.rate,
            ...(spots === null
              ? unitsOf(line, flight.budgetCents, commissionBasisPoints)
              : { units: spots, unit: 'spots' as const }),
            station: line.tv?.station ?? null,
            daypart: line.tv?.daypart ?? null,
            lengthSeconds: line.tv?.lengthSeconds ?? null,
            spots,
            grossCents,
            netCents: grossToNet(grossCents, commissionBasisPoints),
          };
        }),
    );
}

function unitsOf(line: Line, budgetCents: Cents, commissionBasisPoints: number): Pick<OrderLine, 'units' | 'unit'> {
  const gross = rateOnBasis(line.rate, 'gross', commissionBasisPoints);
  switch (gross.kind) {
    case 'cpm':
      return { units: unitsForCost(gross, budgetCents), unit: 'impressions' };
    case 'cpc':
      return { units: unitsForCost(gross, budgetCents), unit: 'clicks' };
    case 'cpcv':
      return { units: unitsForCost(gross, budgetCents), unit: 'completed_views' };
    case 'cpp':
      return { units: unitsForCost(gross, budgetCents) / 100, unit: 'rating_points' };
    case 'flat':
      return { units: null, unit: 'none' };
  }
}

/** Gross and net of an order: the sums of its lines. */
export function orderTotals(lines: readonly OrderLine[]): Readonly<{ grossCents: Cents; netCents: Cents }> {
  return {
    grossCents: sumCents(lines.map(({ grossCents }) => grossCents)),
    netCents: sumCents(lines.map(({ netCents }) => netCents)),
  };
}
