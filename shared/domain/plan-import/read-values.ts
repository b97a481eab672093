import { isDay, type Day } from '../calendar/day.ts';
import { CHANNELS, type Channel } from '../plan.ts';
import type { RateBasis, RateKind } from '../rates.ts';

/** Letters and digits in small letters, for comparing headings and words whatever their spacing. */
export function plainWord(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '');
}

const NUMBER = /^\$?\s?(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d*))?$/;

/**
 * A number of zero or more as a whole count of 10^-`scale`, half to even, without passing through a float; undefined when
 * the text is no such number. Example: `readDecimal('$1,234.565', 2)` = 123,456; `readDecimal('0.5', 6)` = 500,000.
 */
export function readDecimal(text: string, scale: number): number | undefined {
  const match = NUMBER.exec(text.trim());
  if (!match || (match[1] === undefined && !match[2])) return undefined;
  const decimals = match[2] ?? '';
  const kept = BigInt((match[1] ?? '0').replaceAll(',', '') + decimals.slice(0, scale).padEnd(scale, '0'));
  const rest = decimals.slice(scale).replace(/0+$/, '');
  const isUp = rest !== '' && (rest > '5' || (rest === '5' && kept % 2n === 1n));
  const value = Number(isUp ? kept + 1n : kept);
  return Number.isSafeInteger(value) ? value : undefined;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The year that puts a day without one nearest to the campaign: the first of its years that lies inside it. */
export type YearFrame = Readonly<{ startDay: Day; endDay: Day }>;

/** A day as people write it in the United States: 2026-11-01, 11/1/2026, 11/1/26, 11/1, Nov 1 2026, 1-Nov-26, Nov 1. */
export function readDay(text: string, frame: YearFrame): Day | undefined {
  const plain = text.trim();
  if (isDay(plain)) return plain;
  const iso = /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}/.exec(plain);
  if (iso) return isDay(iso[1]) ? iso[1] : undefined;
  const slashes = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d{2}))?$/.exec(plain);
  if (slashes) return dayOf(Number(slashes[1]), Number(slashes[2]), slashes[3], frame);
  const monthFirst = /^([a-z]{3,9})\.?\s+(\d{1,2})(?:,?\s+(\d{4}|\d{2}))?$/i.exec(plain);
  if (monthFirst) return dayOf(monthNumber(monthFirst[1]), Number(monthFirst[2]), monthFirst[3], frame);
  const dayFirst = /^(\d{1,2})[\s-]([a-z]{3,9})\.?(?:[\s-](\d{4}|\d{2}))?$/i.exec(plain);
  if (dayFirst) return dayOf(monthNumber(dayFirst[2]), Number(dayFirst[1]), dayFirst[3], frame);
  return undefined;
}

/** 1 to 12 of a month's name or its first three letters; 0 when it is none. */
export function monthNumber(name: string | undefined): number {
  return MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase()) + 1;
}

function dayOf(month: number, day: number, year: string | undefined, frame: YearFrame): Day | undefined {
  const two = (part: number) => String(part).padStart(2, '0');
  const on = (fullYear: number) => `${fullYear}-${two(month)}-${two(day)}`;
  if (year) return real(on(year.length === 2 ? 2000 + Number(year) : Number(year)));
  const first = Number(frame.startDay.slice(0, 4));
  const candidates = [first, first + 1, first - 1].map(on).filter(isDay);
  return candidates.find((each) => each >= frame.startDay && each < frame.endDay) ?? candidates[0];
}

const real = (text: string) => (isDay(text) ? text : undefined);

const CHANNEL_WORDS: Readonly<Record<string, Channel>> = {
  ...Object.fromEntries(CHANNELS.map((channel) => [plainWord(channel), channel])),
  tv: 'linear_tv',
  broadcasttv: 'linear_tv',
  broadcast: 'linear_tv',
  television: 'linear_tv',
  spottv: 'linear_tv',
  connectedtv: 'ctv',
  ottctv: 'ctv',
  ott: 'ctv',
  onlinevideo: 'olv',
  video: 'olv',
  banner: 'display',
  paidsocial: 'social',
  paidsearch: 'search',
  sem: 'search',
  audio: 'streaming_audio',
  outofhome: 'ooh',
  outdoor: 'ooh',
};

/** A channel by its code or the words people use. Example: `readChannel('Connected TV')` = 'ctv'. */
export function readChannel(text: string): Channel | undefined {
  return CHANNEL_WORDS[plainWord(text)];
}

const RATE_KINDS: readonly RateKind[] = ['cpcv', 'cpm', 'cpc', 'cpp', 'flat'];

/** What a price is for, by its code or the words of the screens. Example: `readRateKind('CPM (1,000 impressions)')` = 'cpm'. */
export function readRateKind(text: string): RateKind | undefined {
  const word = plainWord(text);
  if (['spot', 'perspot', 'unit', 'unitrate', 'fixed', 'flatfee'].includes(word)) return 'flat';
  return RATE_KINDS.find((kind) => word.startsWith(kind));
}

/** Gross or net. */
export function readBasis(text: string): RateBasis | undefined {
  const word = plainWord(text);
  return word === 'gross' || word === 'net' ? word : undefined;
}

/** Yes or no. */
export function readYes(text: string): boolean | undefined {
  const word = plainWord(text);
  if (['yes', 'y', 'true', '1', 'x', 'locked'].includes(word)) return true;
  return ['no', 'n', 'false', '0', 'open', 'unlocked'].includes(word) ? false : undefined;
}

const WEEKDAYS = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'];

/** ISO weekdays of "Mon Tue Wed", "Mon-Fri" or "all"; an empty list stands for every day. */
export function readWeekdays(text: string): readonly number[] | undefined {
  if (plainWord(text) === 'all') return [];
  const found = new Set<number>();
  for (const part of text.toLowerCase().split(/[\s,;/]+/)) {
    const [from, to = from] = part.split('-').map((word) => WEEKDAYS.indexOf(word.slice(0, 2)) + 1);
    if (!from || !to || to < from) return undefined;
    for (let day = from; day <= to; day += 1) found.add(day);
  }
  return [...found].sort((a, b) => a - b);
}
