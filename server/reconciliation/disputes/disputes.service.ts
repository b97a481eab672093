import type { z } from 'zod';
import type {
  CreditsResponse,
  DiscrepancyList,
  EvidenceRequest,
  openDisputeRequestSchema,
} from '../../../shared/contracts/disputes.ts';
import { sumCents } from '../../../shared/domain/money.ts';
import {
  openDispute,
  stepDispute,
  type DisputeStep,
  type Evidence,
} from '../../../shared/domain/reconciliation/dispute.ts';
import type { RecordAudit } from '../../audit/audit.service.ts';
import type { EditContext } from '../../campaigns/campaigns.service.ts';
import type { Clock } from '../../clock.ts';
import { isDuplicateKey } from '../../db/errors.ts';
import type { NewId } from '../../ids.ts';
import type { Announce } from '../../live/live.ts';
import { notFound, Refusal, refuse, stale } from '../../refusal.ts';
import type { SpotsModel } from '../../spots/spots.model.ts';
import type { AsRunModel } from '../as-run.model.ts';
import type { PostingService } from '../posting.service.ts';
import type { DisputesModel, StoredDispute } from './disputes.model.ts';
import { findDiscrepancies } from './find-discrepancies.ts';

export type DisputesServiceInput = Readonly<{
  model: DisputesModel;
  asRunModel: Pick<AsRunModel, 'invoicedRows' | 'findRow'>;
  spotsModel: SpotsModel;
  posting: Pick<PostingService, 'posting'>;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
  announce: Announce;
}>;

/** What the paths of evidence and steps carry before the row is looked up. */
type StepRequest =
  | Exclude<DisputeStep, { action: 'evidence' }>
  | Readonly<{ action: 'evidence'; evidence: EvidenceRequest; note: string }>;

/** Discrepancies between order, as-run, invoice and posting; disputes about them; and what stations owe. */
export function createDisputesService(input: DisputesServiceInput) {
  const { model, clock } = input;

  const discrepancies = async (campaignId: string, toleranceCents = 0): Promise<DiscrepancyList> => {
    const [posting, spots, rows, disputes] = await Promise.all([
      input.posting.posting(campaignId, {}),
      input.spotsModel.listByCampaign(campaignId),
      input.asRunModel.invoicedRows(campaignId),
      model.list(campaignId),
    ]);
    const kept = spots.filter(({ status }) => status !== 'canceled');
    return findDiscrepancies({ spots: kept, rows, posting: posting.rows, disputes, toleranceCents });
  };

  const evidenceOf = async (campaignId: string, asked: EvidenceRequest): Promise<Evidence> => {
    if (asked.kind === 'file') return asked;
    const row = await input.asRunModel.findRow(asked.rowId);
    if (!row || row.campaignId !== campaignId) throw notFound('as_run_row', asked.rowId);
    return { kind: 'as_run_row', rowId: row.id, label: `Row ${row.rowNumber}: ${row.raw.slice(0, 200)}` };
  };

  const get = async (id: string): Promise<StoredDispute> => {
    const dispute = await model.find(id);
    if (!dispute) throw notFound('dispute', id);
    return dispute;
  };

  const tell = async (dispute: StoredDispute, action: string, context: Omit<EditContext, 'rev'>): Promise<void> => {
    const { id, campaignId } = dispute;
    await input.audit({ ...context, action, noun: 'dispute', targetId: id, campaignId, after: dispute });
    input.announce({ kind: 'spot', campaignId, id: campaignId });
  };

  return {
    discrepancies,
    get,
    async list(campaignId: string): Promise<readonly StoredDispute[]> {
      return model.list(campaignId);
    },
    /** Opens a dispute on a discrepancy that stands; there is one dispute for each. */
    async open(
      campaignId: string,
      request: z.infer<typeof openDisputeRequestSchema>,
      context: Omit<EditContext, 'rev'>,
    ): Promise<StoredDispute> {
      const found = (await discrepancies(campaignId)).items.find(({ key }) => key === request.key);
      if (!found)
        throw refuse(
          'conflict',
          'discrepancy_gone',
          'There is no such discrepancy any more: a file or a match has settled it. Read the list again.',
          'key',
        );
      const own = found.rowId === null ? [] : [{ kind: 'as_run_row' as const, rowId: found.rowId }];
      const asked = [...own, ...request.evidence.filter((one) => one.kind === 'file' || one.rowId !== found.rowId)];
      const evidence = await Promise.all(asked.map((one) => evidenceOf(campaignId, one)));
      const by = { at: clock.now(), by: context.actor.name };
      const { key, code, station, spotId, rowId, message: subject } = found;
      const dispute: StoredDispute = {
        ...openDispute({ claimedCents: found.claimCents, note: request.note, evidence }, by),
        ...{ id: input.newId('dsp'), campaignId, rev: 1, createdAt: by.at },
        ...{ key, code, station, spotId, rowId, subject },
      };
      await model.insert(dispute).catch((error: unknown) => {
        if (!isDuplicateKey(error)) throw error;
        throw refuse(
          'conflict',
          'dispute_exists',
          'There is a dispute on this already. Open it and go on there.',
          'key',
        );
      });
      await tell(dispute, 'opened', context);
      return dispute;
    },
    /** Takes one step with a dispute, based on the revision named. */
    async step(id: string, request: StepRequest, context: EditContext): Promise<StoredDispute> {
      const before = await get(id);
      if (context.rev !== null && context.rev !== before.rev) throw stale('dispute', context.rev, before.rev);
      const step: DisputeStep =
        request.action === 'evidence'
          ? { ...request, evidence: await evidenceOf(before.campaignId, request.evidence) }
          : request;
      const stepped = stepDispute(before, step, { at: clock.now(), by: context.actor.name });
      if (stepped.kind === 'refused') throw new Refusal('conflict', [stepped.issue]);
      if (!(await model.saveAtRev(id, before.rev, stepped.dispute)))
        throw stale('dispute', before.rev, (await get(id)).rev);
      const after = { ...before, ...stepped.dispute, rev: before.rev + 1 };
      await tell(after, step.action, context);
      return after;
    },
    /** Money stations owe: agreed, claimed, and not yet claimed. */
    async credits(campaignId: string): Promise<CreditsResponse> {
      const [posting, spots, disputes] = await Promise.all([
        input.posting.posting(campaignId, {}),
        input.spotsModel.listByCampaign(campaignId),
        model.list(campaignId),
      ]);
      const claimed = new Set(disputes.map(({ key }) => key));
      const sums = (of: (station: string) => boolean) => {
        const own = disputes.filter(({ station }) => of(station));
        const open = own.filter(({ status }) => status !== 'settled');
        const makegoodCreditCents = sumCents(
          spots.filter(({ station }) => of(station)).map(({ creditCents }) => creditCents),
        );
        const settledCents = sumCents(own.map(({ creditCents }) => creditCents ?? 0));
        const owing = posting.rows.filter(
          (row) => of(row.station) && !claimed.has(`posting_below|${row.station}|${row.year}-Q${row.quarter}`),
        );
        return {
          makegoodCreditCents,
          settledCents,
          owedCents: makegoodCreditCents + settledCents,
          claimedCents: sumCents(open.map(({ claimedCents }) => claimedCents)),
          postingOwedCents: sumCents(owing.map(({ creditCents }) => creditCents)),
        };
      };
      const stations = [...new Set([...spots, ...disputes].map(({ station }) => station))].sort();
      return {
        rows: stations.map((station) => ({ station, ...sums((one) => one === station) })),
        totals: sums(() => true),
      };
    },
  };
}
export type DisputesService = ReturnType<typeof createDisputesService>;
