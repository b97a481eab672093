import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pino, type Logger } from 'pino';
import { readConfig, type Config } from '../config.ts';
import { CliTrouble, type Io } from './io.ts';

/** The configuration, or trouble that lists every bad value. */
export function configOf(io: Io): Config {
  const result = readConfig(io.environment);
  if (result.kind === 'bad') {
    throw new CliTrouble(
      `Flightboard can't start with this environment:\n${result.problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  }
  return { ...result.config, dataDir: resolve(result.config.dataDir) };
}

/** The log: JSON lines on standard error, with whatever could be a secret taken out. */
export function createLogger(config: Config, io: Io): Logger {
  const redact = {
    paths: ['*.secret', '*.password', '*.key', '*.authorization', 'headers', 'err.body', 'err.config'],
    censor: '[hidden]',
  };
  return pino({ level: config.logLevel, redact, base: null }, { write: (line: string) => io.err(line) });
}

/** The key that encrypts secrets: FLIGHTBOARD_SECRET, or one made once and kept in DATA_DIR, readable by its owner alone. */
export async function secretOf(config: Config, io: Io): Promise<string> {
  if (config.secret) return config.secret;
  const file = join(config.dataDir, 'secret');
  try {
    await mkdir(config.dataDir, { recursive: true });
    await writeFile(file, Buffer.from(io.randomBytes(32)).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' || syscall === 'mkdir') throw dataDirTrouble(config.dataDir, error);
  }
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw dataDirTrouble(config.dataDir, error);
  }
}

/** Says what is wrong with DATA_DIR and what to do. */
export function dataDirTrouble(dataDir: string, error: unknown): CliTrouble {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return new CliTrouble(
    `DATA_DIR ${dataDir} can't be used (${code || String(error)}). Give a folder that this user may read and write, for example DATA_DIR=./.data.`,
  );
}
