import type { PacingMeasure } from '../../shared/contracts/pacing.ts';
import { paceWord } from '../pacing/measure.ts';
import { StatusChip } from '../parts/chips/status-chip.tsx';
import { percent } from '../words/format.ts';

type PaceChipProps = Readonly<{ row: Pick<PacingMeasure, 'status' | 'notApplicable' | 'pace'> }>;

/** The pace of something with its number, where there is one. */
export function PaceChip({ row }: PaceChipProps) {
  const status = paceWord(row);
  const word = { under: 'Under', on: 'On pace', over: 'Over' }[status as string];
  return (
    <StatusChip status={status} word={word && row.pace !== null ? `${word} ${percent(row.pace, 0)}` : undefined} />
  );
}
