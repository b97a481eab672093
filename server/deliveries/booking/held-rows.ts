import type { DeliveryRow, HeldRowResponse } from '../../../shared/contracts/deliveries.ts';
import type { RecordAudit } from '../../audit/audit.service.ts';
import { pageOfRows, type Page } from '../../db/pages.ts';
import type { Actor } from '../../http/actor.ts';
import { notFound, refuse } from '../../refusal.ts';
import type { SourcesModel } from '../../webhooks/sources/sources.model.ts';
import type { HeldRow, HeldRowsModel } from '../held-rows.model.ts';
import type { BookRows } from './book-rows.ts';
import { wireInstant } from '../../http/wire-instant.ts';

/** Rows that wait for a person: listed, then accepted into the ledger or dropped. */
export function createHeldRows(input: {
  heldRows: Pick<HeldRowsModel, 'list' | 'findById' | 'settle'>;
  sources: Pick<SourcesModel, 'findById'>;
  bookRows: BookRows;
  audit: RecordAudit;
}) {
  const book = async (held: HeldRow): Promise<void> => {
    const source = await input.sources.findById(held.sourceId);
    if (!source) throw notFound('webhook_source', held.sourceId);
    await input.bookRows(source, [rowToBook(held)]);
  };

  return {
    async listHeldRows(
      filter: Partial<Pick<HeldRow, 'kind' | 'state' | 'sourceId'>>,
      cursor: string | undefined,
      limit: number,
    ): Promise<Page<HeldRowResponse>> {
      const rows = await input.heldRows.list(filter, cursor, limit + 1);
      return pageOfRows(rows, limit, ({ id }) => [id], toHeldRowResponse);
    },
    /**
     * Settles a held row: `accept` books it as a newer revision (or a delta of its own), `drop` leaves things as they are.
     * @throws Refusal when the row is unknown, was settled before, or can't be booked even now.
     */
    async settleHeldRow(
      id: string,
      action: 'accept' | 'drop',
      note: string,
      by: { actor: Actor; requestId: string },
    ): Promise<HeldRowResponse> {
      const held = await input.heldRows.findById(id);
      if (!held) throw notFound('held_row', id);
      if (held.state !== 'waiting') throw alreadySettled(held.state);
      if (action === 'accept') await book(held);
      const settled = await input.heldRows.settle(id, action === 'accept' ? 'accepted' : 'dropped', note);
      if (!settled) throw alreadySettled((await input.heldRows.findById(id))?.state ?? 'settled', action);
      await input.audit({
        ...by,
        action: `${action}ed`,
        noun: 'held_row',
        targetId: id,
        before: { state: held.state },
        after: { state: settled.state, note },
      });
      return toHeldRowResponse(settled);
    },
  };
}

/** Somebody else was faster. A row that was booked at the same moment as it was dropped stays booked, and that is said. */
function alreadySettled(state: string, booked?: 'accept' | 'drop') {
  const isBookedToo = booked === 'accept' && state === 'dropped';
  const more = isBookedToo ? ' at the same moment as you accepted it: its numbers are booked.' : ' before.';
  return refuse('conflict', 'already_settled', `This row was ${state}${more}`);
}

/**
 * A quarantined total is booked as the revision after the one it contradicts, a quarantined delta under an id of its own;
 * a dead letter is tried again as it came.
 */
function rowToBook(held: HeldRow): DeliveryRow {
  const row = held.row as DeliveryRow;
  if (held.kind !== 'quarantine') return row;
  return row.kind === 'delta'
    ? { ...row, rowId: `${row.rowId}#${held.id}`.slice(-200) }
    : { ...row, revision: row.revision + 1 };
}

function toHeldRowResponse({ receivedAt, row, stored, ...rest }: HeldRow): HeldRowResponse {
  return { ...rest, row: { ...row }, stored: stored && { ...stored }, receivedAt: wireInstant(receivedAt) };
}
