import { stringify } from 'csv-stringify/sync';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { wallTimeOf } from '../../shared/domain/calendar/zone.ts';
import { formatCents, microsToCents } from '../../shared/domain/money.ts';
import type { RateBasis } from '../../shared/domain/rates.ts';
import type { StoredCampaign } from '../campaigns/campaigns.model.ts';
import type { OrderLine } from './order-lines.ts';
import type { StoredOrder } from './orders.model.ts';
import { orderNumber } from './orders.service.ts';
import { writePdf } from './write-pdf.ts';

export type OrderFileInput = Readonly<{
  order: StoredOrder;
  campaign: StoredCampaign;
  revisionBefore: number | null;
  basis: RateBasis;
  now: number;
}>;

const cents = (line: OrderLine, basis: RateBasis) => (basis === 'gross' ? line.grossCents : line.netCents);
const rateText = ({ rate }: OrderLine) =>
  `${formatCents(microsToCents(rate.amountMicros))} ${rate.kind.toUpperCase()} ${rate.basis}`;
const unitText = ({ units, unit }: OrderLine) =>
  units === null ? '' : `${units.toLocaleString('en-US')} ${unit.replaceAll('_', ' ')}`;

/** The order as the vendor signs it. */
export async function orderPdf({ order, campaign, revisionBefore, basis, now }: OrderFileInput): Promise<Uint8Array> {
  const total = basis === 'gross' ? order.grossCents : order.netCents;
  const wall = wallTimeOf(now, campaign.timeZone);
  return writePdf({
    title: `Insertion order ${orderNumber(order)}`,
    subtitle: `${campaign.advertiser} · ${campaign.name}`,
    facts: [
      ['Vendor', order.vendor],
      ['Advertiser', campaign.advertiser],
      ['Market', campaign.market.name],
      ['Plan', `version ${order.planVersion}`],
      ['Amounts', `${basis}, ${campaign.currency}`],
      ['Status', order.status],
    ],
    notice: revisionBefore === null ? undefined : `Supersedes revision ${revisionBefore}`,
    columns: [
      { header: 'Line', width: '*' },
      { header: 'Station', width: 'auto' },
      { header: 'Daypart', width: 'auto' },
      { header: 'Length', width: 'auto', isNumber: true },
      { header: 'First day', width: 'auto' },
      { header: 'Last day', width: 'auto' },
      { header: 'Rate', width: 'auto' },
      { header: 'Buys', width: 'auto', isNumber: true },
      { header: `Cost (${basis})`, width: 'auto', isNumber: true },
    ],
    rows: order.lines.map((line) => [
      line.name,
      line.station ?? '',
      (line.daypart ?? '').replaceAll('_', ' '),
      line.lengthSeconds === null ? '' : `:${line.lengthSeconds}`,
      line.startDay,
      addDays(line.endDay, -1),
      rateText(line),
      unitText(line),
      formatCents(cents(line, basis)),
    ]),
    totals: ['Total', '', '', '', '', '', '', '', formatCents(total)],
    footnotes: [
      `Commission ${(campaign.commissionBasisPoints / 100).toFixed(2)} %. Days are broadcast days of ${campaign.timeZone}; a broadcast day starts at 05:00.`,
      `Gross ${formatCents(order.grossCents)}, net ${formatCents(order.netCents)}.`,
    ],
    signatures: [`For ${campaign.advertiser}, date`, `For ${order.vendor}, date`],
    madeAt: `${wall.day}, ${campaign.timeZone}`,
  });
}

/** The order as rows: one for each flight, whole cents in plain dollars. */
export function orderCsv({ order, basis }: Pick<OrderFileInput, 'order' | 'basis'>): string {
  const dollars = (amount: number) => `${Math.trunc(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
  const rows = order.lines.map((line) => ({
    order: orderNumber(order),
    vendor: order.vendor,
    line: line.name,
    channel: line.channel,
    station: line.station ?? '',
    daypart: line.daypart ?? '',
    length_seconds: line.lengthSeconds ?? '',
    first_day: line.startDay,
    last_day: addDays(line.endDay, -1),
    rate: rateText(line),
    units: line.units ?? '',
    unit: line.unit,
    [`cost_${basis}`]: dollars(cents(line, basis)),
  }));
  // A cell that a spreadsheet would run as a formula is written as text.
  return stringify(rows, { header: true, record_delimiter: 'windows', escape_formulas: true });
}
