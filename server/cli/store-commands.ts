import { resolve } from 'node:path';
import cliProgress from 'cli-progress';
import { Command } from 'commander';
import { attachDatabase } from '../db/open.ts';
import { backup, restore } from '../db/embedded/operations/backup.ts';
import { check } from '../db/embedded/operations/check.ts';
import { exportExtendedJson } from '../db/embedded/operations/export.ts';
import { migrate } from '../db/embedded/operations/migrate.ts';
import { recountLedger } from './recount-ledger.ts';
import { configOf } from './environment.ts';
import { CliTrouble, type Io } from './io.ts';

type JsonOption = Readonly<{ json?: boolean }>;

/** Prints a result: one JSON line for programs, a sentence for people. */
function tell(io: Io, options: JsonOption, result: object, words: string): void {
  io.out(options.json ? `${JSON.stringify(result)}\n` : `${words}\n`);
}

/** The embedded store's folder, refused when a MongoDB is configured: its own tools do that better. */
function embeddedFolder(io: Io, what: string): string {
  const config = configOf(io);
  if (config.mongodbUri)
    throw new CliTrouble(
      `${what} works on the embedded store; MONGODB_URI is set. Use mongodump or your host's backups for MongoDB.`,
      2,
    );
  return config.dataDir;
}

function backupCommand(io: Io): Command {
  return new Command('backup')
    .description('Write a consistent copy of the embedded store to one file, while the server runs or not')
    .argument('<file>')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  npm run -s flightboard -- backup backups/monday.db')
    .action(async (file: string, options: JsonOption) => {
      const made = await backup({ dataDir: embeddedFolder(io, 'backup'), to: resolve(file) });
      tell(io, options, made, `Backed up ${made.bytes.toLocaleString('en-US')} bytes to ${made.file}.`);
    });
}

function restoreCommand(io: Io): Command {
  return new Command('restore')
    .description('Put a backup in place; the server must be stopped. What was there is kept beside it')
    .argument('<file>')
    .option('--json', 'print JSON')
    .action(async (file: string, options: JsonOption) => {
      const done = await restore({ dataDir: embeddedFolder(io, 'restore'), from: resolve(file) });
      tell(io, options, done, `Restored ${file}.${done.replaced ? ` What was there is now ${done.replaced}.` : ''}`);
    });
}

function checkCommand(io: Io): Command {
  return new Command('check')
    .description('Verify every document and index, the ledger against its raw facts, and the audit chain')
    .option('--json', 'print JSON')
    .action(async (options: JsonOption) => {
      const database = await attachDatabase(configOf(io));
      try {
        const say = options.json ? () => undefined : io.out;
        const { ok, collections } = await check({
          uri: database.uri,
          onProgress: (found) =>
            say(
              `${found.errors.length === 0 ? 'ok ' : 'BAD'} ${found.collection}: ${found.documents} documents, ${found.indexes} indexes${found.errors.map((error) => `\n      ${error}`).join('')}\n`,
            ),
        });
        const ledger = await recountLedger(database.connection, io);
        const isWhole =
          ok && ledger.repaired === 0 && ledger.adjustmentMismatches === 0 && ledger.auditBrokenAt === null;
        tell(
          io,
          options,
          { ok: isWhole, collections, ledger },
          `Ledger: ${ledger.days} days from ${ledger.facts} facts, ${ledger.repaired} repaired, ${ledger.adjustmentMismatches} adjustments off. Audit chain: ${ledger.auditBrokenAt === null ? 'whole' : `broken at ${ledger.auditBrokenAt}`}.\n${isWhole ? 'All is well.' : 'There is damage: restore the last backup, or report this.'}`,
        );
        if (!isWhole) throw new CliTrouble('check found damage', 1);
      } finally {
        await database.close();
      }
    });
}

function exportCommand(io: Io): Command {
  return new Command('export')
    .description('Write every collection as MongoDB extended JSON, as mongoimport takes it')
    .argument('<folder>')
    .option('--json', 'print JSON')
    .action(async (folder: string, options: JsonOption) => {
      const database = await attachDatabase(configOf(io));
      try {
        const done = await exportExtendedJson({ uri: database.uri, to: resolve(folder) });
        tell(
          io,
          options,
          done,
          `Exported ${done.documents} documents in ${done.files.length} files to ${resolve(folder)}.`,
        );
      } finally {
        await database.close();
      }
    });
}

function migrateCommand(io: Io): Command {
  return new Command('migrate')
    .description('The way up: copy everything to a MongoDB, and verify it there. Stop the server first')
    .requiredOption('--to <uri>', 'mongodb://… of an empty database')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  npm run -s flightboard -- migrate --to "mongodb://127.0.0.1:27017/flightboard?replicaSet=rs0"',
    )
    .action(async (options: JsonOption & { to: string }) => {
      const database = await attachDatabase({ ...configOf(io), mongodbUri: null });
      const bar =
        options.json || !io.isTerminal
          ? null
          : new cliProgress.SingleBar(
              { format: '{bar} {percentage}% {collection} {step} | ETA {eta}s' },
              cliProgress.Presets.shades_classic,
            );
      bar?.start(1, 0, { collection: '', step: '' });
      try {
        const done = await migrate({
          fromUri: database.uri,
          toUri: options.to,
          onProgress({ collection, step, documents, total }) {
            bar?.setTotal(Math.max(1, total));
            bar?.update(documents, { collection, step });
          },
        });
        bar?.stop();
        tell(
          io,
          options,
          done,
          `Copied and verified ${done.documents} documents in ${done.collections} collections. Start with MONGODB_URI and the same FLIGHTBOARD_SECRET (see DATA_DIR/secret).`,
        );
      } finally {
        bar?.stop();
        await database.close();
      }
    });
}

/** Commands that look after the data. */
export const storeCommands: readonly ((io: Io) => Command)[] = [
  backupCommand,
  restoreCommand,
  checkCommand,
  exportCommand,
  migrateCommand,
];
