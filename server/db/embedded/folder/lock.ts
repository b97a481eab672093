import { randomUUID } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Why a data folder cannot be used; `code` is stable. */
export type FolderErrorCode =
  'data_dir_in_use' | 'data_dir_unreadable' | 'data_dir_damaged' | 'port_in_use' | 'store_failed';

/** A data folder that cannot be used: message for a person, stable code for a program, pid of the process that holds it. */
export class FolderError extends Error {
  readonly code: FolderErrorCode;
  readonly pid: number | undefined;
  constructor(code: FolderErrorCode, message: string, details: { pid?: number; cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.name = 'FolderError';
    this.code = code;
    this.pid = details.pid;
  }
}

/** What `store.json` says of the process that holds a folder. `uri` is empty until it listens. */
export type Holder = Readonly<{ pid: number; born: string; token: string; uri: string }>;

const FILE = 'store.json';

/** Reads who holds a folder, or undefined when nobody does or the note is torn. */
export function readHolder(dataDir: string): Holder | undefined {
  try {
    const value = JSON.parse(readFileSync(join(dataDir, FILE), 'utf8')) as Partial<Holder>;
    if (typeof value.pid !== 'number' || typeof value.token !== 'string') return undefined;
    return { pid: value.pid, born: String(value.born ?? ''), token: value.token, uri: String(value.uri ?? '') };
  } catch {
    return undefined;
  }
}

/** True when the process that wrote the note still runs: the pid is alive and was born when the note says. */
export function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // A killed process whose parent has not asked for its exit is still listed, but holds nothing.
  if (statFields(holder.pid)[0] === 'Z') return false;
  const born = birthOf(holder.pid);
  return born === '' || holder.born === '' || born === holder.born;
}

/** The fields of /proc/pid/stat from the state on, after the name in parentheses, which may itself hold spaces; none elsewhere than on Linux. */
function statFields(pid: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

/** When a process was started, as the system tells it; a pid alone may have been given to another process since. */
function birthOf(pid: number): string {
  const ticks = statFields(pid)[19];
  if (ticks !== undefined) return ticks;
  if (process.platform === 'win32') return '';
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/** Takes a folder for this process. Throws `data_dir_in_use` with the pid of a living holder; a dead one's note is replaced. */
export function takeFolder(dataDir: string): Holder {
  const holder: Holder = { pid: process.pid, born: birthOf(process.pid), token: randomUUID(), uri: '' };
  const path = join(dataDir, FILE);
  const mine = join(dataDir, `.${FILE}.${holder.token}`);
  writeFileSync(mine, JSON.stringify(holder), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 20; attempt++) {
      try {
        // A link is made whole or not at all, and fails if the note is there.
        linkSync(mine, path);
        return holder;
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
      }
      const other = readHolder(dataDir);
      if (other !== undefined && isAlive(other)) {
        throw new FolderError(
          'data_dir_in_use',
          `The data folder ${dataDir} is in use by the process ${other.pid}${other.uri === '' ? '' : ` (${other.uri})`}. Stop it, or set DATA_DIR to another folder.`,
          { pid: other.pid },
        );
      }
      discardStale(path, `${mine}.stale`, other);
    }
    throw new FolderError(
      'data_dir_in_use',
      `The data folder ${dataDir} is being taken by another process. Try again.`,
    );
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Moves a dead holder's note away, and puts it back if it turns out to be a new holder's. */
function discardStale(path: string, aside: string, stale: Holder | undefined): void {
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  try {
    const moved = JSON.parse(readFileSync(aside, 'utf8')) as Partial<Holder>;
    if (moved.token !== stale?.token) linkSync(aside, path);
  } catch {
    // A torn note belongs to nobody.
  }
  rmSync(aside, { force: true });
}

/** Writes the address into the note, so that another process can connect. */
export function announce(dataDir: string, holder: Holder, uri: string): void {
  const path = join(dataDir, FILE);
  const next = `${path}.${holder.token}`;
  writeFileSync(next, JSON.stringify({ ...holder, uri }), { mode: 0o600 });
  renameSync(next, path);
}

/** Gives the folder back, if the note is still ours. */
export function releaseFolder(dataDir: string, holder: Holder): void {
  if (readHolder(dataDir)?.token === holder.token) rmSync(join(dataDir, FILE), { force: true });
}
