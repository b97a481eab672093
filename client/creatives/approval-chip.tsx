import type { CreativeResponse } from '../../shared/contracts/creatives.ts';
import { StatusChip } from '../parts/chips/status-chip.tsx';
import { words } from '../words/format.ts';

/** Whether a creative is approved. */
export function ApprovalChip({ status }: { status: CreativeResponse['approval']['status'] }) {
  return <StatusChip status={status === 'rejected' ? 'missed' : status} word={words(status)} />;
}
