import { expect } from 'chai';
import { makeCursors } from '../../server/db/embedded/query/cursors.ts';
import { runCommand } from '../../server/db/embedded/commands/dispatch.ts';
import { openCatalog } from '../../server/db/embedded/storage/catalog.ts';
import { openEngine } from '../../server/db/embedded/storage/sqlite.ts';
import { sweepExpired } from '../../server/db/embedded/storage/ttl.ts';
import { makeWriter } from '../../server/db/embedded/storage/writer.ts';
import type { Store } from '../../server/db/embedded/store.ts';
import { makeSessions } from '../../server/db/embedded/transactions/sessions.ts';
import { makeVersions } from '../../server/db/embedded/transactions/versions.ts';

/** A store without a socket, so that a test can choose the moment of the sweep. */
function makeStore(): Store {
  const engine = openEngine(':memory:');
  const catalog = openCatalog(engine);
  const writer = makeWriter(engine, () => catalog.reload());
  const versions = makeVersions(engine, catalog, writer);
  const sessions = makeSessions(engine, writer, versions);
  return {
    engine,
    catalog,
    writer,
    versions,
    sessions,
    cursors: makeCursors(),
    address: () => 'none',
    startedAt: 0,
    file: ':memory:',
  };
}

describe('store: documents with a lifetime', () => {
  const NOW = Date.parse('2026-11-23T12:00:00Z');
  const ago = (seconds: number): Date => new Date(NOW - seconds * 1_000);

  for (const direction of [1, -1]) {
    it(`are removed once it is over, and only those with a date (index ${direction})`, async () => {
      const store = makeStore();
      const run = (command: Record<string, unknown>): Promise<Record<string, unknown>> =>
        runCommand(store, command, 'app', 1);
      await run({
        createIndexes: 'sessions',
        indexes: [{ key: { at: direction }, name: 'ttl', expireAfterSeconds: 60 }],
      });
      await run({
        insert: 'sessions',
        documents: [
          { _id: 'old', at: ago(61) },
          { _id: 'young', at: ago(59) },
          { _id: 'none' },
          { _id: 'text', at: '2020-01-01' },
          { _id: 'number', at: 0 },
          { _id: 'list', at: [ago(1), ago(500)] },
          { _id: 'long ago', at: new Date(-1) },
        ],
      });
      expect(await sweepExpired(store, NOW)).to.equal(3);
      const { values } = await run({ distinct: 'sessions', key: '_id' });
      expect(values).to.have.members(['young', 'none', 'text', 'number']);
      expect((await run({ validate: 'sessions' }))['errors']).to.deep.equal([]);
      expect(await sweepExpired(store, NOW)).to.equal(0);
      store.engine.close();
    });
  }
});
