import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';

/** What the load process is asked to send. `forgedShare` and `duplicateShare` are parts of the posts, 0 to 1. */
export type LoadOrder = Readonly<{
  port: number;
  sourceId: string;
  secret: string;
  posts: number;
  rowsPerPost: number;
  inFlight: number;
  forgedShare: number;
  duplicateShare: number;
  /** Makes the ids and places of this order its own. */
  run: number;
}>;
export type LoadReport = Readonly<{ ms: number; accepted: number; refused: number; statuses: Record<string, number> }>;

type Post = Readonly<{ body: string; headers: Record<string, string> }>;

const DAYS = 28;
const agent = new Agent({ keepAlive: true, maxSockets: 512 });

function rowOf(run: number, number: number): object {
  const placement = `p-${run}-${Math.floor(number / DAYS)}`;
  const day = `2026-10-${String((number % DAYS) + 1).padStart(2, '0')}`;
  return {
    rowId: `${run}-${number}`,
    placement,
    day,
    window: 'final',
    revision: 1,
    kind: 'total',
    spendMicros: 1_000_000 + number,
    impressions: 1_000 + number,
    clicks: number % 50,
  };
}

function sign(order: LoadOrder, id: string, body: string, isForged: boolean): Record<string, string> {
  const seconds = Math.floor(Date.now() / 1_000);
  const key = Buffer.from(order.secret.slice('whsec_'.length), 'base64');
  const signature = isForged
    ? Buffer.alloc(32, 7).toString('base64')
    : createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
}

/** Posts made and signed before the clock starts; every k-th is a repeat of the one before it, or forged. */
function makePosts(order: LoadOrder): readonly Post[] {
  const posts: Post[] = [];
  for (let index = 0; index < order.posts; index += 1) {
    const before = posts.at(-1);
    const isNth = (share: number) => share > 0 && Math.floor((index + 1) * share) > Math.floor(index * share);
    if (before && isNth(order.duplicateShare)) {
      posts.push(before);
      continue;
    }
    const rows = Array.from({ length: order.rowsPerPost }, (_, row) =>
      rowOf(order.run, index * order.rowsPerPost + row),
    );
    const body = JSON.stringify({ type: 'delivery.reported', timestamp: new Date().toISOString(), data: { rows } });
    posts.push({ body, headers: sign(order, `evt-${order.run}-${index}`, body, isNth(order.forgedShare)) });
  }
  return posts;
}

function send(order: LoadOrder, post: Post): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port: order.port,
        path: `/webhooks/${order.sourceId}`,
        method: 'POST',
        agent,
        headers: post.headers,
      },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
      },
    );
    asked.once('error', reject);
    asked.end(post.body);
  });
}

async function carryOut(order: LoadOrder): Promise<LoadReport> {
  const posts = makePosts(order);
  const statuses: Record<string, number> = {};
  let next = 0;
  const started = performance.now();
  const sender = async () => {
    for (let post = posts[next++]; post; post = posts[next++]) {
      // A repeat that meets its first still under way is told to come back, as the contract says.
      let status = await send(order, post);
      while (status === 503 || status === 429) status = await send(order, post);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: order.inFlight }, sender));
  const accepted = statuses['200'] ?? 0;
  return { ms: performance.now() - started, accepted, refused: posts.length - accepted, statuses };
}

process.on('message', (order: LoadOrder) => {
  void carryOut(order).then((report) => process.send?.(report));
});
