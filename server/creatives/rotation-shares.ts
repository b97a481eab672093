import { apportion } from '../../shared/domain/money.ts';
import type { StoredCreative } from './creatives.model.ts';

/** Shares of the rotation by length, longest first, in basis points that add up to 10,000 in each. */
export function rotationShares(creatives: readonly StoredCreative[]) {
  const byLength = new Map<number, StoredCreative[]>();
  for (const creative of creatives) {
    byLength.set(creative.lengthSeconds, [...(byLength.get(creative.lengthSeconds) ?? []), creative]);
  }
  const lengths = [...byLength]
    .sort(([a], [b]) => b - a)
    .map(([lengthSeconds, own]) => {
      const shares = apportion(
        10_000,
        own.map(({ id, rotationWeight }) => ({ key: id, weight: rotationWeight })),
      );
      return {
        lengthSeconds,
        creatives: own.map(({ id, adId, title, rotationWeight }, at) => ({
          creativeId: id,
          adId,
          title,
          weight: rotationWeight,
          shareBasisPoints: shares[at]?.cents ?? 0,
        })),
      };
    });
  return { lengths };
}
