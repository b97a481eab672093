import { fork } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deserialize } from 'bson';
import { expect } from 'chai';
import { Long, MongoClient, UUID } from 'mongodb';
import { findRunningStore, startEmbeddedStore } from '../../server/db/embedded/server.ts';
import { run as runCrashDrill } from '../bench/crash.drill.ts';
import { exchange, messageOf } from './raw-socket.ts';

const OTHER_PROCESS = fileURLToPath(new URL('../bench/crash-server.ts', import.meta.url));

describe('store: the data folder', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'flightboard-folder-'));
  });
  afterEach(() => {
    chmodSync(dir, 0o700);
    rmSync(dir, { recursive: true, force: true });
  });

  async function countIn(uri: string): Promise<number> {
    const client = await new MongoClient(uri).connect();
    const count = await client.db().collection('a').countDocuments();
    await client.close();
    return count;
  }

  async function insertInto(uri: string, count: number): Promise<void> {
    const client = await new MongoClient(uri).connect();
    await client
      .db()
      .collection('a')
      .insertMany(Array.from({ length: count }, () => ({ pad: 'x'.repeat(200) })));
    await client.close();
  }

  it('keeps data from one start to the next', async () => {
    const first = await startEmbeddedStore({ dataDir: dir });
    await insertInto(first.uri, 10);
    await first.close();
    expect(await findRunningStore(dir)).to.equal(null);
    const second = await startEmbeddedStore({ dataDir: dir });
    expect(await countIn(second.uri)).to.equal(10);
    await second.close();
  });

  it('tells another process where the store listens, in a file only its owner can read', async () => {
    const store = await startEmbeddedStore({ dataDir: dir });
    expect(await findRunningStore(dir)).to.deep.equal({ uri: store.uri, pid: process.pid });
    expect(statSync(join(dir, 'store.json')).mode & 0o777).to.equal(0o600);
    expect(store.uri).to.match(/^mongodb:\/\/127\.0\.0\.1:/);
    await store.close();
  });

  it('refuses a second server, naming the process that holds it', async function () {
    this.timeout(30_000);
    const child = fork(OTHER_PROCESS, [dir, '0'], {
      execArgv: ['--import=tsx'],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    const refused = await startEmbeddedStore({ dataDir: dir }).catch((cause: unknown) => cause);
    expect(refused).to.include({ code: 'data_dir_in_use', pid: child.pid });
    expect((refused as Error).message)
      .to.include(String(child.pid))
      .and.to.include('DATA_DIR');
    const running = await findRunningStore(dir);
    await insertInto(running?.uri ?? '', 5);
    // Killed without a word, it leaves its lock behind; the next start recovers by itself.
    await new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGKILL');
    });
    expect(existsSync(join(dir, 'store.json'))).to.equal(true);
    const store = await startEmbeddedStore({ dataDir: dir });
    expect(await countIn(store.uri)).to.equal(5);
    await store.close();
  });

  it('takes over from a process whose number was given to another one since', async () => {
    mkdirSync(dir, { recursive: true });
    writeFileSync(
      join(dir, 'store.json'),
      JSON.stringify({ pid: process.ppid, born: 'long ago', token: 'x', uri: 'mongodb://127.0.0.1:1' }),
    );
    if (process.platform === 'linux') expect(await findRunningStore(dir)).to.equal(null);
    writeFileSync(join(dir, 'store.json'), '{"pid": 12');
    const store = await startEmbeddedStore({ dataDir: dir });
    await store.close();
  });

  it('says so when the folder cannot be used', async () => {
    writeFileSync(join(dir, 'file'), '');
    const error = await startEmbeddedStore({ dataDir: join(dir, 'file') }).catch((cause: unknown) => cause);
    expect(error).to.include({ code: 'data_dir_unreadable' });
    expect((error as Error).message).to.include('DATA_DIR');
  });

  it('says so when the folder is read-only', async function () {
    if (process.getuid?.() === 0) this.skip();
    chmodSync(dir, 0o500);
    const error = await startEmbeddedStore({ dataDir: dir }).catch((cause: unknown) => cause);
    expect(error).to.include({ code: 'data_dir_unreadable' });
  });

  it('says so when the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const error = await startEmbeddedStore({ dataDir: dir, port }).catch((cause: unknown) => cause);
    expect(error).to.include({ code: 'port_in_use' });
    await new Promise((resolve) => other.close(resolve));
    await (await startEmbeddedStore({ dataDir: dir })).close();
  });

  it('says so when the data file is damaged, and leaves it as it is', async () => {
    writeFileSync(join(dir, 'flightboard.db'), 'this is no database '.repeat(500));
    const error = await startEmbeddedStore({ dataDir: dir }).catch((cause: unknown) => cause);
    expect(error).to.include({ code: 'data_dir_damaged' });
    expect((error as Error).message).to.include('restore');
    expect(readFileSync(join(dir, 'flightboard.db'), 'utf8')).to.include('no database');
  });

  it('opens after a torn last record and has everything before it', async function () {
    this.timeout(30_000);
    const child = fork(OTHER_PROCESS, [dir, '0'], {
      execArgv: ['--import=tsx'],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    const running = await findRunningStore(dir);
    const log = join(dir, 'flightboard.db-wal');
    await insertInto(running?.uri ?? '', 5);
    const whole = statSync(log).size;
    await insertInto(running?.uri ?? '', 3);
    await new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGKILL');
    });
    // What came after the first insert is cut in the middle of its first record, as a power cut leaves it.
    expect(statSync(log).size).to.be.greaterThan(whole + 100);
    truncateSync(log, whole + 100);
    const store = await startEmbeddedStore({ dataDir: dir });
    expect(await countIn(store.uri)).to.equal(5);
    await store.close();
  });

  it('applies a retryable write once even when it is sent again after a restart', async () => {
    const command = {
      findAndModify: 'counters',
      query: { _id: 'a' },
      update: { $inc: { n: 1 } },
      upsert: true,
      new: true,
      lsid: { id: new UUID() },
      txnNumber: Long.fromNumber(3),
      $db: 'flightboard',
    };
    const first = await startEmbeddedStore({ dataDir: dir });
    const before = await exchange(first.uri, messageOf(command));
    await first.close();
    const second = await startEmbeddedStore({ dataDir: dir });
    const after = await exchange(second.uri, messageOf(command));
    expect(deserialize(after.subarray(21))).to.deep.equal(deserialize(before.subarray(21)));
    const client = await new MongoClient(second.uri).connect();
    expect((await client.db().collection('counters').findOne())?.['n']).to.equal(1);
    await client.close();
    await second.close();
  });

  it('loses nothing it acknowledged when it is killed (a short drill)', async function () {
    this.timeout(60_000);
    const { lost, doubled, broken, acked } = await runCrashDrill({ seed: 7, rounds: 2 });
    expect({ lost, doubled, broken }).to.deep.equal({ lost: 0, doubled: 0, broken: 0 });
    expect(acked).to.be.greaterThan(0);
  });
});

describe('store: the socket', () => {
  it('starts many stores in one process, each its own', async () => {
    const stores = await Promise.all(Array.from({ length: 5 }, () => startEmbeddedStore({ dataDir: ':memory:' })));
    expect(new Set(stores.map((store) => store.uri)).size).to.equal(5);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('survives bytes that are no message', async () => {
    const store = await startEmbeddedStore({ dataDir: ':memory:' });
    expect(await exchange(store.uri, Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'))).to.have.length(0);
    const ping = messageOf({ ping: 1, $db: 'admin' });
    const cut = Buffer.from(ping);
    cut.writeInt32LE(9_999, 21);
    expect((await exchange(store.uri, cut)).includes('errmsg')).to.equal(true);
    expect((await exchange(store.uri, ping)).length).to.be.greaterThan(0);
    await store.close();
  });
});
