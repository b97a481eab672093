import type { ReachRowResponse } from '../../shared/contracts/reach.ts';
import { REACH_MODEL_WORDS } from '../../shared/domain/reach/reach-words.ts';

const shares = new Intl.NumberFormat('en-US', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** A share with one decimal always, so that columns align. Example: .01 → "1.0%". */
export function share(value: number): string {
  return shares.format(value);
}

/** The model of a row by name. Example: "NBD, κ 0.55". */
export function modelWord({ model, dispersion }: Pick<ReachRowResponse, 'model' | 'dispersion'>): string {
  const { name } = REACH_MODEL_WORDS[model];
  return dispersion === null ? name : `${name}, κ ${dispersion.toFixed(2)}`;
}

/** The published band of a row. Example: "72.0% – 75.7%". */
export function bandWord({ low, high }: Pick<ReachRowResponse, 'low' | 'high'>): string | null {
  return low === null || high === null ? null : `${share(low)} – ${share(high)}`;
}
