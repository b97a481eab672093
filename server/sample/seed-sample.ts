import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { OrderResponse } from '../../shared/contracts/orders.ts';
import type { PlanResponse } from '../../shared/contracts/plans.ts';
import type { MakegoodOfferResponse } from '../../shared/contracts/makegoods.ts';
import type { ScheduleSpotsResponse } from '../../shared/contracts/spot-schedule.ts';
import type { SpotResponse } from '../../shared/contracts/spots.ts';
import { addDays, eachDay, mondayOf, type Day } from '../../shared/domain/calendar/day.ts';
import { dayStart, todayIn, type Instant } from '../../shared/domain/calendar/zone.ts';
import type { Clock } from '../clock.ts';
import type { ApiClient } from './api-client.ts';
import { sampleCampaign, sampleLines, SAMPLE_WEEKS } from './sample-campaign.ts';
import { addSampleCreatives } from './sample-creatives.ts';
import type { SampleKept } from './sample-keeping.ts';
import { postVisitors } from './sample-visitors.ts';
import { addSampleScenarios } from './sample-scenarios.ts';
import { registerPlatforms, simulatedSources } from './platforms/sample-platforms.ts';
import { createSimulator, type Simulator } from './platforms/simulator.ts';

export type SeedInput = Readonly<{
  api: ApiClient;
  /** Where the server under seeding listens, for the platforms' posts. */
  baseUrl: string;
  /** The clock of that server. */
  clock: Clock;
  /** Moves that clock and runs every job due until then. Never backwards. */
  advance(at: Instant): Promise<void>;
  /** Where the sample ends: the real present. */
  now: Instant;
  say(text: string): void;
}>;

const ZONE = 'America/New_York';
const WEEKS_PAST = 2;
const HOUR_MS = 3_600_000;
/** When platforms report, in hours of the day; the last report of a day comes just after midnight. */
const REPORT_HOURS = [0.5, 9, 15, 21];

/**
 * Lives the sample campaign from its first plan to the present through the API, with the clock of the time: approval, copy,
 * orders, spots with Agenda's jobs, the platforms' signed posts, a duplicate, a forged post, a restated day, a pre-emption and
 * its make-good. Nothing is written behind the API's back.
 */
export async function seedSample(input: SeedInput): Promise<Omit<SampleKept, 'accounts'>> {
  const { api, advance, say } = input;
  const startDay = addDays(mondayOf(todayIn(input.now, ZONE)), -7 * WEEKS_PAST);
  await advance(dayStart(addDays(startDay, -12), ZONE) + 10 * HOUR_MS);
  say('Planning $50,000.00 over five weeks …');
  const campaign = await api.post<CampaignResponse>('/api/v1/campaigns', sampleCampaign(startDay));
  const draft = await api.post<PlanResponse>(`/api/v1/campaigns/${campaign.id}/plans`, {
    name: 'Five weeks, one market',
    lines: sampleLines(startDay),
  });
  await addSampleScenarios(api, campaign, draft);
  await api.post(`/api/v1/plans/${draft.id}/submit`);
  await advance(dayStart(addDays(startDay, -11), ZONE) + 11 * HOUR_MS);
  const plan = await api.post<PlanResponse>(`/api/v1/plans/${draft.id}/approve`);
  await advance(dayStart(addDays(startDay, -10), ZONE) + 12 * HOUR_MS);
  await addSampleCreatives(api, campaign.id, startDay);
  await orderAndSchedule(input, campaign.id, startDay);
  const sources = await registerPlatforms(api, plan);
  const followed = { approvedAt: Date.parse(plan.approvedAt ?? ''), lines: plan.lines };
  const simulator = createSimulator({
    sources: async () =>
      simulatedSources({ baseUrl: input.baseUrl, plans: [followed], kept: sources, startDay, zone: ZONE }),
    clock: input.clock,
  });
  const visitors = await websiteOf(api, campaign.id, plan);
  await liveThrough(input, campaign.id, startDay, { simulator, visitors });
  await advance(input.now);
  return { campaignId: campaign.id, sources: [...sources] };
}

async function orderAndSchedule({ api, advance, say }: SeedInput, campaignId: string, startDay: Day): Promise<void> {
  say('Sending insertion orders and scheduling spots …');
  await api.post(`/api/v1/campaigns/${campaignId}/orders`);
  const orders = await api.all<OrderResponse>(`/api/v1/campaigns/${campaignId}/orders`);
  for (const order of orders) await api.post(`/api/v1/orders/${order.id}/send`);
  await advance(dayStart(addDays(startDay, -9), ZONE) + 9 * HOUR_MS);
  for (const order of orders) await api.post(`/api/v1/orders/${order.id}/accept`);
  const scheduled = await api.post<ScheduleSpotsResponse>(`/api/v1/campaigns/${campaignId}/spots/schedule`);
  say(`${scheduled.spots} spots are placed.`);
  const spots = await spotsOf(api, campaignId);
  const ids = spots.map(({ id }) => id);
  for (const step of ['order', 'confirm']) {
    for (let from = 0; from < ids.length; from += 500)
      await api.post(`/api/v1/campaigns/${campaignId}/spots/bulk`, { spotIds: ids.slice(from, from + 500), step });
  }
}

const spotsOf = (api: ApiClient, campaignId: string) => api.all<SpotResponse>(`/api/v1/campaigns/${campaignId}/spots`);

/** Something that happens at an instant; it may bring about more. */
type Moment = Readonly<{ at: Instant; live: () => Promise<readonly Moment[]> }>;

const nothing = async (): Promise<readonly Moment[]> => [];
/** The instants at which a spot's jobs are due. */
const momentsOf = (spot: SpotResponse): readonly Moment[] =>
  spot.actions.map(({ dueAt }) => ({ at: Date.parse(dueAt) + 1_000, live: nothing }));

/** Everything that happened between the first day and now, in order of time. */
async function liveThrough(
  input: SeedInput,
  campaignId: string,
  startDay: Day,
  { simulator, visitors }: Readonly<{ simulator: Simulator; visitors: (day: Day, until: Instant) => Promise<void> }>,
): Promise<void> {
  const { api, advance, now, say } = input;
  say('Living through the weeks that are past …');
  const today = todayIn(now, ZONE);
  const days = eachDay(startDay, addDays(startDay, 7 * SAMPLE_WEEKS)).filter((day) => day <= today);
  const at = (day: Day, hour: number) => dayStart(day, ZONE) + hour * HOUR_MS;
  const spots = await spotsOf(api, campaignId);
  const moments: Moment[] = [
    ...days.map((day) => ({ at: at(day, 0.02), live: nothing })),
    ...days.flatMap((day) =>
      REPORT_HOURS.map((hour) => ({ at: at(day, hour), live: () => only(simulator.report(hour < 1 ? 4 : 0)) })),
    ),
    ...spots.flatMap(momentsOf),
    ...days.map((day) => ({ at: at(day, 23.9), live: () => only(visitors(day, at(day, 23.9))) })),
    ...days
      .slice(1)
      .map((day) => ({ at: at(day, 10), live: () => only(importAsRuns(api, campaignId, addDays(day, -1))) })),
    { at: at(addDays(startDay, 4), 11), live: () => preemptOne(api, campaignId, addDays(startDay, 5)) },
    { at: at(addDays(startDay, 9), 14), live: () => only(simulator.misbehave()) },
  ];
  let coming = moments;
  while (coming.length > 0) {
    const [next, ...later] = coming.filter((moment) => moment.at < now).sort((a, b) => a.at - b.at);
    if (!next) break;
    await advance(next.at);
    coming = [...later, ...(await next.live())];
  }
  await advance(now);
  await visitors(today, now);
  await simulator.report(1);
}

/** The campaign's own website: its script posts what visitors did, a day at a time. */
async function websiteOf(api: ApiClient, campaignId: string, plan: PlanResponse) {
  const site = await api.get<{ siteKey: string }>(`/api/v1/campaigns/${campaignId}/site`);
  const lines = plan.lines.map(({ id, name, channel }) => ({ lineId: id, name, channel }));
  return (day: Day, until: Instant) => postVisitors(api, { site, lines, day, zone: ZONE, until });
}

async function only(work: Promise<unknown>): Promise<readonly Moment[]> {
  await work;
  return [];
}

/** The stations' logs of the day before: what aired, a file for each, in the columns stations send. */
async function importAsRuns(api: ApiClient, campaignId: string, day: Day): Promise<void> {
  const spots = (
    await api.all<SpotResponse>(`/api/v1/campaigns/${campaignId}/spots?from=${day}&to=${addDays(day, 1)}`)
  ).filter(({ status, creative }) => status === 'aired' && creative);
  for (const station of [...new Set(spots.map((spot) => spot.station))].sort()) {
    const rows = spots
      .filter((spot) => spot.station === station)
      .map((spot, index) => {
        const seconds = String((index * 17) % 60).padStart(2, '0');
        return [station, spot.airDay, `${spot.clock}:${seconds}`, spot.creative?.adId, spot.lengthSeconds].join(',');
      });
    await api.upload(
      `/api/v1/campaigns/${campaignId}/as-run-imports?fileName=${encodeURIComponent(`${station} as-run ${day}.csv`)}`,
      'text/csv',
      ['Station,Date,Time,Ad-ID,Length', ...rows].join('\n'),
    );
  }
}

/** A station drops a confirmed spot two days ahead; the best offer is accepted. */
async function preemptOne(api: ApiClient, campaignId: string, fromDay: Day): Promise<readonly Moment[]> {
  const coming = (await api.all<SpotResponse>(`/api/v1/campaigns/${campaignId}/spots?from=${fromDay}`)).filter(
    ({ status }) => status === 'confirmed' || status === 'trafficked',
  );
  const spot = coming.find(({ daypart }) => daypart === 'early_news') ?? coming[0];
  if (!spot) return [];
  await api.post(`/api/v1/spots/${spot.id}/preempt`, { reason: 'Special news coverage ran long.' });
  const { offers } = await api.post<{ offers: readonly MakegoodOfferResponse[] }>(`/api/v1/spots/${spot.id}/makegood`);
  const best = offers[0];
  if (!best) return [];
  const accepted = await api.post<{ replacement: SpotResponse }>(`/api/v1/makegood-offers/${best.id}/accept`);
  return momentsOf(accepted.replacement);
}
