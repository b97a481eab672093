import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const print = join(root, 'server', 'launch', 'sources-print.mjs');
const ask = (code: string, ...given: string[]): string =>
  execFileSync(process.execPath, ['--input-type=module', '-e', code, ...given], { cwd: root, encoding: 'utf8' }).trim();
const printOf = (folder: string) =>
  ask(`import { sourcesPrint } from ${JSON.stringify(print)}; console.log(sourcesPrint(process.argv[1]))`, folder);

describe('Starting from the build', () => {
  it('says the same words as from the sources', function () {
    this.timeout(60_000);
    const build = ask(
      `import { builtServer } from ${JSON.stringify(print)}; console.log(builtServer(process.argv[1]))`,
      root,
    );
    execFileSync(process.execPath, ['server/launch/build.mjs'], { cwd: root });
    expect(existsSync(join(build, 'main.mjs')), 'the build is named after its sources').to.equal(true);
    const help = (...program: string[]) =>
      execFileSync(process.execPath, [...program, '--help'], { cwd: root, encoding: 'utf8' });
    expect(help(join(build, 'main.mjs'))).to.equal(help('--import=tsx', 'server/main.ts'));
    // A second build of the same sources finds the first in place and leaves it whole.
    execFileSync(process.execPath, ['server/launch/build.mjs'], { cwd: root });
    expect(existsSync(join(build, 'worker-bootstrap.mjs'))).to.equal(true);
    expect(existsSync(join(build, 'solver-worker.mjs'))).to.equal(true);
  });

  it('knows other sources by their names, sizes and times, and leaves what was built out of it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'flightboard-print-'));
    try {
      for (const name of ['server', 'shared', 'server/dist']) mkdirSync(join(folder, name), { recursive: true });
      writeFileSync(join(folder, 'package-lock.json'), '{}');
      writeFileSync(join(folder, 'server', 'main.ts'), 'one');
      const first = printOf(folder);
      expect(printOf(folder)).to.equal(first);
      writeFileSync(join(folder, 'server', 'dist', 'main.mjs'), 'built');
      expect(printOf(folder)).to.equal(first);
      utimesSync(join(folder, 'server', 'main.ts'), new Date(1_000), new Date(1_000));
      const touched = printOf(folder);
      expect(touched).to.not.equal(first);
      writeFileSync(join(folder, 'shared', 'new.ts'), '');
      expect(printOf(folder)).to.not.equal(touched);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
