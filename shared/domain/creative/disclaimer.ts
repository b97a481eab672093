import { errorIssue, type Issue } from '../issue.ts';
import type { Disclaimer, DisclaimerRule } from './creative.ts';

const plain = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').toLowerCase();

/**
 * Every way a creative's disclaimer misses the rule: absent, other words, too short, too small.
 * Example: 3 s of picture against a rule of 4 s → `disclaimer_too_short`.
 */
export function checkDisclaimer(disclaimer: Disclaimer | undefined, rule: DisclaimerRule): readonly Issue[] {
  const path = 'disclaimer';
  if (!disclaimer || plain(disclaimer.text) === '') {
    return [errorIssue('disclaimer_missing', `There is no disclaimer. It must say "${rule.requiredText}".`, path)];
  }
  const issues: Issue[] = [];
  if (!plain(disclaimer.text).includes(plain(rule.requiredText))) {
    const message = `The disclaimer says "${disclaimer.text}", it must say "${rule.requiredText}".`;
    issues.push(errorIssue('disclaimer_text', message, `${path}.text`));
  }
  if (disclaimer.seconds < rule.minimumSeconds) {
    const message = `The disclaimer is shown for ${disclaimer.seconds} s, at least ${rule.minimumSeconds} s are needed.`;
    issues.push(errorIssue('disclaimer_too_short', message, `${path}.seconds`));
  }
  if (disclaimer.heightBasisPoints < rule.minimumHeightBasisPoints) {
    const message = `The disclaimer takes ${percent(disclaimer.heightBasisPoints)} of the picture height, at least ${percent(rule.minimumHeightBasisPoints)} is needed.`;
    issues.push(errorIssue('disclaimer_too_small', message, `${path}.heightBasisPoints`));
  }
  return issues;
}

const percent = (basisPoints: number): string => `${(basisPoints / 100).toFixed(2)} %`;
