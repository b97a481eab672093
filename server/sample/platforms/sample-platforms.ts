import type { CreatedWebhookSourceResponse, WebhookSourceResponse } from '../../../shared/contracts/webhooks.ts';
import type { PlanResponse } from '../../../shared/contracts/plans.ts';
import { addDays, type Day } from '../../../shared/domain/calendar/day.ts';
import type { Instant } from '../../../shared/domain/calendar/zone.ts';
import type { Flight } from '../../../shared/domain/flight.ts';
import { channelGroup, type Line } from '../../../shared/domain/plan.ts';
import type { ApiClient } from '../api-client.ts';
import type { SampleKept } from '../sample-keeping.ts';
import type { SimulatedFlight } from './simulated-platform.ts';
import type { SimulatedSource } from './simulator.ts';

/** What platforms know of an approved plan. */
export type ApprovedPlan = Readonly<{
  approvedAt: Instant;
  lines: readonly (Pick<Line, 'name' | 'vendor' | 'channel' | 'rate'> &
    Readonly<{
      flights: readonly Pick<Flight, 'id' | 'startDay' | 'endDay' | 'budgetCents' | 'pattern' | 'hardStop'>[];
    }>)[];
}>;

type KeptSource = SampleKept['sources'][number];

/** How much of its plan each channel's platform manages: social under-delivers, video runs a little hot. */
const DELIVERS: Partial<Record<string, number>> = { ctv: 0.995, olv: 1.03, search: 0.97, social: 0.63 };
/** One platform takes back a part of a day three days later: invalid traffic. */
const RESTATED = { channel: 'olv', dayOfCampaign: 5, share: 0.86 };

/** Social's inventory fills this share of what is asked at first, and no more. */
const SHORT_OF_INVENTORY = 'social';

/** The vendors of a plan's digital lines; each is a platform that posts webhooks. */
export function digitalVendors(plan: Pick<ApprovedPlan, 'lines'>): readonly string[] {
  return [...new Set(digitalLines(plan).map((line) => line.vendor))];
}

function digitalLines(plan: Pick<ApprovedPlan, 'lines'>): ApprovedPlan['lines'] {
  return plan.lines.filter((line) => channelGroup(line.channel) === 'digital');
}

/**
 * The flights a vendor ever ran by the approved plans, oldest first, each with what every plan says of it. Its placement is
 * named after the first plan that has it, so a renamed line stays the same placement.
 */
function flightsOfVendor(plans: readonly ApprovedPlan[], vendor: string, startDay: Day): readonly SimulatedFlight[] {
  const found = plans.flatMap((plan, index) =>
    digitalLines(plan)
      .filter((line) => line.vendor === vendor)
      .flatMap((line) => line.flights.map((flight) => ({ line, flight, index }))),
  );
  const firsts = found.filter(({ flight }, at) => found.findIndex((one) => one.flight.id === flight.id) === at);
  return firsts.map(({ line, flight: { id, ...flight }, index }): SimulatedFlight => ({
    placement: placementOf(line.name, flight.startDay),
    flightId: id,
    channel: line.channel,
    rate: line.rate,
    versions: plans.slice(index).map((plan) => ({ since: plan.approvedAt, flight: flightIn(plan, id) })),
    deliversShare: DELIVERS[line.channel] ?? 1,
    shortOfInventory: line.channel === SHORT_OF_INVENTORY,
    ...(line.channel === RESTATED.channel
      ? { restated: { day: addDays(startDay, RESTATED.dayOfCampaign), share: RESTATED.share } }
      : {}),
  }));
}

function flightIn(plan: ApprovedPlan, flightId: string): SimulatedFlight['versions'][number]['flight'] {
  const flight = plan.lines.flatMap(({ flights }) => flights).find(({ id }) => id === flightId);
  return flight ?? null;
}

function placementOf(lineName: string, startDay: Day): string {
  return `${lineName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${startDay}`;
}

/**
 * Registers one webhook source for each digital vendor and maps its placements. One that exists already is used on, so that its
 * facts keep their keys and nothing is counted twice: with its secret where `remembered` holds it, else with a new one beside
 * the old. Gives what must be remembered.
 */
export async function registerPlatforms(
  api: ApiClient,
  plan: Pick<ApprovedPlan, 'lines'>,
  remembered: readonly KeptSource[] = [],
): Promise<readonly KeptSource[]> {
  const kept: KeptSource[] = [];
  const existing = await api.all<WebhookSourceResponse>('/api/v1/webhook-sources');
  for (const vendor of digitalVendors(plan)) {
    const dialect = kept.length === 2 ? 'hub' : 'standard';
    const known = existing.find((source) => source.name === vendor && source.dialect === dialect);
    const own = remembered.find(({ sourceId }) => sourceId === known?.id);
    if (own) {
      kept.push(own);
      continue;
    }
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

export type SimulatedSourcesInput = Readonly<{
  baseUrl: string;
  /** Every plan that was ever approved, oldest first. */
  plans: readonly ApprovedPlan[];
  kept: readonly KeptSource[];
  startDay: Day;
  zone: string;
}>;

/** The platforms ready to post to a server. */
export function simulatedSources(input: SimulatedSourcesInput): readonly SimulatedSource[] {
  return input.kept.map(({ sourceId, vendor, dialect, secret }) => ({
    name: vendor,
    zone: input.zone,
    sender: { url: new URL(`/webhooks/${sourceId}`, input.baseUrl).href, dialect, secret },
    flights: flightsOfVendor(input.plans, vendor, input.startDay),
  }));
}

/** Approved plans read over the API, oldest first. */
export async function readApprovedPlans(api: ApiClient, campaignId: string): Promise<readonly ApprovedPlan[]> {
  const listed = await api.all<Pick<PlanResponse, 'id' | 'approvedAt'>>(`/api/v1/campaigns/${campaignId}/plans`);
  const plans = await Promise.all(
    listed
      .filter(({ approvedAt }) => approvedAt !== null)
      .map(({ id }) => api.get<PlanResponse>(`/api/v1/plans/${id}`)),
  );
  return plans
    .map(({ approvedAt, lines }) => ({ approvedAt: Date.parse(approvedAt ?? ''), lines }))
    .toSorted((a, b) => a.approvedAt - b.approvedAt);
}

/** What a revised plan added is mapped to its flights, as a buyer would once the platform names it. */
export async function mapNewPlacements(
  sources: readonly SimulatedSource[],
  kept: readonly KeptSource[],
  port: Readonly<{
    placementsOf(sourceId: string): Promise<readonly string[]>;
    map(sourceId: string, mapping: Readonly<{ placement: string; flightId: string }>): Promise<unknown>;
  }>,
): Promise<void> {
  for (const [index, { flights }] of sources.entries()) {
    const sourceId = kept[index]?.sourceId;
    if (!sourceId) continue;
    const known = new Set(await port.placementsOf(sourceId));
    for (const { placement, flightId } of flights)
      if (!known.has(placement)) await port.map(sourceId, { placement, flightId });
  }
}
