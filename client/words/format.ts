import type { Day } from '../../shared/domain/calendar/day.ts';

const LOCALE = 'en-US';
const cache = new Map<string, Intl.NumberFormat>();

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  let format = cache.get(key);
  if (!format) cache.set(key, (format = new Intl.NumberFormat(LOCALE, options)));
  return format;
}

/** What stands where there is no number: not started, unknown, not applicable. */
export const NO_VALUE = '–';

/** Whole cents with both decimals. Example: `money(5_000_000)` = "$50,000.00". */
export function money(cents: number): string {
  return numberFormat({ style: 'currency', currency: 'USD' }).format(cents / 100);
}

/** Whole cents without decimals where they are zero, for cells under a "$" header. Example: `cellMoney(150_000)` = "1,500". */
export function cellMoney(cents: number): string {
  if (cents === 0) return '';
  const decimals = cents % 100 === 0 ? 0 : 2;
  return numberFormat({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(cents / 100);
}

/** One way to write all amounts of a table: with cents everywhere as soon as one of them has cents, so that columns align. */
export function tableMoney(amounts: readonly number[]): (cents: number) => string {
  const decimals = amounts.every((cents) => cents % 100 === 0) ? 0 : 2;
  const format = numberFormat({ minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return (cents) => (cents === 0 ? NO_VALUE : format.format(cents / 100));
}

/** Money for headlines. Example: `shortMoney(1_234_500)` = "$12.3K". */
export function shortMoney(cents: number): string {
  const isBig = Math.abs(cents) >= 1_000_000;
  return numberFormat({
    style: 'currency',
    currency: 'USD',
    notation: isBig ? 'compact' : 'standard',
    maximumFractionDigits: isBig ? 1 : 0,
  }).format(cents / 100);
}

/** Money with its sign, for differences. Example: `signedMoney(-150)` = "−$1.50". */
export function signedMoney(cents: number): string {
  return numberFormat({ style: 'currency', currency: 'USD', signDisplay: 'exceptZero' })
    .format(cents / 100)
    .replace('-', '−');
}

/** A rate in micros. Example: `rate(12_500_000)` = "$12.50". */
export function rate(micros: number): string {
  return numberFormat({ style: 'currency', currency: 'USD', maximumFractionDigits: 4 }).format(micros / 1_000_000);
}

/** Whole numbers with separators. Example: `count(1234567)` = "1,234,567". */
export function count(value: number): string {
  return numberFormat({ maximumFractionDigits: 0 }).format(value);
}

/** Numbers for headlines. Example: `shortCount(1_234_567)` = "1.23M". */
export function shortCount(value: number): string {
  return numberFormat({ notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}

/** A number with at most `digits` decimals. */
export function decimal(value: number, digits = 2): string {
  return numberFormat({ maximumFractionDigits: digits }).format(value);
}

/** A number with the same decimals in each cell of a column. Example: `fixed(3.32, 3)` = "3.320". */
export function fixed(value: number, digits: number): string {
  return numberFormat({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** A share of one. Example: `percent(0.125)` = "12.5%". */
export function percent(share: number, digits = 1): string {
  return numberFormat({ style: 'percent', maximumFractionDigits: digits }).format(share);
}

/** How far from the best a thing may be, never said smaller than it is. Example: `gapPercent(1.2e-10)` = "0.0001%". */
export function gapPercent(gap: number): string {
  return percent(Math.ceil(gap * 1e6) / 1e6, 4);
}

/** Basis points as a percentage. Example: `basisPoints(1500)` = "15%". */
export function basisPoints(value: number): string {
  return percent(value / 10_000, 2);
}

/** Hundredths of a rating point. Example: `points(1200)` = "12.0". */
export function points(hundredths: number): string {
  return numberFormat({ minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(hundredths / 100);
}

const dayFormats = {
  short: new Intl.DateTimeFormat(LOCALE, { month: 'short', day: 'numeric', timeZone: 'UTC' }),
  long: new Intl.DateTimeFormat(LOCALE, {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    year: 'numeric',
    timeZone: 'UTC',
  }),
  dated: new Intl.DateTimeFormat(LOCALE, { month: 'short', day: 'numeric', year: 'numeric', timeZone: 'UTC' }),
  weekday: new Intl.DateTimeFormat(LOCALE, { weekday: 'short', month: 'short', day: 'numeric', timeZone: 'UTC' }),
};

/** A calendar day in words; days have no zone. Example: `day('2026-11-01')` = "Nov 1". */
export function day(value: Day, style: keyof typeof dayFormats = 'short'): string {
  return dayFormats[style].format(new Date(`${value}T00:00:00Z`));
}

/** First to last day of a half-open period. Example: `period('2026-11-01', '2026-11-08')` = "Nov 1 – Nov 7". */
export function period(startDay: Day, endDay: Day): string {
  const last = new Date(`${endDay}T00:00:00Z`);
  last.setUTCDate(last.getUTCDate() - 1);
  return `${day(startDay)} – ${dayFormats.short.format(last)}`;
}

const instantFormats = new Map<string, Intl.DateTimeFormat>();

function instantFormat(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  let format = instantFormats.get(key);
  if (!format) instantFormats.set(key, (format = new Intl.DateTimeFormat(LOCALE, { timeZone: zone, ...options })));
  return format;
}

/** An instant as the market's clock shows it, zone beside it. Example: "Nov 23, 6:05 PM EST". */
export function instant(iso: string | number, zone: string): string {
  return instantFormat(zone, {
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(iso));
}

/** The clock part of an instant in the market's zone. Example: "6:05 PM EST". */
export function clock(iso: string | number, zone: string): string {
  return instantFormat(zone, { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' }).format(new Date(iso));
}

/** The zone of this browser, for times that belong to no market (sign-ins, keys). */
export const HOME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });
const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** How far an instant is from now. Example: "in 3 hours", "2 days ago". */
export function fromNow(iso: string | number, now: number): string {
  const seconds = (new Date(iso).getTime() - now) / 1_000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return 'just now';
}

const CHANNEL_WORDS: Readonly<Record<string, string>> = {
  linear_tv: 'Linear TV',
  ctv: 'Connected TV',
  olv: 'Online video',
  display: 'Display',
  social: 'Social',
  search: 'Search',
  radio: 'Radio',
  streaming_audio: 'Streaming audio',
  ooh: 'Out of home',
};

/** A channel as people say it. Example: `channelWord('ctv')` = "Connected TV". */
export function channelWord(channel: string): string {
  return CHANNEL_WORDS[channel] ?? words(channel);
}

const RATE_WORDS: Readonly<Record<string, string>> = {
  cpm: 'CPM (1,000 impressions)',
  cpc: 'CPC (click)',
  cpcv: 'CPCV (completed view)',
  cpp: 'CPP (rating point)',
  flat: 'Flat',
};

/** A rate kind as people say it. */
export function rateWord(kind: string): string {
  return RATE_WORDS[kind] ?? kind;
}

/** A code as words. Example: `words('pending_start')` = "Pending start". */
export function words(code: string): string {
  const text = code.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
