import { programWords } from '../../../shared/domain/reconciliation/program-words.ts';
import type { StoredRow } from '../as-run.model.ts';
import type { ReadRow, UnreadableRow } from './read/as-run-row.ts';
import { rowIdOf } from './row-id.ts';
import type { MatchedRow, QueuedRow } from './match-rows.ts';

type Fate = Readonly<{ matched: MatchedRow }> | Readonly<{ queued: QueuedRow }> | Readonly<{ bad: UnreadableRow }>;

/** A row as it is kept, with what became of it and why. */
export function storedRow(
  base: Readonly<{ importId: string; campaignId: string }>,
  row: Partial<ReadRow> & Pick<ReadRow, 'rowNumber' | 'raw'>,
  fate: Fate,
): StoredRow {
  return {
    id: rowIdOf(base.importId, row.rowNumber),
    ...base,
    rowNumber: row.rowNumber,
    station: row.station ?? null,
    airDay: row.airDay ?? null,
    minute: row.minute ?? null,
    airedAt: row.airedAt ?? null,
    adId: row.adId ?? null,
    lengthSeconds: row.lengthSeconds ?? null,
    outcome: row.outcome ?? null,
    stationStatus: row.stationStatus ?? null,
    reference: row.reference ?? null,
    ratingHundredths: row.ratingHundredths ?? null,
    costCents: row.costCents ?? null,
    program: row.program || null,
    ...fateOf(fate),
    raw: row.raw,
    note: null,
  };
}

function fateOf(fate: Fate): Pick<StoredRow, 'state' | 'spotId' | 'reason' | 'explanation' | 'candidateSpotIds'> {
  if ('matched' in fate) {
    const { row, spot, offsetMs } = fate.matched;
    const explanation = [matchText(offsetMs), programWords(row.program, spot.program)].filter(Boolean).join(' ');
    return { state: 'matched', spotId: spot.id, reason: 'matched', explanation, candidateSpotIds: [] };
  }
  const { reason, explanation } = 'queued' in fate ? fate.queued : fate.bad;
  const candidateSpotIds = 'queued' in fate ? [...fate.queued.candidateSpotIds] : [];
  return { state: 'unmatched', spotId: null, reason, explanation, candidateSpotIds };
}

function matchText(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const when = minutes === 0 ? 'at its time' : `${minutes} min ${offsetMs < 0 ? 'before' : 'after'} its time`;
  return `Station, Ad-ID and length agree, ${when}.`;
}
