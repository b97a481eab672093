import { z } from 'zod';
import { createLineRequestSchema, type CreateLineRequest, type LineResponse } from '../../../shared/contracts/plans.ts';
import { addDays, isDay } from '../../../shared/domain/calendar/day.ts';
import { redateFlight } from '../../../shared/domain/flight-dates.ts';
import type { FlightSpan } from '../../../shared/domain/flight-pattern.ts';
import { centsToMicros } from '../../../shared/domain/money.ts';
import { parseAmount } from '../parse-amount.ts';

export type FlightPattern = CreateLineRequest['flights'][number]['pattern'];

/** A flight as the form holds it: days as people say them (first to last), money as typed. */
export type FlightForm = Readonly<{
  id: string;
  startDay: string;
  lastDay: string;
  budget: string;
  pattern: FlightPattern;
  /** The days the pattern was made for: weights typed for them move along when the flight gets others. */
  patternDays?: Readonly<{ startDay: string; endDay: string }> | undefined;
  hardStop: boolean;
}>;

export type LineForm = Readonly<{
  name: string;
  channel: CreateLineRequest['channel'];
  vendor: string;
  rateKind: CreateLineRequest['rate']['kind'];
  rateAmount: string;
  rateBasis: 'gross' | 'net';
  demo: string;
  station: string;
  daypart: string;
  program: string;
  rating: string;
  lengthSeconds: 10 | 15 | 30 | 60;
  spotsPerWeek: string;
  /** ISO weekdays as text, "1" is Monday; none means every day. */
  weekdays: readonly string[];
  min: string;
  max: string;
  locked: boolean;
  flights: readonly FlightForm[];
}>;

/** What is typed as text. */
export type LineField = Exclude<keyof LineForm, 'flights' | 'weekdays'>;

const dollars = (cents: number | undefined) =>
  cents === undefined ? '' : (cents / 100).toFixed(2).replace(/\.00$/, '');

/** True where the channel sells spots by station and daypart. */
export function isBroadcast(channel: LineForm['channel']): boolean {
  return channel === 'linear_tv' || channel === 'radio';
}

/** The form of a line that exists. */
export function formOf(line: LineResponse): LineForm {
  return {
    name: line.name,
    channel: line.channel,
    vendor: line.vendor,
    rateKind: line.rate.kind,
    rateAmount: dollars(line.rate.amountMicros / 10_000),
    rateBasis: line.rate.basis,
    demo: line.demo ?? '',
    station: line.tv?.station ?? '',
    daypart: line.tv?.daypart ?? 'early_news',
    program: line.tv?.program ?? '',
    rating: line.tv ? String(line.tv.ratingHundredths / 100) : '',
    lengthSeconds: line.tv?.lengthSeconds ?? 30,
    spotsPerWeek: String(line.tv?.spotsPerWeek ?? ''),
    weekdays: (line.tv?.weekdays ?? []).map(String),
    min: dollars(line.minCents),
    max: dollars(line.maxCents),
    locked: line.locked,
    flights: line.flights.map((flight) => ({
      id: flight.id,
      startDay: flight.startDay,
      lastDay: flight.lastDay ?? addDays(flight.endDay, -1),
      budget: dollars(flight.budgetCents),
      pattern: flight.pattern,
      patternDays: { startDay: flight.startDay, endDay: flight.endDay },
      hardStop: flight.hardStop,
    })),
  };
}

/** The ISO weekdays the line's spots may air on; undefined is every day. */
export function weekdaysOf({ channel, station, weekdays }: LineForm): readonly number[] | undefined {
  if (!isBroadcast(channel) || station.trim() === '' || weekdays.length === 0) return undefined;
  return weekdays.map(Number).toSorted((a, b) => a - b);
}

/** A flight of the form as the domain reads it; null while its days or its amount can't be. */
export function flightSpanOf(flight: FlightForm, weekdays: readonly number[] | undefined): FlightSpan | null {
  const { startDay, lastDay } = flight;
  const amount = parseAmount(flight.budget === '' ? '0' : flight.budget, 0);
  if (!isDay(startDay) || !isDay(lastDay) || lastDay < startDay || amount.kind !== 'amount') return null;
  const endDay = addDays(lastDay, 1);
  const { cents: budgetCents } = amount;
  return { startDay, endDay, budgetCents, pattern: patternOn({ startDay, endDay }, flight, { budgetCents, weekdays }) };
}

/** The flight's pattern on its days: weights typed for other days are moved to these. */
function patternOn(
  days: Readonly<{ startDay: string; endDay: string }>,
  { pattern, patternDays }: FlightForm,
  { budgetCents, weekdays }: Readonly<{ budgetCents: number; weekdays: readonly number[] | undefined }>,
): FlightPattern {
  if (pattern.kind !== 'custom' || !patternDays) return pattern;
  return redateFlight({ ...patternDays, budgetCents, pattern }, days, weekdays).pattern as FlightPattern;
}

let newFlights = 0;

/** A flight over the whole of a period, not yet saved. */
export function newFlight(startDay: string, lastDay: string): FlightForm {
  return { id: `new-${(newFlights += 1)}`, startDay, lastDay, budget: '', pattern: { kind: 'even' }, hardStop: true };
}

/** The form of a line to be. */
export function emptyForm(startDay: string, lastDay: string): LineForm {
  return {
    name: '',
    channel: 'ctv',
    vendor: '',
    rateKind: 'cpm',
    rateAmount: '',
    rateBasis: 'gross',
    demo: '',
    station: '',
    daypart: 'early_news',
    program: '',
    rating: '',
    lengthSeconds: 30,
    spotsPerWeek: '',
    weekdays: [],
    min: '',
    max: '',
    locked: false,
    flights: [newFlight(startDay, lastDay)],
  };
}

export type Complaints = Readonly<Record<string, string>>;
type ReadForm =
  Readonly<{ kind: 'ok'; line: CreateLineRequest }> | Readonly<{ kind: 'refused'; complaints: Complaints }>;

/** Reads the form by the contract; complaints are keyed by field, flights as `flights.0.budget`. */
export function readForm(form: LineForm, present: LineResponse | undefined): ReadForm {
  const complaints: Record<string, string> = {};
  const amount = (field: string, text: string, isOptional: boolean): number | undefined => {
    const parsed = parseAmount(text, 0);
    if (parsed.kind === 'amount') return parsed.cents;
    if (parsed.kind === 'refused') complaints[field] = parsed.reason;
    else if (!isOptional) complaints[field] = 'Give an amount.';
    return undefined;
  };
  const weekdays = weekdaysOf(form);
  const flights = form.flights.map((flight, index) => {
    if (!flight.startDay) complaints[`flights.${index}.startDay`] = 'Give the first day.';
    if (!flight.lastDay) complaints[`flights.${index}.lastDay`] = 'Give the last day.';
    else if (flight.lastDay < flight.startDay)
      complaints[`flights.${index}.lastDay`] = 'The last day is before the first.';
    return {
      startDay: flight.startDay,
      endDay: flight.lastDay ? addDays(flight.lastDay, 1) : '',
      budgetCents: amount(`flights.${index}.budget`, flight.budget === '' ? '0' : flight.budget, false),
      pattern: flightSpanOf(flight, weekdays)?.pattern ?? flight.pattern,
      hardStop: flight.hardStop,
    };
  });
  if (form.name.trim() === '') complaints['name'] = 'Give the line a name.';
  if (form.vendor.trim() === '') complaints['vendor'] = 'Say who sells it.';
  const rateCents = amount('rateAmount', form.rateAmount, false);
  const minCents = amount('min', form.min, true);
  const maxCents = amount('max', form.max, true);
  const rating = Number(form.rating);
  const hasTv = isBroadcast(form.channel) && form.station.trim() !== '';
  if (hasTv && !(rating > 0)) complaints['rating'] = 'Give the expected rating, for example 4.8.';
  const perWeek = form.spotsPerWeek.trim() === '' ? undefined : Number(form.spotsPerWeek);
  if (hasTv && perWeek !== undefined && !(Number.isInteger(perWeek) && perWeek >= 1 && perWeek <= 500))
    complaints['spotsPerWeek'] = 'Give a whole number, 1 to 500, or leave it empty.';
  const request = {
    name: form.name,
    channel: form.channel,
    vendor: form.vendor,
    rate: {
      kind: form.rateKind,
      amountMicros: rateCents === undefined ? 0 : centsToMicros(rateCents),
      basis: form.rateBasis,
    },
    ...(form.demo.trim() ? { demo: form.demo } : {}),
    ...(hasTv
      ? {
          tv: {
            ...present?.tv,
            station: form.station,
            daypart: form.daypart,
            program: form.program.trim() === '' ? undefined : form.program,
            ratingHundredths: Math.round(rating * 100),
            lengthSeconds: form.lengthSeconds,
            spotsPerWeek: perWeek,
            weekdays: weekdays ? [...weekdays] : undefined,
          },
        }
      : {}),
    ...(present?.curve ? { curve: present.curve } : {}),
    ...(minCents === undefined ? {} : { minCents }),
    ...(maxCents === undefined ? {} : { maxCents }),
    locked: form.locked,
    flights,
  };
  if (Object.keys(complaints).length > 0) return { kind: 'refused', complaints };
  const parsed = createLineRequestSchema.safeParse(request);
  if (parsed.success) return { kind: 'ok', line: parsed.data };
  return { kind: 'refused', complaints: z.flattenError(parsed.error).fieldErrors as Record<string, string> };
}
