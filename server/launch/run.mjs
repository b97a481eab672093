// Starts the server: its build where that is as new as the sources, which takes half the time; else the sources themselves.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { builtServer } from './sources-print.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The build's entry, or null where there is none of these very sources, or it cannot be told. */
function findBuild() {
  try {
    const entry = join(builtServer(root), 'main.mjs');
    return existsSync(entry) ? entry : null;
  } catch {
    return null;
  }
}

const entry = findBuild();
if (entry) await import(pathToFileURL(entry).href);
else {
  const { register } = await import('tsx/esm/api');
  register();
  await import('../main.ts');
}
