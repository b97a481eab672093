import type { WebhookDialect } from '../../../shared/contracts/webhooks.ts';
import { adcp9421Dialect } from './adcp-9421.ts';
import { adcpDialect } from './adcp.ts';
import type { Dialect } from './dialect.ts';
import { hubDialect } from './hub.ts';
import { standardDialect } from './standard.ts';

/** Every dialect the door speaks. */
export const DIALECTS: Readonly<Record<WebhookDialect, Dialect>> = {
  standard: standardDialect,
  adcp: adcpDialect,
  'adcp-9421': adcp9421Dialect,
  hub: hubDialect,
};
