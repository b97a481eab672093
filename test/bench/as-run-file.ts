import { addDays } from '../../shared/domain/calendar/day.ts';
import type { SpotResponse } from '../../shared/contracts/spots.ts';

export type AsRunFileOrder = Readonly<{
  format: 'csv' | 'bxf';
  bytes: number;
  /** Spots the file speaks of, each once, among everything else the stations aired. */
  spots: readonly SpotResponse[];
  startDay: string;
}>;

const STATIONS = ['WQPA', 'WZPB', 'WXPC', 'WYPD'];
const SECONDS_APART = 30;
const ROWS_A_DAY = Math.floor((24 * 3_600) / SECONDS_APART);
const CHUNK = 64_000;

const two = (value: number) => String(value).padStart(2, '0');
const clockOf = (second: number) =>
  `${two(Math.floor(second / 3_600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;

/** A station's log as it would be sent: every airing of every day, ours among strangers', made while it is read. */
export async function* asRunFile(order: AsRunFileOrder): AsyncGenerator<Buffer> {
  const isCsv = order.format === 'csv';
  const ours = order.spots.map((spot) =>
    rowText(order.format, spot.station, spot.airDay, `${spot.clock}:10`, spot.creative?.adId ?? ''),
  );
  let held = isCsv
    ? 'Station,Air Date,Air Time,ISCI,Length,Status,Program,Affidavit\n'
    : '<?xml version="1.0"?><BxfMessage><BxfData><AsRun>\n';
  let sent = 0;
  const tail = isCsv ? '' : '</AsRun></BxfData></BxfMessage>\n';
  const all = rows(order, ours);
  for (;;) {
    const { value, done } = all.next();
    if (!done && sent + held.length + value.length + tail.length <= order.bytes) held += value;
    else {
      yield Buffer.from(held + tail);
      return;
    }
    if (held.length < CHUNK) continue;
    sent += held.length;
    yield Buffer.from(held);
    held = '';
  }
}

function* rows(order: AsRunFileOrder, ours: readonly string[]): Generator<string> {
  yield* ours;
  for (let number = 0; ; number += 1) {
    const station = STATIONS[Math.floor(number / ROWS_A_DAY) % STATIONS.length] ?? '';
    const day = addDays(order.startDay, Math.floor(number / ROWS_A_DAY / STATIONS.length));
    const second = (5 * 3_600 + (number % ROWS_A_DAY) * SECONDS_APART) % 86_400;
    yield rowText(order.format, station, day, clockOf(second), `OTHR${String(number % 9_999_999).padStart(7, '1')}H`);
  }
}

function rowText(format: 'csv' | 'bxf', station: string, day: string, clock: string, adId: string): string {
  if (format === 'csv')
    return `${station},${day},${clock},${adId},:30,Aired,News of the Delaware Valley,AFF-${day}-${clock}\n`;
  return (
    `<BasicAsRun><Channel><CallLetters>${station}</CallLetters></Channel><Content><AdId>${adId}</AdId></Content>` +
    `<AsRunDetail><Status>Aired without discrepancy</Status><StartDateTime><SmpteDateTime broadcastDate="${day}">` +
    `<SmpteTimeCode>${clock};00</SmpteTimeCode></SmpteDateTime></StartDateTime><Duration><SmpteDuration>` +
    `<SmpteTimeCode>00:00:30;00</SmpteTimeCode></SmpteDuration></Duration></AsRunDetail></BasicAsRun>\n`
  );
}
