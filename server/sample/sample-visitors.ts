import { createHash } from 'node:crypto';
import type {
  ConversionEvent,
  conversionAnswerSchema,
  siteResponseSchema,
} from '../../shared/contracts/conversions.ts';
import type { z } from 'zod';
import type { Day } from '../../shared/domain/calendar/day.ts';
import { dayStart } from '../../shared/domain/calendar/zone.ts';
import type { Channel } from '../../shared/domain/plan.ts';
import type { ApiClient } from './api-client.ts';

type Site = z.infer<typeof siteResponseSchema>;

/** What a day brings to the campaign's own website by channel: visits with consent, and how many of a hundred give. */
const BRINGS: Partial<Record<Channel, Readonly<{ visits: number; givePerHundred: number }>>> = {
  search: { visits: 22, givePerHundred: 9 },
  social: { visits: 16, givePerHundred: 3 },
  olv: { visits: 9, givePerHundred: 3 },
  ctv: { visits: 7, givePerHundred: 5 },
};
/** Typed into the address bar, or shared by a friend: nobody's. */
const DIRECT = { visits: 6, givePerHundred: 12 };
const GIFTS_CENTS = [1_000, 1_500, 2_500, 2_500, 3_500, 5_000, 10_000] as const;
const SIGNUPS_PER_HUNDRED = 8;
const FIRST_HOUR = 8;
const HOURS_OPEN = 14;
const MOST_A_POST = 100;

/** Visits, sign-ups and donations of one day, always the same for the same day and lines. Nothing of anybody real. */
export function visitorsOfDay(
  day: Day,
  zone: string,
  lines: readonly Readonly<{ lineId: string; name: string; channel: Channel }>[],
): readonly ConversionEvent[] {
  const sources = [
    ...lines.map(({ lineId, name, channel }) => ({ name, utmContent: lineId, brings: BRINGS[channel] })),
    { name: 'direct', utmContent: undefined, brings: DIRECT },
  ];
  return sources.flatMap(({ name, utmContent, brings }) => {
    if (!brings) return [];
    const visits = Math.round(brings.visits * (0.7 + 0.6 * chance(`${name} ${day} visits`)));
    return Array.from({ length: visits }, (_, index) => `${name} ${day} ${index}`).flatMap((visitor) => {
      const at = dayStart(day, zone) + Math.floor((FIRST_HOUR + HOURS_OPEN * chance(`${visitor} at`)) * 3_600_000);
      const event = (kind: ConversionEvent['kind'], minutes: number, valueCents: number): ConversionEvent => ({
        eventId: hash(`${visitor} ${kind}`).toString('hex').slice(0, 32),
        kind,
        at: new Date(at + minutes * 60_000).toISOString(),
        valueCents,
        ...(utmContent === undefined ? {} : { utmContent }),
      });
      const gives = chance(`${visitor} gives`) * 100 < brings.givePerHundred;
      const signs = chance(`${visitor} signs`) * 100 < SIGNUPS_PER_HUNDRED;
      const gift = GIFTS_CENTS[Math.floor(chance(`${visitor} gift`) * GIFTS_CENTS.length)] ?? 2_500;
      return [
        event('visit', 0, 0),
        ...(signs ? [event('signup', 2, 0)] : []),
        ...(gives ? [event('donation', 4, gift)] : []),
      ];
    });
  });
}

/** Posts a day's visitors as the script in the campaign's page would: to the first-party endpoint, with consent. */
export async function postVisitors(
  api: ApiClient,
  input: Readonly<{
    site: Pick<Site, 'siteKey'>;
    lines: Parameters<typeof visitorsOfDay>[2];
    day: Day;
    zone: string;
    until: number;
  }>,
): Promise<void> {
  const events = visitorsOfDay(input.day, input.zone, input.lines).filter(({ at }) => Date.parse(at) < input.until);
  for (let start = 0; start < events.length; start += MOST_A_POST)
    await api.post<z.infer<typeof conversionAnswerSchema>>('/conversions', {
      siteKey: input.site.siteKey,
      consent: true,
      events: events.slice(start, start + MOST_A_POST),
    });
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** A number from 0 to 1 that a text always gives. */
function chance(text: string): number {
  return hash(text).readUInt32BE(0) / 2 ** 32;
}
