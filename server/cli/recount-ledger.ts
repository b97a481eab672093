import type { Connection } from 'mongoose';
import { createAuditModel } from '../audit/audit.model.ts';
import { createAuditService } from '../audit/audit.service.ts';
import { createDaysModel } from '../deliveries/days.model.ts';
import { createFactsModel } from '../deliveries/facts.model.ts';
import { createRecount, type Recount } from '../deliveries/ledger/recount.ts';
import { createIds } from '../ids.ts';
import type { Io } from './io.ts';

/** Counts the ledger again from its raw facts and walks the audit chain. */
export async function recountLedger(
  connection: Connection,
  io: Io,
): Promise<Recount & { auditBrokenAt: number | null }> {
  const facts = createFactsModel(connection);
  const days = createDaysModel(connection);
  const audit = createAuditService({
    model: createAuditModel(connection),
    clock: io.clock,
    newId: createIds(io.clock, io.randomBytes),
  });
  const recount = await createRecount({ facts, days, clock: io.clock })(null);
  return { ...recount, auditBrokenAt: (await audit.verify()).brokenAt };
}
