import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = ['server', 'shared', 'package-lock.json'];

/**
 * What the server is built from, in one short text: it changes when any source file does.
 * @param {string} root the project's folder
 * @returns {string}
 */
export function sourcesPrint(root) {
  const hash = createHash('sha256');
  /** @param {string} path */
  const visit = (path) => {
    const found = statSync(path);
    if (!found.isDirectory()) return void hash.update(`${path.slice(root.length)} ${found.size} ${found.mtimeMs}\n`);
    for (const name of readdirSync(path).sort()) if (name !== 'dist') visit(join(path, name));
  };
  for (const source of SOURCES) visit(join(root, source));
  return hash.digest('hex').slice(0, 16);
}

/**
 * Where the build of these sources is, or would be.
 * @param {string} root the project's folder
 * @returns {string}
 */
export function builtServer(root) {
  return join(root, 'server', 'dist', sourcesPrint(root));
}
