import type { RecordAudit } from '../audit/audit.service.ts';
import type { Clock } from '../clock.ts';
import type { Intake } from '../webhooks/door/intake.ts';
import type { SourcesModel } from '../webhooks/sources/sources.model.ts';
import { createBookRows } from './booking/book-rows.ts';
import { createHeldRows } from './booking/held-rows.ts';
import { createRecordInternal } from './booking/internal-facts.ts';
import type { DaysModel } from './days.model.ts';
import type { HeldRowsModel } from './held-rows.model.ts';
import type { Recount } from './ledger/recount.ts';
import { createAskedPlacements } from './listing/asked-placements.ts';
import { createListAdjustments } from './listing/list-adjustments.ts';
import { createListDays } from './listing/list-days.ts';
import { createListFacts, type ListFactsInput } from './listing/list-facts.ts';
import type { PlacementsModel } from './placements.model.ts';
import type { ReportedFacts } from './reported-facts.ts';

export type DeliveriesServiceInput = Readonly<{
  facts: ReportedFacts;
  days: DaysModel;
  heldRows: HeldRowsModel;
  placements: PlacementsModel;
  sources: Pick<SourcesModel, 'insert' | 'findById' | 'listAll'>;
  intake: Intake;
  recount(sourceId: string | null): Promise<Recount>;
  forgetDays(): void;
  findFlights: ListFactsInput['findFlights'];
  clock: Clock;
  audit: RecordAudit;
}>;

/** Reported facts: listed with where they came from, explained by adjustments, recounted, and settled where they clash. */
export function createDeliveriesService(input: DeliveriesServiceInput) {
  const askedPlacements = createAskedPlacements(input);
  const bookRows = createBookRows(input);

  return {
    list: createListFacts({ ...input, askedPlacements }),
    listDays: createListDays({ ...input, askedPlacements }),
    listAdjustments: createListAdjustments(input.days),
    ...createHeldRows({ ...input, bookRows }),
    recordInternal: createRecordInternal({ ...input, bookRows }),
    /** Computes every day again from the facts and repairs what differs. */
    async recompute(sourceId: string | null): Promise<Recount> {
      const recount = await input.recount(sourceId);
      input.forgetDays();
      return recount;
    },
  };
}
export type DeliveriesService = ReturnType<typeof createDeliveriesService>;
