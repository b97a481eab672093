import { mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { refuse, StoreError } from '../errors.ts';
import type { Handler } from '../store.ts';
import { checkFields } from './options.ts';

/** Where backups are made, inside the data folder: a client names a file, never a path. */
export const BACKUP_FOLDER = 'backups';

/** `flightboardBackup`: writes a consistent copy of everything committed into the data folder's `backups`, while the store runs. */
export const backup: Handler = (store, { command }) => {
  checkFields('flightboardBackup', command, ['name']);
  const { name } = command;
  if (typeof name !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,120}$/.test(name))
    throw new StoreError(2, 'A backup needs a name of letters, digits, dots, dashes and underscores.');
  if (store.file === ':memory:') throw refuse('backups of a store in memory');
  const folder = join(dirname(store.file), BACKUP_FOLDER);
  const path = join(folder, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  rmSync(path, { force: true });
  store.writer.flush();
  store.engine.run('VACUUM INTO ?', [path]);
  return Promise.resolve({ path, bytes: statSync(path).size });
};
