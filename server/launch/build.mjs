// Builds the server from its sources into one folder of plain JavaScript, so that it starts in half the time. What runs is
// the same either way; a build is named after its sources and never changed.
//   node server/launch/build.mjs                       the build that run.mjs looks for
//   node server/launch/build.mjs FOLDER ENTRY          another entry with the server's threads, for drills
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { builtServer } from './sources-print.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The threads are found beside the code that starts them, by the names they have among the sources. */
const THREADS = {
  'worker-bootstrap': join(root, 'server', 'db', 'embedded', 'worker.ts'),
  'solver-worker': join(root, 'server', 'solvers', 'solver-worker.ts'),
};

/**
 * @param {string} main the file a run begins with; built as main.mjs
 * @param {string} outDir
 */
function buildInto(main, outDir) {
  const output = { format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' };
  const rolldownOptions = { input: { main, ...THREADS }, output };
  return build({
    ...{ configFile: false, root, logLevel: 'warn', publicDir: false },
    build: { ssr: true, outDir, target: 'node20', minify: false, emptyOutDir: true, rolldownOptions },
  });
}

async function buildServer() {
  const wanted = builtServer(root);
  const folder = dirname(wanted);
  const next = join(folder, `.next-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    await buildInto(join(root, 'server', 'main.ts'), next);
    renameSync(next, wanted);
  } catch (error) {
    // Somebody else may have put the same build in place meanwhile.
    if (error?.code !== 'ENOTEMPTY' && error?.code !== 'EEXIST') throw error;
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
  // A server may run from the build before, and start its threads from there later; only older ones go.
  const others = readdirSync(folder)
    .filter((name) => name !== basename(wanted) && !name.startsWith('.next-'))
    .map((name) => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.at - a.at);
  for (const { path } of others.slice(1)) rmSync(path, { recursive: true, force: true });
}

const [outDir, main] = process.argv.slice(2);
if (outDir !== undefined && main !== undefined) await buildInto(resolve(main), resolve(outDir));
else await buildServer();
