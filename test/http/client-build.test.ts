import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import express from 'express';
import supertest from 'supertest';
import { installClient } from '../../server/cli/build/install-client.ts';
import { mountClient } from '../../server/http/client.ts';

describe('A client built anew under a running server', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'client-build-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const served = () => join(folder, 'dist');
  /** A build as vite leaves it: the page names its one hashed script. */
  const build = async (name: string): Promise<string> => {
    const next = join(served(), '.next');
    await mkdir(join(next, 'assets'), { recursive: true });
    await writeFile(join(next, 'index.html'), `<script src="/assets/index-${name}.js"></script>`);
    await writeFile(join(next, 'assets', `index-${name}.js`), name);
    await writeFile(join(next, 'assets', 'shared-same.js'), 'shared');
    await writeFile(join(next, 'mark.svg'), `<svg id="${name}"/>`);
    return next;
  };
  const agent = () => {
    const app = express();
    mountClient(app, served());
    return supertest(app);
  };
  const page = async () => (await agent().get('/campaigns/x').set('Accept', 'text/html')).text;

  it('serves the page of the new build and its files', async () => {
    await installClient(await build('one'), served());
    expect(await page()).to.include('index-one.js');
    await installClient(await build('two'), served());
    expect(await page()).to.include('index-two.js');
    expect((await agent().get('/assets/index-two.js')).text).to.equal('two');
    expect((await agent().get('/mark.svg')).body.toString()).to.include('two');
    expect(await readdir(join(served(), 'assets'))).to.have.members(['index-two.js', 'shared-same.js']);
  });

  it('keeps the files of the build before for the pages that are open, and no longer than one build', async () => {
    expect((await agent().get('/assets/index-one.js')).text).to.equal('one');
    expect((await agent().get('/assets/index-one.js')).headers['cache-control']).to.match(/immutable/);
    await installClient(await build('two'), served());
    expect((await agent().get('/assets/index-one.js')).status, 'the same build again replaces nothing').to.equal(200);
    await installClient(await build('three'), served());
    expect((await agent().get('/assets/index-two.js')).status).to.equal(200);
    expect((await agent().get('/assets/index-one.js')).status).to.equal(404);
    expect(await readdir(join(served(), 'before', 'assets'))).to.deep.equal(['index-two.js']);
  });

  it('never shows a page whose files are missing, nor none at all, while builds are put in place', async () => {
    const client = agent();
    let isDone = false;
    let builds = 0;
    const seen = new Set<string>();
    const look = async () => {
      while (!isDone) {
        const at = builds;
        const { status, text } = await client.get('/').set('Accept', 'text/html');
        expect(status).to.equal(200);
        const script = /\/assets\/index-\w+\.js/.exec(text)?.[0] ?? '';
        seen.add(script);
        const answer = await client.get(script);
        if (builds - at <= 1) expect(answer.status, script).to.equal(200);
      }
    };
    const looking = Promise.all([look(), look(), look()]);
    for (let round = 0; round < 30; round += 1) {
      const next = await build(`round${round}`);
      builds += 1;
      await installClient(next, served());
      await client.get('/');
      await client.get('/');
    }
    isDone = true;
    await looking;
    expect(seen.size).to.be.greaterThan(3);
  });
});
