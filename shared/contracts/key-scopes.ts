import { z } from 'zod';

/** What a key may be limited to. Each holds the calls of these tags of the API's own description. */
export const KEY_AREAS = {
  planning: [
    ...[
      'campaigns',
      'plans',
      'scenarios',
      'calculations',
      'calendar',
      'competitors',
      'conversions',
      'reach',
      'replans',
    ],
    ...['solver runs', 'forecast'],
  ],
  buying: [
    ...['orders', 'creatives', 'spots', 'make-goods', 'traffic', 'calendar feeds', 'stations', 'dayparts', 'flights'],
    ...['reconciliation', 'buying'],
  ],
  delivery: ['deliveries', 'pacing', 'alerts'],
  webhooks: ['webhooks'],
  administration: ['people', 'audit', 'jobs'],
} as const satisfies Record<string, readonly string[]>;
export type KeyArea = keyof typeof KEY_AREAS;

const AREAS = ['planning', 'buying', 'delivery', 'webhooks', 'administration'] as const satisfies readonly KeyArea[];
const LEVELS = ['read', 'write'] as const;
export type KeyScope = `${KeyArea | 'all'}:${(typeof LEVELS)[number]}`;

/** Every scope there is: an area or all of them, to read, or to read and write. */
export const KEY_SCOPES: readonly KeyScope[] = (['all', ...AREAS] as const).flatMap((area) =>
  LEVELS.map((level): KeyScope => `${area}:${level}`),
);
export const keyScopeSchema = z.enum(KEY_SCOPES);

/**
 * Whether scopes allow a call: `write` includes `read`, `all` every area. Scopes only narrow what the key's role may.
 * Example: `['delivery:read']` allows reading the pacing, not making a webhook source.
 */
export function scopesAllow(scopes: readonly KeyScope[], call: Readonly<{ tag: string; isRead: boolean }>): boolean {
  const area = AREAS.find((one) => (KEY_AREAS[one] as readonly string[]).includes(call.tag));
  const wanted = call.isRead ? LEVELS : (['write'] as const);
  return wanted.some(
    (level) => scopes.includes(`all:${level}`) || (area !== undefined && scopes.includes(`${area}:${level}`)),
  );
}
