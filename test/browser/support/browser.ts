import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser, type Page } from 'playwright-core';

const SHOTS = fileURLToPath(new URL('../shots/', import.meta.url));
/** Meant for one-shot functions: with these, the browser ends with its first page. */
const CLOSES_WITH_A_PAGE = ['--single-process', '--no-zygote'];
export const WIDE = { width: 1440, height: 900 } as const;
export const NARROW = { width: 390, height: 844 } as const;

/** A real Chromium from the packages, without a display. */
export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args.filter((arg) => !CLOSES_WITH_A_PAGE.includes(arg)), '--no-sandbox'],
    headless: true,
  });
}

export type Scheme = 'light' | 'dark';
export type PageOptions = Readonly<{ scheme?: Scheme; viewport?: { width: number; height: number } }>;

/** A fresh page in a context of its own. Errors of the page and refusals by the content policy are gathered in `troubles`. */
export async function openPage(browser: Browser, options: PageOptions = {}) {
  const context = await browser.newContext({
    viewport: options.viewport ?? WIDE,
    colorScheme: options.scheme ?? 'light',
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: 'America/New_York',
  });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) troubles.push(message.text());
  });
  return { page, context, troubles };
}

/** Keeps a picture for people to look at. */
export async function shoot(page: Page, name: string): Promise<void> {
  await mkdir(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}${name}.png`, fullPage: true });
}

/** Asks again until the answer is the expected one; fails with the last answer after ten seconds. */
export async function eventually<Value>(ask: () => Promise<Value>, expected: Value): Promise<void> {
  const end = Date.now() + 10_000;
  let last = await ask();
  while (last !== expected) {
    if (Date.now() > end) throw new Error(`Expected ${String(expected)}, still ${String(last)} after ten seconds.`);
    await new Promise((resolve) => setTimeout(resolve, 40));
    last = await ask();
  }
}
