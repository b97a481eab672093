import { stringify } from 'csv-stringify/sync';
import { formatClock } from '../../../shared/domain/calendar/broadcast-clock.ts';
import { wallTimeOf } from '../../../shared/domain/calendar/zone.ts';
import { cutShares } from '../../../shared/domain/spot/traffic-rows.ts';
import type { StoredCampaign } from '../../campaigns/campaigns.model.ts';
import { writePdf } from '../../orders/write-pdf.ts';
import type { TrafficInstruction } from './traffic.model.ts';

export type TrafficFileInput = Readonly<{ instruction: TrafficInstruction; campaign: StoredCampaign }>;

/** Example: WQPA-traffic-R2. */
export function trafficFileName({ station, revision }: TrafficInstruction): string {
  return `${station}-traffic-R${revision}`;
}

/** Instructions as CSV: one row for each spot, the cut by its code. */
export function trafficCsv({ instruction, campaign }: TrafficFileInput): string {
  const rows = instruction.rows.map((row) => ({
    station: instruction.station,
    revision: instruction.revision,
    supersedes_revision: instruction.supersedesRevision ?? '',
    advertiser: campaign.advertiser,
    air_day: row.airDay,
    time: formatClock(row.minute),
    window_start: formatClock(row.windowStartMinute),
    window_end: formatClock(row.windowEndMinute),
    time_zone: campaign.timeZone,
    daypart: row.daypart,
    program: row.program ?? '',
    length_seconds: row.lengthSeconds,
    ad_id: row.adId,
    title: row.title,
    change: row.change,
  }));
  return stringify(rows, { header: true, record_delimiter: 'windows', escape_formulas: true });
}

/** Instructions as a page for the station's traffic desk. */
export async function trafficPdf({ instruction, campaign }: TrafficFileInput): Promise<Uint8Array> {
  const issued = wallTimeOf(instruction.issuedAt, campaign.timeZone);
  const shares = cutShares(instruction.rows).map(
    ({ adId, title, spots, shareBasisPoints }) =>
      `${adId} (${title}): ${spots} spots, ${(shareBasisPoints / 100).toFixed(2)} %`,
  );
  const removed = instruction.removedRows.map(
    ({ airDay, minute, adId }) => `${airDay} ${formatClock(minute)} (${adId})`,
  );
  return writePdf({
    title: `Traffic instructions ${instruction.station}, revision ${instruction.revision}`,
    subtitle: `${campaign.advertiser} · ${campaign.name}`,
    facts: [
      ['Station', instruction.station],
      ['Vendor', instruction.vendor],
      ['Advertiser', campaign.advertiser],
      ['Issued by', instruction.issuedBy],
      ['Market', campaign.market.name],
      ['Time zone', campaign.timeZone],
    ],
    notice:
      instruction.supersedesRevision === null ? undefined : `Supersedes revision ${instruction.supersedesRevision}`,
    columns: [
      { header: 'Air day', width: 'auto' },
      { header: 'Time', width: 'auto' },
      { header: 'Window', width: 'auto' },
      { header: 'Daypart', width: 'auto' },
      { header: 'Length', width: 'auto', isNumber: true },
      { header: 'Ad-ID', width: 'auto' },
      { header: 'Title', width: '*' },
      { header: 'Change', width: 'auto' },
    ],
    rows: instruction.rows.map((row) => [
      row.airDay,
      formatClock(row.minute),
      `${formatClock(row.windowStartMinute)}–${formatClock(row.windowEndMinute)}`,
      row.program ? `${row.daypart.replaceAll('_', ' ')}, ${row.program}` : row.daypart.replaceAll('_', ' '),
      `:${row.lengthSeconds}`,
      row.adId,
      row.title,
      row.change,
    ]),
    footnotes: [
      ...(shares.length > 0 ? [`Rotation: ${shares.join('; ')}.`] : []),
      `Times are on the broadcast clock, 05:00 to 28:59: 25:30 is 1:30 a.m. of the next calendar day.`,
      ...(removed.length > 0 ? [`Not to air, though in the revision before: ${removed.join('; ')}.`] : []),
      ...(instruction.rows.length === 0 ? ['No spot of ours is to air.'] : []),
    ],
    signatures: [`Received by ${instruction.station}, date`],
    madeAt: `${issued.day}, ${campaign.timeZone}`,
  });
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
// Control characters are not allowed in XML at all, so they are left out.
const xml = (value: string | number) =>
  String(value)
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

/**
 * Instructions in the shape of BXF (SMPTE 2021) schedule messages, written by our own code: one ScheduledEvent for each
 * spot with its instant in UTC, length and Ad-ID.
 */
export function trafficBxf({ instruction, campaign }: TrafficFileInput): string {
  const events = instruction.rows.map(
    (row) => `      <ScheduledEvent action="${row.change === 'new' ? 'add' : 'update'}">
        <EventData eventType="Primary">
          <EventId><EventId>${xml(row.spotId)}</EventId></EventId>
          <EventTitle>${xml(row.title)}</EventTitle>
          <PrimaryEvent><NonProgramEvent><Details><SpotType>Paid</SpotType><Advertiser>${xml(campaign.advertiser)}</Advertiser>${row.program ? `<ProgramName>${xml(row.program)}</ProgramName>` : ''}</Details></NonProgramEvent></PrimaryEvent>
          <StartDateTime><SmpteDateTime broadcastDate="${xml(row.airDay)}"><SmpteTimeCode>${xml(smpteTime(row.minute))}</SmpteTimeCode></SmpteDateTime><UtcDateTime>${new Date(row.scheduledAt).toISOString()}</UtcDateTime></StartDateTime>
          <LengthOption><Duration><SmpteDuration><SmpteTimeCode>${smpteLength(row.lengthSeconds)}</SmpteTimeCode></SmpteDuration></Duration></LengthOption>
        </EventData>
        <Content><NonProgramContent><ContentId><HouseNumber>${xml(row.adId)}</HouseNumber><AdId>${xml(row.adId)}</AdId></ContentId><Name>${xml(row.title)}</Name></NonProgramContent></Content>
      </ScheduledEvent>`,
  );
  const removed = instruction.removedSpotIds.map(
    (spotId) =>
      `      <ScheduledEvent action="remove"><EventData eventType="Primary"><EventId><EventId>${xml(spotId)}</EventId></EventId></EventData></ScheduledEvent>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<BxfMessage xmlns="http://smpte-ra.org/schemas/2021/2008/BXF" id="${xml(instruction.id)}" dateTime="${new Date(instruction.issuedAt).toISOString()}" messageType="Information" origin="Flightboard" originType="Agency" destination="${xml(instruction.station)}">
  <BxfData action="${instruction.supersedesRevision === null ? 'add' : 'update'}">
    <Schedule scheduleId="${xml(trafficFileName(instruction))}" type="Primary" scheduleStart="${xml(instruction.from)}" revision="${instruction.revision}"${instruction.supersedesRevision === null ? '' : ` supersedesRevision="${instruction.supersedesRevision}"`}>
      <Channel channelNumber="0" type="digital_television"><CallLetters>${xml(instruction.station)}</CallLetters></Channel>
${[...events, ...removed].join('\n')}
    </Schedule>
  </BxfData>
</BxfMessage>
`;
}

function smpteTime(minute: number): string {
  return `${formatClock(minute)}:00;00`;
}

function smpteLength(seconds: number): string {
  return `00:${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')};00`;
}
