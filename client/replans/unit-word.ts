import type { ReplanResponse } from '../../shared/contracts/replans.ts';

const WORDS: Readonly<Record<ReplanResponse['unit'], string>> = {
  reach: 'people reached',
  impressions: 'impressions',
  grps: 'rating points',
  conversions: 'conversions',
  donations: 'donations',
};

/** What a response counts, in words. */
export function unitWord(unit: ReplanResponse['unit']): string {
  return WORDS[unit];
}
