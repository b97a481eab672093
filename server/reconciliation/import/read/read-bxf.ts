import { SaxesParser } from 'saxes';
import { refuse, type Refusal } from '../../../refusal.ts';
import type { RawRow } from './as-run-row.ts';

/** Elements that stand for one airing. */
const EVENTS = new Set(['BasicAsRun', 'AsRunEvent', 'ScheduledEvent']);
const MOST_DEEP = 64;
const MOST_TEXT = 10_000;

type Event = { fields: Record<string, string>; path: string[] };

/**
 * Rows of an as-run in the shape of BXF, as it streams in. Document types and entities of one's own are refused, so no
 * small file can grow large.
 * @throws Refusal when it is not well-formed or carries a DOCTYPE.
 */
export async function* readBxf(chunks: AsyncIterable<Buffer>): AsyncGenerator<RawRow> {
  const parser = new SaxesParser({ xmlns: false });
  const rows: RawRow[] = [];
  const path: string[] = [];
  let station = '';
  let event: Event | null = null;
  let text = '';
  let count = 0;
  let trouble: Refusal | null = null;

  parser.on('doctype', () => {
    trouble ??= refuse(
      'invalid',
      'doctype_refused',
      'The XML carries a DOCTYPE. Send it without: no entities of its own are read.',
    );
  });
  parser.on('error', (error) => {
    trouble ??= refuse('invalid', 'not_xml', `The file is not well-formed XML: ${error.message.slice(0, 200)}`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    const local = localName(name);
    path.push(local);
    text = '';
    if (path.length > MOST_DEEP)
      trouble ??= refuse('invalid', 'too_deep', `The XML is nested deeper than ${MOST_DEEP} elements.`);
    if (!event && EVENTS.has(local)) event = { fields: {}, path: [] };
    if (event && local === 'SmpteDateTime') event.fields['date'] ??= String(attributes['broadcastDate'] ?? '');
  });
  parser.on('text', (part) => {
    if (text.length < MOST_TEXT) text += part;
  });
  parser.on('closetag', ({ name }) => {
    const local = localName(name);
    const value = text.trim();
    if (!event && local === 'CallLetters') station = value;
    if (event && value !== '') note(event.fields, local, value, path);
    path.pop();
    text = '';
    if (event && EVENTS.has(local)) {
      count += 1;
      rows.push(rowOf(event.fields, station, count));
      event = null;
    }
  });

  const decoder = new TextDecoder('utf-8', { fatal: false });
  for await (const chunk of chunks) {
    parser.write(decoder.decode(chunk, { stream: true }));
    if (trouble) throw trouble as Refusal;
    yield* rows.splice(0);
  }
  parser.close();
  if (trouble) throw trouble as Refusal;
  yield* rows.splice(0);
  if (count === 0)
    throw refuse('invalid', 'no_events', 'The XML holds no as-run events (BasicAsRun, AsRunEvent or ScheduledEvent).');
}

function note(fields: Record<string, string>, local: string, value: string, path: readonly string[]): void {
  const isLength = path.includes('Duration') || path.includes('LengthOption');
  switch (local) {
    case 'SmpteTimeCode':
      fields[isLength ? 'length' : 'time'] ??= value;
      return;
    case 'UtcDateTime':
      fields['utc'] ??= value;
      return;
    case 'AdId':
      fields['adId'] = value;
      return;
    case 'HouseNumber':
      fields['house'] ??= value;
      return;
    case 'Status':
    case 'AsRunStatus':
      fields['status'] ??= value;
      return;
    case 'ProgramName':
      fields['program'] ??= value;
      return;
    case 'CallLetters':
      fields['station'] ??= value;
      return;
    case 'EventId':
    case 'AsRunEventId':
      fields['reference'] ??= value;
      return;
    default:
  }
}

function rowOf(fields: Readonly<Record<string, string>>, station: string, rowNumber: number): RawRow {
  const of = (name: string) => fields[name] ?? '';
  return {
    rowNumber,
    station: of('station') || station,
    date: of('date'),
    time: of('time').split(/[;]/)[0] ?? '',
    adId: of('adId') || of('house'),
    length: of('length'),
    status: of('status'),
    reference: of('reference'),
    rating: '',
    cost: '',
    program: of('program'),
    utc: of('utc'),
    raw: JSON.stringify(fields).slice(0, 1_000),
  };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
