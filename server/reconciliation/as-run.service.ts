import type { z } from 'zod';
import type {
  AsRunPreview,
  AsRunProfileRequest,
  asRunPreviewRequestSchema,
} from '../../shared/contracts/reconciliation.ts';
import type { EditContext } from '../campaigns/campaigns.service.ts';
import { isDuplicateKey } from '../db/errors.ts';
import { pageById } from '../db/pages.ts';
import { notFound, refuse } from '../refusal.ts';
import type { SpotsService } from '../spots/spots.service.ts';
import type { RowFilter, StoredRow } from './as-run.model.ts';
import { createImporter, type ImporterInput } from './import/import-as-run.ts';
import type { StoredImport } from './import/imports.model.ts';
import type { StoredProfile } from './import/profiles.model.ts';
import { previewCsv } from './import/read/preview-csv.ts';
import { tellSpot } from './import/tell-spots.ts';

export type AsRunServiceInput = ImporterInput & Readonly<{ spots: Pick<SpotsService, 'get' | 'change' | 'publish'> }>;

/** As-run: files are taken in, rows that match no spot wait in a queue until a person settles them. */
export function createAsRunService(input: AsRunServiceInput) {
  const { model, imports, profiles, spots, campaigns, clock, newId, audit } = input;
  const importer = createImporter(input);

  return {
    importFile: importer.importFile,
    resumeImports: importer.resume,

    /** A person says which spot a queued row is of. */
    async resolve(
      rowId: string,
      spotId: string,
      note: string | undefined,
      context: Omit<EditContext, 'rev'>,
    ): Promise<StoredRow> {
      const row = await model.findRow(rowId);
      if (!row) throw notFound('as_run_row', rowId);
      if (row.state !== 'unmatched')
        throw refuse('conflict', 'row_settled', `This row is ${row.state} already.`, 'state');
      const spot = await spots.get(spotId);
      if (spot.campaignId !== row.campaignId)
        throw refuse('invalid', 'other_campaign', 'That spot belongs to another campaign.', 'spotId');
      const read = {
        ...row,
        airedAt: row.airedAt ?? spot.scheduledAt,
        outcome: row.outcome ?? ('aired' as const),
        program: row.program ?? '',
      };
      await spots.change(spotId, 'as_run', (now) => tellSpot(now, read, { at: clock.now(), by: context.actor.name }), {
        ...context,
        rev: null,
      });
      await model.settleRow(rowId, { state: 'resolved', spotId, note: note ?? null });
      await audit({ ...context, action: 'resolved', noun: 'as_run_row', targetId: rowId, campaignId: row.campaignId });
      return { ...row, state: 'resolved', spotId, note: note ?? null };
    },

    /** A person says that a queued row is none of ours. */
    async ignore(rowId: string, note: string, context: Omit<EditContext, 'rev'>): Promise<StoredRow> {
      const row = await model.findRow(rowId);
      if (!row) throw notFound('as_run_row', rowId);
      if (!(await model.settleRow(rowId, { state: 'ignored', spotId: null, note })))
        throw refuse('conflict', 'row_settled', `This row is ${row.state} already.`, 'state');
      await audit({ ...context, action: 'ignored', noun: 'as_run_row', targetId: rowId, campaignId: row.campaignId });
      return { ...row, state: 'ignored', note };
    },

    async getImport(id: string): Promise<StoredImport> {
      const found = await imports.findById(id);
      if (!found) throw notFound('as_run_import', id);
      return found;
    },
    async pageImports(campaignId: string, paging: { cursor?: string; limit: number }) {
      await campaigns.get(campaignId);
      const rows = await imports.page(campaignId, paging.cursor, paging.limit + 1);
      return pageById(rows, paging.limit);
    },
    async pageRows(filter: RowFilter, paging: { cursor?: string; limit: number }) {
      await campaigns.get(filter.campaignId);
      const rows = await model.pageRows(filter, paging.cursor, paging.limit + 1);
      return pageById(rows, paging.limit);
    },
    /** Keeps a profile under its name; one of the same name is replaced. */
    async createProfile(
      campaignId: string,
      request: AsRunProfileRequest,
      context: Omit<EditContext, 'rev'>,
    ): Promise<StoredProfile> {
      await campaigns.get(campaignId);
      const made: StoredProfile = { ...request, id: newId('prf'), campaignId, createdAt: clock.now() };
      const profile = await profiles.insert(made).then(
        () => made,
        async (error: unknown) => {
          if (!isDuplicateKey(error)) throw error;
          return profiles.replace(campaignId, request);
        },
      );
      const action = profile === made ? 'created' : 'changed';
      await audit({ ...context, action, noun: 'as_run_profile', targetId: profile.id, campaignId });
      return profile;
    },
    /** How the beginning of a station's CSV would be read. */
    async preview(campaignId: string, request: z.infer<typeof asRunPreviewRequestSchema>): Promise<AsRunPreview> {
      const { timeZone } = await campaigns.get(campaignId);
      return previewCsv(request, { profiles: await profiles.list(campaignId), timeZone });
    },
    async listProfiles(campaignId: string): Promise<readonly StoredProfile[]> {
      await campaigns.get(campaignId);
      return profiles.list(campaignId);
    },
  };
}
export type AsRunService = ReturnType<typeof createAsRunService>;
