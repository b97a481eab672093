import type { InvoicedRow } from '../as-run.model.ts';

/** The same line sent again with a later file is no second invoice; twice in one file it is. */
export function withoutRepeats(rows: readonly InvoicedRow[]): readonly InvoicedRow[] {
  const seen = new Map<string, string>();
  return rows.filter(({ importId, ...row }) => {
    const key = [row.station, row.airedAt, row.adId, row.lengthSeconds, row.costCents].join('|');
    const first = seen.get(key);
    if (first === undefined) seen.set(key, importId);
    return first === undefined || first === importId;
  });
}
