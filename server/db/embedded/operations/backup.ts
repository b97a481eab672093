import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { openEngine } from '../storage/sqlite.ts';
import { FolderError, releaseFolder, takeFolder } from '../folder/lock.ts';
import { DATA_FILE } from '../server.ts';
import { withStore } from './with-store.ts';

/**
 * Writes a consistent copy of a data folder to one file, while its server runs or not.
 * Example: `await backup({ dataDir: '.data', to: 'backups/monday.db' })`.
 */
export async function backup(input: { dataDir: string; to: string }): Promise<{ file: string; bytes: number }> {
  const file = resolve(input.to);
  mkdirSync(dirname(file), { recursive: true });
  return withStore(input.dataDir, async (client) => {
    const made = await client
      .db('admin')
      .command({ flightboardBackup: 1, name: `backup-${process.pid}-${Date.now()}.db` });
    const path = String(made['path']);
    try {
      renameSync(path, file);
    } catch {
      // The target is on another disk.
      copyFileSync(path, `${file}.part`);
      renameSync(`${file}.part`, file);
      rmSync(path, { force: true });
    }
    return { file, bytes: Number(made['bytes']) };
  });
}

/**
 * Puts a backup into a data folder. The folder must not be in use; data already there is kept beside it under a name that is returned.
 * Throws FolderError: `data_dir_in_use`, or `data_dir_damaged` when the file is no good backup (then nothing was changed).
 */
export async function restore(input: { dataDir: string; from: string }): Promise<{ replaced: string | null }> {
  const { dataDir, from } = input;
  if (!existsSync(from)) throw new FolderError('data_dir_damaged', `There is no backup at ${from}.`);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const holder = takeFolder(dataDir);
  try {
    const fresh = join(dataDir, `${DATA_FILE}.restoring`);
    copyFileSync(from, fresh);
    requireGood(fresh, from);
    const target = join(dataDir, DATA_FILE);
    const replaced = existsSync(target)
      ? `${target}.before-restore-${new Date().toISOString().replaceAll(':', '-')}`
      : null;
    if (replaced !== null) {
      renameSync(target, replaced);
      // Its write-ahead log belongs to the data that was there.
      if (existsSync(`${target}-wal`)) renameSync(`${target}-wal`, `${replaced}-wal`);
    }
    renameSync(fresh, target);
    return await Promise.resolve({ replaced });
  } finally {
    releaseFolder(dataDir, holder);
  }
}

function requireGood(file: string, from: string): void {
  try {
    rmSync(`${file}.lock`, { recursive: true, force: true });
    const engine = openEngine(file);
    const verdict = String(engine.all('PRAGMA quick_check')[0]?.['quick_check']);
    const tables = engine.all("SELECT name FROM sqlite_master WHERE name IN ('collections', 'indexes')");
    engine.close();
    if (verdict !== 'ok' || tables.length !== 2) throw new Error(verdict === 'ok' ? 'it holds no store' : verdict);
  } catch (cause) {
    rmSync(file, { force: true });
    rmSync(`${file}-wal`, { force: true });
    throw new FolderError(
      'data_dir_damaged',
      `${from} is not a good backup: ${cause instanceof Error ? cause.message : String(cause)}. Nothing was changed.`,
      { cause },
    );
  }
}
