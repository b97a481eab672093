import { formatCents } from '../money.ts';
import type { Line, TvDetails } from '../plan.ts';
import { rateWords } from '../rate-words.ts';
import type { Rate } from '../rates.ts';
import { nameOfRow, vendorOfRow } from './match-lines.ts';
import type { ReadRow, RowValues } from './read-rows.ts';

/** One thing a row changes, in words; `from` is null where there was nothing. */
export type ImportChange = Readonly<{ what: string; from: string | null; to: string }>;
/** What a row changes in its line's terms. */
export type TermChanges = Readonly<{
  set: Partial<Omit<Line, 'id' | 'flights'>>;
  changes: readonly ImportChange[];
  problems: readonly string[];
}>;
export type NewTerms = Omit<Line, 'id' | 'flights'>;

const TV_WORDS = {
  station: 'Station',
  daypart: 'Daypart',
  program: 'Program',
  ratingHundredths: 'Rating',
  lengthSeconds: 'Length',
  spotsPerWeek: 'Spots per week',
  weekdays: 'Weekdays',
} as const;
type TvField = keyof typeof TV_WORDS;
const TV_FIELDS = Object.keys(TV_WORDS) as TvField[];
const LIMITS: readonly (readonly [keyof RowValues, string, number])[] = [
  ['line', 'The line’s name', 200],
  ['vendor', 'The vendor', 200],
  ['station', 'The station', 20],
  ['program', 'The program', 120],
  ['demo', 'The demo', 40],
];
const isAired = (channel: Line['channel']) => channel === 'linear_tv' || channel === 'radio';

function tvWord(field: TvField, value: unknown): string | null {
  if (value === undefined) return null;
  if (field === 'ratingHundredths') return String(Number(value) / 100);
  if (field === 'lengthSeconds') return `:${String(value)}`;
  if (Array.isArray(value))
    return value.map((day) => ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][Number(day) - 1]).join(' ');
  return String(value as string | number);
}

/** What is outside of what a line can hold, in words. */
function outOfBounds(values: RowValues): readonly string[] {
  const long = LIMITS.filter(([field, , most]) => String(values[field] ?? '').length > most).map(
    ([, what, most]) => `${what} is longer than ${most} characters.`,
  );
  const { ratingHundredths: rating, lengthSeconds: length, spotsPerWeek: spots, minCents, maxCents } = values;
  const wrong: string[] = [];
  if (rating !== undefined && (rating < 1 || rating > 10_000)) wrong.push('A rating is above 0 and at most 100.');
  if (length !== undefined && ![10, 15, 30, 60].includes(length))
    wrong.push(`A spot is 10, 15, 30 or 60 seconds long, not ${length}.`);
  if (spots !== undefined && (spots < 1 || spots > 500)) wrong.push('Spots per week are 1 to 500.');
  if (minCents !== undefined && maxCents !== undefined && minCents > maxCents)
    wrong.push(`At least ${formatCents(minCents)} is more than at most ${formatCents(maxCents)}.`);
  return [...long, ...wrong];
}

function statedTv(values: RowValues): Partial<TvDetails> {
  const stated = TV_FIELDS.filter((field) => values[field] !== undefined).map((field) => [field, values[field]]);
  const tv = Object.fromEntries(stated) as Partial<TvDetails>;
  // Every day is what a line has that says none.
  return tv.weekdays?.length === 0 ? { ...tv, weekdays: undefined } : tv;
}

/** What a row changes in the terms of the line it is of; a field it leaves empty stays as it is. */
export function changedTerms(row: ReadRow, line: Line): TermChanges {
  const { values } = row;
  const set: Record<string, unknown> = {};
  const changes: ImportChange[] = [];
  const problems = [...outOfBounds(values)];
  const note = (field: string, what: string, from: string | null, to: string | null, value: unknown) => {
    if (from === to) return;
    set[field] = value;
    changes.push({ what, from, to: to ?? 'none' });
  };
  if (values.channel !== undefined && values.channel !== line.channel)
    problems.push(`A line keeps its channel (${line.channel}): add a new line for ${values.channel}.`);
  // Found by its name a line is called what it is called already, whatever the case.
  const isSame = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();
  const isById = values.lineId === line.id;
  if (isById && values.line !== undefined) note('name', 'Name', line.name, values.line, values.line);
  if (isById && values.vendor !== undefined && !isSame(values.vendor, line.vendor))
    note('vendor', 'Vendor', line.vendor, values.vendor, values.vendor);
  const rate: Rate = {
    kind: values.rateKind ?? line.rate.kind,
    amountMicros: values.priceMicros ?? line.rate.amountMicros,
    basis: values.rateBasis ?? line.rate.basis,
  };
  note('rate', 'Rate', rateWords(line.rate), rateWords(rate), rate);
  if (values.demo !== undefined) note('demo', 'Demo', line.demo ?? null, values.demo, values.demo);
  const money = (cents: number | undefined) => (cents === undefined ? null : formatCents(cents));
  if (values.minCents !== undefined)
    note('minCents', 'At least', money(line.minCents), money(values.minCents), values.minCents);
  if (values.maxCents !== undefined)
    note('maxCents', 'At most', money(line.maxCents), money(values.maxCents), values.maxCents);
  const open = (isLocked: boolean) => (isLocked ? 'Yes' : 'No');
  if (values.locked !== undefined) note('locked', 'Locked', open(line.locked), open(values.locked), values.locked);
  const stated = statedTv(values);
  const differing = TV_FIELDS.filter(
    (field) => field in stated && tvWord(field, line.tv?.[field]) !== tvWord(field, stated[field]),
  );
  if (differing.length > 0) {
    const tv = newTv(row, line.channel, { ...line.tv, ...stated });
    if ('problem' in tv) problems.push(tv.problem);
    else
      for (const field of differing)
        note('tv', TV_WORDS[field], tvWord(field, line.tv?.[field]), tvWord(field, stated[field]), tv.tv);
  }
  return { set, changes, problems };
}

/** The terms of a line to be made, or everything that keeps it from being made. */
export function newTerms(row: ReadRow): Readonly<{ terms: NewTerms | null; problems: readonly string[] }> {
  const { values } = row;
  const problems = [...outOfBounds(values)];
  const name = nameOfRow(row);
  const vendor = vendorOfRow(row);
  if (name === '') problems.push('A new line needs a name.');
  if (values.channel === undefined) problems.push('A new line needs a channel.');
  if (vendor === undefined) problems.push('A new line needs a vendor.');
  if (values.rateKind === undefined || values.priceMicros === undefined)
    problems.push('A new line needs its rate: a Rate kind such as CPM, and a Price.');
  const stated = statedTv(values);
  const tv = values.station === undefined || !values.channel ? null : newTv(row, values.channel, stated);
  if (tv && 'problem' in tv) problems.push(tv.problem);
  if (problems.length > 0 || !values.channel || vendor === undefined) return { terms: null, problems };
  const { rateKind = 'flat', priceMicros = 0, rateBasis = 'gross' } = values;
  const terms: NewTerms = {
    name,
    channel: values.channel,
    vendor,
    rate: { kind: rateKind, amountMicros: priceMicros, basis: rateBasis },
    ...(values.demo === undefined ? {} : { demo: values.demo }),
    ...(tv && 'tv' in tv ? { tv: tv.tv } : {}),
    ...(values.minCents === undefined ? {} : { minCents: values.minCents }),
    ...(values.maxCents === undefined ? {} : { maxCents: values.maxCents }),
    locked: values.locked ?? false,
  };
  return { terms, problems };
}

function newTv(
  row: ReadRow,
  channel: Line['channel'],
  tv: Partial<TvDetails>,
): Readonly<{ tv: TvDetails }> | Readonly<{ problem: string }> {
  if (!isAired(channel)) return { problem: `Station, daypart and rating are for TV and radio, not ${channel}.` };
  const { station = vendorOfRow(row), daypart, ratingHundredths } = tv;
  const missing = [
    ...(station === undefined ? ['station'] : []),
    ...(daypart === undefined ? ['daypart'] : []),
    ...(ratingHundredths === undefined ? ['rating'] : []),
  ];
  if (station === undefined || daypart === undefined || ratingHundredths === undefined)
    return { problem: `A line with spots also needs its ${missing.join(' and ')}.` };
  return { tv: { ...tv, station, daypart, ratingHundredths, lengthSeconds: tv.lengthSeconds ?? 30 } };
}
