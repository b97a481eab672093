import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import supertest from 'supertest';
import type { Role } from '../../shared/contracts/common.ts';
import { compose, type ComposeInput } from '../../server/compose.ts';
import { frozenClock } from '../../server/clock.ts';
import { openTestDatabase } from './database.ts';

/** Sunday 2026-11-01 12:00 in New York, the day the clocks went back. */
export const TEST_NOW = Date.parse('2026-11-01T17:00:00Z');

/** The composed server on the embedded store in memory, with a clock that stands still and a key for each role. */
type TestAppOptions = Readonly<{ at?: number }> & Partial<Pick<ComposeInput, 'allowPrivateFetch' | 'sendMail'>>;

export async function startTestApp({ at, ...more }: TestAppOptions = {}) {
  const database = await openTestDatabase();
  const { connection } = database;
  const clock = frozenClock(at ?? TEST_NOW);
  const flightboard = await compose({
    connection,
    clock,
    logger: pino({ level: 'silent' }),
    randomBytes,
    secret: 'a secret for tests only, 32+ characters',
    publicUrl: () => 'http://127.0.0.1:8080',
    isLoopbackOnly: true,
    version: '0.0.0-test',
    clientDir: null,
    sampleAccounts: () => [],
    runJobs: false,
    ...more,
  });
  await flightboard.start();
  const keyFor = async (role: Role) => (await flightboard.services.keys.create({ name: `test ${role}`, role })).key;
  const keys = {
    admin: await keyFor('admin'),
    buyer: await keyFor('buyer'),
    manager: await keyFor('manager'),
    viewer: await keyFor('viewer'),
    platform: await keyFor('platform'),
  };
  return {
    ...flightboard,
    agent: supertest(flightboard.app),
    keys,
    /** The header that signs a request with the key of a role. */
    as: (role: Role) => ({ Authorization: `Bearer ${keys[role]}` }),
    clock,
    connection,
    async stop(): Promise<void> {
      await flightboard.stop();
      await database.close();
    },
  };
}
export type TestApp = Awaited<ReturnType<typeof startTestApp>>;
