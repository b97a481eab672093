import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { startBoard, type Board } from './board.ts';
import { launchBrowser, openPage, type PageOptions } from './browser.ts';

type Opened = Awaited<ReturnType<typeof openPage>>;

/**
 * A board and a browser for the suite that calls it, and the pages its tests open: each is closed after its test, and nothing
 * may have gone wrong on it. Example: `const { board, openPage } = startVisit();`, then `page = await openPage();` before each test.
 */
export function startVisit() {
  let begun: Readonly<{ board: Board; browser: Browser }> | null = null;
  const opened: Opened[] = [];
  const now = () => {
    if (!begun)
      throw new Error('The board and the browser start before the first test, not while suites are described.');
    return begun;
  };
  before(async () => {
    const [board, browser] = await Promise.all([startBoard(), launchBrowser()]);
    begun = { board, browser };
  });
  afterEach(async () => {
    const pages = opened.splice(0);
    await Promise.all(pages.map(({ context }) => context.close()));
    expect(pages.flatMap(({ troubles }) => troubles)).to.deep.equal([]);
  });
  after(async () => {
    await begun?.browser.close();
    await begun?.board.stop();
  });
  const board: Board = {
    get url() {
      return now().board.url;
    },
    api: (...call) => now().board.api(...call),
    signIn: (...person) => now().board.signIn(...person),
    stop: () => now().board.stop(),
  };
  return {
    board,
    async openPage(options: PageOptions = {}): Promise<Page> {
      const one = await openPage(now().browser, options);
      opened.push(one);
      return one.page;
    },
    /** What went wrong on the pages of the present test so far. */
    troubles: () => opened.flatMap(({ troubles }) => troubles),
  };
}
