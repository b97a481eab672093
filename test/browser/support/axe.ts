import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { AxeResults } from 'axe-core';

const AXE_PATH = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Everything axe objects to on the page as it stands, one line per kind with the first places. */
export async function axeComplaints(page: Page): Promise<readonly string[]> {
  const source = await import('node:fs/promises').then((fs) => fs.readFile(AXE_PATH, 'utf8'));
  await page.evaluate(source);
  const results = (await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(TAGS)} })`)) as AxeResults;
  return results.violations.map((violation) => {
    const places = violation.nodes
      .slice(0, 4)
      .map(
        (node) =>
          `${node.target.join(' ')} ${node.html.slice(0, 160)} (${node.any.map((check) => check.message).join('; ')})`,
      );
    return `${violation.id} ×${violation.nodes.length}: ${places.join(' | ')}`;
  });
}
