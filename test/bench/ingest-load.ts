import { createHmac } from 'node:crypto';
import { connect, type Socket } from 'node:net';

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

/** A whole request as bytes, made before the clock starts: the sender shall cost the measured machine as little as it can. */
type Post = Buffer;

const DAYS = 28;

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
    posts.push(requestOf(order, sign(order, `evt-${order.run}-${index}`, body, isNth(order.forgedShare)), body));
  }
  return posts;
}

function requestOf(order: LoadOrder, headers: Record<string, string>, body: string): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(
    `POST /webhooks/${order.sourceId} HTTP/1.1\r\nhost: 127.0.0.1:${order.port}\r\n${lines.join('')}\r\n${body}`,
  );
}

/** One sender on a connection of its own, kept open: a request, its whole answer, the next request. Gives the status. */
function openSender(port: number): Promise<{ send(post: Post): Promise<number>; close(): void }> {
  let received = '';
  let waiting: { resolve(status: number): void; reject(error: Error): void } | null = null;
  const fail = (error: Error) => waiting?.reject(error);
  const socket: Socket = connect({ host: '127.0.0.1', port, noDelay: true });
  socket.setEncoding('latin1');
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('The server closed the connection.')));
  socket.on('data', (text: string) => {
    received += text;
    const headEnd = received.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(received.slice(0, headEnd))?.[1] ?? 0);
    if (received.length < headEnd + 4 + length) return;
    const status = Number(received.slice(9, 12));
    received = '';
    waiting?.resolve(status);
  });
  return new Promise((opened) => {
    socket.once('connect', () =>
      opened({
        send: (post) =>
          new Promise((resolve, reject) => {
            waiting = { resolve, reject };
            socket.write(post);
          }),
        close: () => socket.destroy(),
      }),
    );
  });
}

async function carryOut(order: LoadOrder): Promise<LoadReport> {
  const posts = makePosts(order);
  const senders = await Promise.all(Array.from({ length: order.inFlight }, () => openSender(order.port)));
  const statuses: Record<string, number> = {};
  let next = 0;
  const started = performance.now();
  const sendAll = async ({ send }: (typeof senders)[number]) => {
    for (let post = posts[next++]; post; post = posts[next++]) {
      // A repeat that meets its first still under way may be told to come back, as the contract says.
      let status = await send(post);
      while (status === 503 || status === 429) status = await send(post);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(senders.map(sendAll));
  const ms = performance.now() - started;
  for (const { close } of senders) close();
  const accepted = statuses['200'] ?? 0;
  return { ms, accepted, refused: posts.length - accepted, statuses };
}

process.on('message', (order: LoadOrder) => {
  void carryOut(order).then((report) => process.send?.(report));
});
