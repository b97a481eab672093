import type { ReachRowResponse } from '../../shared/contracts/reach.ts';
import { REACH_MODEL_WORDS } from '../../shared/domain/reach/reach-words.ts';
import { percent } from '../format.ts';

/** The model of a row by name. Example: "NBD, κ .55". */
export function modelWord({ model, dispersion }: Pick<ReachRowResponse, 'model' | 'dispersion'>): string {
  const { name } = REACH_MODEL_WORDS[model];
  return dispersion === null ? name : `${name}, κ ${dispersion.toFixed(2).replace(/^0/, '')}`;
}

/** The published band of a row. Example: "72.0% – 75.7%". */
export function bandWord({ low, high }: Pick<ReachRowResponse, 'low' | 'high'>): string | null {
  return low === null || high === null ? null : `${percent(low)} – ${percent(high)}`;
}
