import type { OrderResponse } from '../../shared/contracts/orders.ts';
import { StatusChip } from '../parts/chips/status-chip.tsx';
import { words } from '../words/format.ts';

const LOOKS: Readonly<Record<OrderResponse['status'], string>> = {
  draft: 'draft',
  sent: 'trafficked',
  accepted: 'approved',
  declined: 'missed',
  superseded: 'superseded',
  canceled: 'canceled',
};

/** Where an order stands. */
export function OrderChip({ status }: { status: OrderResponse['status'] }) {
  return <StatusChip status={LOOKS[status]} word={words(status)} />;
}
