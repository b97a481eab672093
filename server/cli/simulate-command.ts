import { Command } from 'commander';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { WebhookSourceResponse } from '../../shared/contracts/webhooks.ts';
import { readSample } from '../sample/sample-keeping.ts';
import { createApiClient, type ApiClient } from '../sample/api-client.ts';
import {
  mapNewPlacements,
  readApprovedPlans,
  registerPlatforms,
  simulatedSources,
} from '../sample/platforms/sample-platforms.ts';
import { createSimulator, type Simulator } from '../sample/platforms/simulator.ts';
import { configOf } from './environment.ts';
import { CliTrouble, type Io } from './io.ts';

type SimulateOptions = Readonly<{
  url: string;
  key?: string;
  campaign?: string;
  every: string;
  times: string;
  misbehave?: boolean;
  json?: boolean;
}>;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** `simulate`: platforms of an approved plan post signed reports to any instance. */
export function simulateCommand(io: Io): Command {
  return new Command('simulate')
    .description('Simulated platforms post signed reports for the digital lines of an approved plan')
    .option('--url <url>', 'the instance', 'http://127.0.0.1:8080')
    .option('--key <key>', 'an API key of role buyer or admin (or FLIGHTBOARD_KEY)')
    .option('--campaign <id>', 'the campaign; the first one with an approved plan when left out')
    .option('--every <seconds>', 'seconds between reports', '5')
    .option('--times <count>', 'how many reports', '12')
    .option('--misbehave', 'also post a duplicate and a forged report')
    .option('--json', 'print one JSON object at the end')
    .addHelpText('after', '\nExample:\n  npm run -s flightboard -- simulate --key "$KEY" --times 3 --misbehave')
    .action((options: SimulateOptions) => simulate(io, options));
}

async function simulate(io: Io, options: SimulateOptions): Promise<void> {
  const [every, times] = [
    wholeNumber('--every', options.every, 1, 3_600),
    wholeNumber('--times', options.times, 1, 10_000),
  ];
  if (!URL.canParse(options.url) || !LOOPBACK.test(new URL(options.url).hostname)) {
    throw new CliTrouble(
      `--url is ${options.url}; the simulator posts only to this machine, for example http://127.0.0.1:8080.`,
      2,
    );
  }
  const key = options.key ?? io.environment['FLIGHTBOARD_KEY'];
  if (!key)
    throw new CliTrouble(
      'Give --key, or set FLIGHTBOARD_KEY. Make one: npm run -s flightboard -- keys create --role admin --name simulator',
      2,
    );
  const api = createApiClient({ baseUrl: options.url, key });
  const campaign = await findCampaign(api, options.campaign);
  const newest = (await readApprovedPlans(api, campaign.id)).at(-1);
  // The sample's own platforms go on with the secrets they have: a rotation would end those of the running server.
  const sample = await readSample(configOf(io).dataDir);
  const kept = newest ? await registerPlatforms(api, newest, sample?.sources) : [];
  if (kept.length === 0) throw new CliTrouble(`${campaign.name} has no digital line to report for.`);
  const sources = async () => {
    const plans = await readApprovedPlans(api, campaign.id);
    const found = simulatedSources({
      baseUrl: options.url,
      plans,
      kept,
      startDay: campaign.startDay,
      zone: campaign.timeZone,
    });
    await mapNewPlacements(found, kept, {
      placementsOf: async (id) =>
        (await api.get<WebhookSourceResponse>(`/api/v1/webhook-sources/${id}`)).placements.map(
          ({ placement }) => placement,
        ),
      map: (id, mapping) => api.post(`/api/v1/webhook-sources/${id}/placements`, mapping),
    });
    return found;
  };
  const say = options.json ? () => undefined : io.out;
  say(`${kept.length} platforms report for ${campaign.name}, ${times} times, every ${every} s. Ctrl-C stops.\n`);
  await reportOften(io, createSimulator({ sources, clock: io.clock }), { every, times, options, say });
}

type Often = Readonly<{ every: number; times: number; options: SimulateOptions; say: (text: string) => void }>;

async function reportOften(io: Io, simulator: Simulator, { every, times, options, say }: Often): Promise<void> {
  let isStopped = false;
  io.onStopSignal(() => (isStopped = true));
  const statuses: Record<string, number> = {};
  const count = (results: Awaited<ReturnType<Simulator['report']>>) => {
    for (const { source, status, body } of results) {
      statuses[status] = (statuses[status] ?? 0) + 1;
      say(`${status} ${source}: ${body.slice(0, 160)}\n`);
    }
  };
  for (let time = 0; time < times && !isStopped; time += 1) {
    count(await simulator.report(time === 0 ? 60 : 1));
    if (time < times - 1) await new Promise((resolve) => setTimeout(resolve, every * 1_000));
  }
  if (options.misbehave) count(await simulator.misbehave());
  if (options.json)
    io.out(`${JSON.stringify({ posts: Object.values(statuses).reduce((a, b) => a + b, 0), statuses })}\n`);
}

async function findCampaign(api: ApiClient, id: string | undefined): Promise<CampaignResponse> {
  const campaigns = id
    ? [await api.get<CampaignResponse>(`/api/v1/campaigns/${id}`)]
    : await api.all<CampaignResponse>('/api/v1/campaigns');
  const found = campaigns.find(({ approvedPlanId }) => approvedPlanId !== null);
  if (!found)
    throw new CliTrouble(
      'No campaign here has an approved plan. Approve one first, or start with FLIGHTBOARD_SAMPLE=1.',
    );
  return found;
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new CliTrouble(`${name} is ${text}; give a whole number from ${least} to ${most}.`, 2);
}
