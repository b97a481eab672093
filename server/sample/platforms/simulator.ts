import { addDays, type Day } from '../../../shared/domain/calendar/day.ts';
import { todayIn, type Instant } from '../../../shared/domain/calendar/zone.ts';
import type { Clock } from '../../clock.ts';
import { reportBody, sendPost, type PostResult, type Sender, type SentPost } from './platform-sender.ts';
import { reportRows, type SimulatedFlight } from './simulated-platform.ts';

/** One platform: where it posts and what it runs. */
export type SimulatedSource = Readonly<{
  name: string;
  sender: Sender;
  zone: string;
  flights: readonly SimulatedFlight[];
}>;
export type SimulatorResult = Readonly<{ source: string; eventId: string; status: number; body: string }>;

const ROWS_A_POST = 500;

/** Posts what platforms would report, over HTTP and signed. Repeats are harmless: the same report has the same rows. */
export function createSimulator(input: {
  /** Read anew for each report, so that platforms follow the plan. */
  sources: () => Promise<readonly SimulatedSource[]>;
  clock: Clock;
}) {
  const { clock } = input;

  const send = async (
    source: SimulatedSource,
    post: SentPost,
    sender: Sender = source.sender,
  ): Promise<SimulatorResult> => {
    const result: PostResult = await sendPost(sender, post);
    return { source: source.name, eventId: post.eventId, ...result };
  };

  const postOf = (source: SimulatedSource, fromDay: Day, at: Instant): readonly SentPost[] => {
    const rows = reportRows(source.flights, fromDay, at, source.zone);
    const posts: SentPost[] = [];
    for (let start = 0; start < rows.length; start += ROWS_A_POST) {
      const name = source.name
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .slice(0, 30);
      posts.push({
        eventId: `${name}_${Math.floor(at / 1_000)}_${start}`,
        body: reportBody(rows.slice(start, start + ROWS_A_POST), at),
        timestampSeconds: Math.floor(at / 1_000),
      });
    }
    return posts;
  };

  return {
    /** Each source reports its days from `daysBack` ago until now. */
    async report(daysBack = 1): Promise<readonly SimulatorResult[]> {
      const at = clock.now();
      const results: SimulatorResult[] = [];
      for (const source of await input.sources()) {
        for (const post of postOf(source, addDays(todayIn(at, source.zone), -daysBack), at))
          results.push(await send(source, post));
      }
      return results;
    },
    /** Life as it is: the same post twice, and one signed with a secret that is not ours. */
    async misbehave(): Promise<readonly SimulatorResult[]> {
      const at = clock.now();
      const [source] = await input.sources();
      const post = source && postOf(source, todayIn(at, source.zone), at)[0];
      if (!source || !post) return [];
      const forged = {
        ...source.sender,
        secret: `whsec_${Buffer.from('somebody else’s secret, 32 bytes+').toString('base64')}`,
      };
      const again = { ...post, eventId: `${post.eventId}_twice` };
      return [
        await send(source, again),
        await send(source, again),
        await send(source, { ...post, eventId: `${post.eventId}_forged` }, forged),
      ];
    },
  };
}
export type Simulator = ReturnType<typeof createSimulator>;
