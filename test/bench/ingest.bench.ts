import { startServerUnderLoad, type ServerUnderLoad } from './server-under-load.ts';

const ROUNDS = 5;
/** Before them, unmeasured: a server lives for weeks, so both sides are measured as they run when warm. */
const WARM_ROUNDS = 2;
const BATCH_POSTS = 60;
const SINGLE_POSTS = 1_500;
const BATCH_ROWS = 100;
const BATCH_IN_FLIGHT = 8;
const SINGLES_IN_FLIGHT = 64;

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const percentile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

/** The raw side: plain documents of the same content, by the driver alone, on the same store. */
async function rawPerSecond(
  server: ServerUnderLoad,
  input: { writes: number; rows: number; inFlight: number },
): Promise<number> {
  const collection = server.connection.collection('bench_raw');
  const row = (number: number) => ({
    rowId: `r-${number}`,
    placement: `p-${number % 97}`,
    day: '2026-10-01',
    window: 'final',
    revision: 1,
    kind: 'total',
    spendMicros: number,
    impressions: number,
    clicks: number % 50,
  });
  let next = 0;
  const started = performance.now();
  const writer = async () => {
    while (next < input.writes) {
      const number = (next += 1);
      if (input.rows === 1) await collection.insertOne(row(number));
      else
        await collection.insertMany(Array.from({ length: input.rows }, (_, index) => row(number * input.rows + index)));
    }
  };
  await Promise.all(Array.from({ length: input.inFlight }, writer));
  return (input.writes * input.rows * 1_000) / (performance.now() - started);
}

async function postsPerSecond(
  server: ServerUnderLoad,
  order: { posts: number; rowsPerPost: number; inFlight: number; duplicateShare?: number; forgedShare?: number },
): Promise<number> {
  const report = await server.load(order);
  await server.flightboard.reporting.settle();
  return (report.accepted * 1_000) / report.ms;
}

/** How long from the answer to a post until its day is among the totals, under a light steady load. */
async function visibleTimes(server: ServerUnderLoad, posts: number): Promise<readonly number[]> {
  const days = server.connection.collection('delivery_days');
  const times: number[] = [];
  for (let index = 0; index < posts; index += 1) {
    const run = 10_000 + index;
    await server.load({ posts: 1, rowsPerPost: 1, inFlight: 1, run });
    const started = performance.now();
    const id = `${server.sourceId}|p-${run}-0|2026-10-01`;
    while (!(await days.findOne({ _id: id as never }, { projection: { _id: 1 } }))) {
      if (performance.now() - started > 10_000) throw new Error(`The day ${id} did not become visible in 10 s.`);
    }
    times.push(performance.now() - started);
  }
  return times;
}

/** Signed posts against the driver writing the same rows with nothing around it; both sides in turn, medians of the rounds. */
export async function run({ rounds = ROUNDS }: { seed?: number; rounds?: number } = {}): Promise<
  Record<string, number>
> {
  const server = await startServerUnderLoad();
  try {
    const raw: Record<'batch' | 'single', number[]> = { batch: [], single: [] };
    const ours: Record<'batch' | 'single' | 'duplicates' | 'forged', number[]> = {
      batch: [],
      single: [],
      duplicates: [],
      forged: [],
    };
    for (let round = -WARM_ROUNDS; round < rounds; round += 1) {
      const rawBatch = await rawPerSecond(server, { writes: BATCH_POSTS, rows: BATCH_ROWS, inFlight: BATCH_IN_FLIGHT });
      const batches = { posts: BATCH_POSTS, rowsPerPost: BATCH_ROWS, inFlight: BATCH_IN_FLIGHT };
      const batch = BATCH_ROWS * (await postsPerSecond(server, batches));
      const rawSingle = await rawPerSecond(server, { writes: SINGLE_POSTS, rows: 1, inFlight: SINGLES_IN_FLIGHT });
      const singles = { posts: SINGLE_POSTS, rowsPerPost: 1, inFlight: SINGLES_IN_FLIGHT };
      const single = await postsPerSecond(server, singles);
      const duplicates = await postsPerSecond(server, { ...singles, duplicateShare: 0.5 });
      // Goodput: accepted posts a second while as many forged ones come in between.
      const forged = await postsPerSecond(server, { ...singles, posts: SINGLE_POSTS * 2, forgedShare: 0.5 });
      if (round < 0) continue;
      raw.batch.push(rawBatch);
      raw.single.push(rawSingle);
      ours.batch.push(batch);
      ours.single.push(single);
      ours.duplicates.push(duplicates);
      ours.forged.push(forged);
    }
    const visible = await visibleTimes(server, 60);
    return {
      rawBatchRowsPerS: Math.round(median(raw.batch)),
      batchRowsPerS: Math.round(median(ours.batch)),
      batchRatio: median(ours.batch) / median(raw.batch),
      rawSinglesPerS: Math.round(median(raw.single)),
      singlesPerS: Math.round(median(ours.single)),
      singleRatio: median(ours.single) / median(raw.single),
      duplicatesRatio: median(ours.duplicates) / median(ours.single),
      forgedRatio: median(ours.forged) / median(ours.single),
      visibleP50Ms: percentile(visible, 0.5),
      visibleP99Ms: percentile(visible, 0.99),
    };
  } finally {
    await server.stop();
  }
}
