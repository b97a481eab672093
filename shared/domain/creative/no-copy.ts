import type { Issue } from '../issue.ts';
import type { Eligibility } from './eligible-creatives.ts';

/**
 * Why nothing of this length may air, in words: the reasons of each creative of the spot's length; other lengths say nothing.
 * Example: one :30 that ended → "Corner store ends before 2026-11-26, the spot airs on 2026-11-27."
 */
export function whyNoCopy(lengthSeconds: number, ineligible: Eligibility['ineligible']): string {
  const ofLength = ineligible.filter(({ reasons }) => reasons.every(({ code }) => code !== 'wrong_length'));
  if (ofLength.length === 0) return `There is no creative of ${lengthSeconds} s: add one.`;
  return ofLength.flatMap(({ reasons }) => reasons.map(({ message }: Issue) => message)).join(' ');
}
