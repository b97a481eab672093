import type { CreatedWebhookSourceResponse, WebhookSourceResponse } from '../../shared/contracts/webhooks.ts';
import type { PlanResponse } from '../../shared/contracts/plans.ts';
import { addDays, type Day } from '../../shared/domain/calendar/day.ts';
import { channelGroup } from '../../shared/domain/plan.ts';
import type { ApiClient } from './api-client.ts';
import type { SampleKept } from './sample-keeping.ts';
import type { SimulatedFlight } from './simulated-platform.ts';
import type { SimulatedSource } from './simulator.ts';

type KeptSource = SampleKept['sources'][number];

/** How much of its plan each channel's platform manages: social under-delivers, video runs a little hot. */
const DELIVERS: Partial<Record<string, number>> = { ctv: 0.995, olv: 1.03, search: 0.97, social: 0.63 };
/** One platform takes back a part of a day three days later: invalid traffic. */
const RESTATED = { channel: 'olv', dayOfCampaign: 5, share: 0.86 };

/** The vendors of a plan's digital lines; each is a platform that posts webhooks. */
export function digitalVendors(plan: PlanResponse): readonly string[] {
  return [...new Set(plan.lines.filter((line) => channelGroup(line.channel) === 'digital').map((line) => line.vendor))];
}

function flightsOfVendor(plan: PlanResponse, vendor: string, startDay: Day): readonly SimulatedFlight[] {
  return plan.lines
    .filter((line) => line.vendor === vendor && channelGroup(line.channel) === 'digital')
    .flatMap((line) =>
      line.flights.map((flight): SimulatedFlight => ({
        placement: placementOf(line.name, flight.startDay),
        channel: line.channel,
        rate: line.rate,
        flight: {
          startDay: flight.startDay,
          endDay: flight.endDay,
          budgetCents: flight.budgetCents,
          pattern: flight.pattern,
          hardStop: flight.hardStop,
        },
        deliversShare: DELIVERS[line.channel] ?? 1,
        ...(line.channel === RESTATED.channel
          ? { restated: { day: addDays(startDay, RESTATED.dayOfCampaign), share: RESTATED.share } }
          : {}),
      })),
    );
}

function placementOf(lineName: string, startDay: Day): string {
  return `${lineName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${startDay}`;
}

/**
 * Registers one webhook source for each digital vendor and maps its placements; one that exists already is given a new secret
 * beside its old one, so that its facts keep their keys and nothing is counted twice. Gives what must be remembered.
 */
export async function registerPlatforms(api: ApiClient, plan: PlanResponse): Promise<readonly KeptSource[]> {
  const kept: KeptSource[] = [];
  const existing = await api.all<WebhookSourceResponse>('/api/v1/webhook-sources');
  for (const vendor of digitalVendors(plan)) {
    const dialect = kept.length === 2 ? 'hub' : 'standard';
    const known = existing.find((source) => source.name === vendor && source.dialect === dialect);
    if (known) {
      const { secret } = await api.post<CreatedWebhookSourceResponse>(
        `/api/v1/webhook-sources/${known.id}/rotate-secret`,
        { overlapHours: 24 },
      );
      kept.push({ sourceId: known.id, vendor, dialect, secret: needSecret(secret, vendor) });
      continue;
    }
    const lines = plan.lines.filter((line) => line.vendor === vendor);
    const placements = lines.flatMap((line) =>
      line.flights.map((flight) => ({ placement: placementOf(line.name, flight.startDay), flightId: flight.id })),
    );
    const source = await api.post<CreatedWebhookSourceResponse>('/api/v1/webhook-sources', {
      name: vendor,
      dialect,
      placements,
      reportsEveryMinutes: 360,
    });
    kept.push({ sourceId: source.id, vendor, dialect, secret: needSecret(source.secret, vendor) });
  }
  return kept;
}

function needSecret(secret: string | null, vendor: string): string {
  if (secret === null) throw new Error(`${vendor} was given no secret, though it signs with one.`);
  return secret;
}

/** The platforms ready to post to a server. */
export function simulatedSources(input: {
  baseUrl: string;
  plan: PlanResponse;
  kept: readonly KeptSource[];
  startDay: Day;
  zone: string;
}): readonly SimulatedSource[] {
  return input.kept.map(({ sourceId, vendor, dialect, secret }) => ({
    name: vendor,
    zone: input.zone,
    sender: { url: new URL(`/webhooks/${sourceId}`, input.baseUrl).href, dialect, secret },
    flights: flightsOfVendor(input.plan, vendor, input.startDay),
  }));
}
