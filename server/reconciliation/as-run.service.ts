import { createHash } from 'node:crypto';
import type { AsRunProfileRequest, UnmatchedReason } from '../../shared/contracts/reconciliation.ts';
import type { SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import { stepSpot, verifyAiring, type SpotStepped } from '../../shared/domain/spot/spot-steps.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { CampaignsService, EditContext } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import type { CreativesService } from '../creatives/creatives.service.ts';
import { pageOfRows } from '../db/pages.ts';
import type { NewId } from '../ids.ts';
import type { Announce } from '../live/live.ts';
import type { PlansService } from '../plans/plans.service.ts';
import { notFound, Refusal, refuse } from '../refusal.ts';
import type { SpotsModel } from '../spots/spots.model.ts';
import type { SpotsService } from '../spots/spots.service.ts';
import { readRow, type ReadingRules, type ReadRow, type UnreadableRow } from './as-run-row.ts';
import type { AsRunModel, RowFilter, StoredImport, StoredProfile, StoredRow } from './as-run.model.ts';
import { matchRows, type MatchedRow } from './match-rows.ts';
import { readBxf } from './read-bxf.ts';
import { readCsv } from './read-csv.ts';

export type AsRunServiceInput = Readonly<{
  model: AsRunModel;
  spots: Pick<SpotsService, 'get' | 'change' | 'publish'>;
  spotsModel: SpotsModel;
  campaigns: CampaignsService;
  plans: Pick<PlansService, 'approvedOf'>;
  creatives: Pick<CreativesService, 'forCampaign'>;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
  announce: Announce;
}>;
export type AsRunFile = Readonly<{
  format: 'csv' | 'bxf';
  chunks: AsyncIterable<Buffer>;
  fileName: string;
  profileId?: string | undefined;
  station?: string | undefined;
  toleranceMinutes?: number | undefined;
}>;

const LIMIT_BYTES = 50_000_000;
const MOST_ROWS = 250_000;
const TOLERANCE_MINUTES = 15;
/** Spots a row of a station may speak of. */
const EXPECTED: readonly SpotRecord['status'][] = ['confirmed', 'trafficked', 'aired', 'missed', 'preempted'];

/** As-run: files stream in, rows match spots one to one, the rest waits in a queue with reasons. */
export function createAsRunService(input: AsRunServiceInput) {
  const { model, spots, spotsModel, campaigns, clock, newId, audit, announce } = input;

  const profileOf = async (id: string | undefined): Promise<StoredProfile | null> => {
    if (id === undefined) return null;
    const profile = await model.findProfile(id);
    if (!profile) throw notFound('as_run_profile', id);
    return profile;
  };

  const read = async (file: AsRunFile, profile: StoredProfile | null, timeZone: string) => {
    const meter = { bytes: 0, hash: createHash('sha256') };
    const rules: ReadingRules = {
      dateFormat: profile?.dateFormat ?? 'YYYY-MM-DD',
      dayKind: profile?.dayKind ?? 'broadcast',
      statusMap: profile?.statusMap ?? {},
      station: file.station,
      timeZone,
    };
    const chunks = metered(file.chunks, meter);
    const good: ReadRow[] = [];
    const bad: UnreadableRow[] = [];
    for await (const raw of file.format === 'csv' ? readCsv(chunks, profile) : readBxf(chunks)) {
      if (good.length + bad.length >= MOST_ROWS)
        throw refuse('too_large', 'too_many_rows', `The file has more than ${MOST_ROWS} rows. Send it in parts.`);
      const row = readRow(raw, rules);
      if ('reason' in row) bad.push(row);
      else good.push(row);
    }
    return { good, bad, bytes: meter.bytes, sha256: meter.hash.digest('hex') };
  };

  /** Saves what the rows say of their spots; a spot somebody changed meanwhile is decided again by itself. */
  const apply = async (
    matched: readonly MatchedRow[],
    context: Omit<EditContext, 'rev'>,
  ): Promise<ReadonlyMap<number, string>> => {
    const refused = new Map<number, string>();
    const saves = matched.flatMap(({ row, spot }) => {
      const told = tell(spot, row, { at: clock.now(), by: context.actor.name });
      if (told.kind === 'refused') refused.set(row.rowNumber, told.issue.message);
      return told.kind === 'ok' ? [{ id: spot.id, rev: spot.rev, next: told.spot, row }] : [];
    });
    for (let at = 0; at < saves.length; at += 500) {
      const batch = saves.slice(at, at + 500);
      if ((await spotsModel.saveManyAtRev(batch)) === batch.length) {
        await spots.publish(batch.map(({ next }) => next));
        continue;
      }
      const stored = new Map((await spotsModel.findByIds(batch.map(({ id }) => id))).map((spot) => [spot.id, spot]));
      await spots.publish(
        batch
          .filter(({ id, next }) => stored.get(id)?.updatedAt === next.updatedAt && stored.get(id)?.rev === next.rev)
          .map(({ next }) => next),
      );
      for (const { id, next, row } of batch) {
        const now = stored.get(id);
        if (now?.rev === next.rev && now.updatedAt === next.updatedAt) continue;
        const again = (spot: SpotRecord) => tell(spot, row, { at: clock.now(), by: context.actor.name });
        await spots.change(id, 'as_run', again, { ...context, rev: null }).catch((error: unknown) => {
          if (!(error instanceof Refusal)) throw error;
          refused.set(row.rowNumber, error.message);
        });
      }
    }
    return refused;
  };

  return {
    async importFile(campaignId: string, file: AsRunFile, context: Omit<EditContext, 'rev'>): Promise<StoredImport> {
      const campaign = await campaigns.get(campaignId);
      const profile = await profileOf(file.profileId);
      const { good, bad, bytes, sha256 } = await read(file, profile, campaign.timeZone);
      const [plan, expected, { stored: creatives }] = await Promise.all([
        input.plans.approvedOf(campaignId),
        spotsModel.listByCampaign(campaignId, { statuses: EXPECTED }),
        input.creatives.forCampaign(campaignId),
      ]);
      const { matched, queued } = matchRows({
        rows: good,
        spots: expected,
        adIds: new Map(creatives.map(({ id, adId }) => [id, adId])),
        lines: plan?.lines ?? [],
        toleranceMs: (file.toleranceMinutes ?? TOLERANCE_MINUTES) * 60_000,
      });
      const importId = newId('asr');
      const refusals = await apply(matched, context);
      const held = matched.filter(({ row }) => !refusals.has(row.rowNumber));
      const base = { importId, campaignId };
      const stored: StoredRow[] = [
        ...held.map(({ row, spot, offsetMs }) => ({
          ...storedRow(base, row),
          state: 'matched' as const,
          spotId: spot.id,
          reason: 'matched',
          explanation: matchText(offsetMs),
        })),
        ...matched
          .filter(({ row }) => refusals.has(row.rowNumber))
          .map(({ row, spot }) => ({
            ...storedRow(base, row),
            reason: 'already_aired',
            explanation: refusals.get(row.rowNumber) ?? '',
            candidateSpotIds: [spot.id],
          })),
        ...queued.map(({ row, reason, explanation, candidateSpotIds }) => ({
          ...storedRow(base, row),
          reason,
          explanation,
          candidateSpotIds: [...candidateSpotIds],
        })),
        ...bad.map((row) => ({
          ...storedRow(base, { ...row.partial, rowNumber: row.rowNumber, raw: row.raw }),
          reason: row.reason,
          explanation: row.explanation,
        })),
      ]
        .sort((a, b) => a.rowNumber - b.rowNumber)
        .map((row) => ({ ...row, id: newId('row') }));
      await model.insertRows(stored);
      const unmatchedBy: Partial<Record<UnmatchedReason, number>> = {};
      for (const { state, reason } of stored)
        if (state === 'unmatched')
          unmatchedBy[reason as UnmatchedReason] = (unmatchedBy[reason as UnmatchedReason] ?? 0) + 1;
      const done: StoredImport = {
        id: importId,
        campaignId,
        fileName: file.fileName,
        format: file.format,
        bytes,
        sha256,
        rows: stored.length,
        matched: held.length,
        matchedAired: held.filter(({ row }) => row.outcome === 'aired').length,
        matchedNotAired: held.filter(({ row }) => row.outcome !== 'aired').length,
        unmatched: stored.length - held.length,
        unmatchedBy: unmatchedBy as Record<string, number>,
        status: 'done',
        failure: null,
        importedBy: context.actor.name,
        createdAt: clock.now(),
      };
      await model.insertImport(done);
      await audit({ ...context, action: 'imported', noun: 'as_run', targetId: importId, campaignId });
      announce({ kind: 'spot', campaignId, id: campaignId });
      return done;
    },

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
      const read = { ...row, airedAt: row.airedAt ?? spot.scheduledAt, outcome: 'aired' as const };
      await spots.change(spotId, 'as_run', (now) => tell(now, read, { at: clock.now(), by: context.actor.name }), {
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
      const found = await model.findImport(id);
      if (!found) throw notFound('as_run_import', id);
      return found;
    },
    async pageImports(campaignId: string, paging: { cursor?: string; limit: number }) {
      await campaigns.get(campaignId);
      const rows = await model.pageImports(campaignId, paging.cursor, paging.limit + 1);
      return pageOfRows(
        rows,
        paging.limit,
        (row) => [row.id],
        (row) => row,
      );
    },
    async pageRows(filter: RowFilter, paging: { cursor?: string; limit: number }) {
      await campaigns.get(filter.campaignId);
      const rows = await model.pageRows(filter, paging.cursor, paging.limit + 1);
      return pageOfRows(
        rows,
        paging.limit,
        (row) => [row.id],
        (row) => row,
      );
    },
    async createProfile(
      campaignId: string,
      request: AsRunProfileRequest,
      context: Omit<EditContext, 'rev'>,
    ): Promise<StoredProfile> {
      await campaigns.get(campaignId);
      const profile: StoredProfile = { ...request, id: newId('prf'), campaignId, createdAt: clock.now() };
      await model.insertProfile(profile);
      await audit({ ...context, action: 'created', noun: 'as_run_profile', targetId: profile.id, campaignId });
      return profile;
    },
    async listProfiles(campaignId: string): Promise<readonly StoredProfile[]> {
      await campaigns.get(campaignId);
      return model.listProfiles(campaignId);
    },
  };
}
export type AsRunService = ReturnType<typeof createAsRunService>;

/** Counts and hashes a file as it streams, and stops it at the limit. */
async function* metered(
  chunks: AsyncIterable<Buffer>,
  meter: { bytes: number; hash: { update(chunk: Buffer): unknown } },
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    meter.bytes += chunk.byteLength;
    if (meter.bytes > LIMIT_BYTES)
      throw refuse(
        'too_large',
        'file_too_large',
        `The file is larger than ${LIMIT_BYTES / 1_000_000} MB. Send it in parts.`,
      );
    meter.hash.update(chunk);
    yield chunk;
  }
}

type Told = Pick<ReadRow, 'outcome' | 'airedAt' | 'ratingHundredths' | 'costCents'>;

/** What a row makes of its spot: proof of an airing, or that there was none. */
function tell(spot: SpotRecord, row: Told, change: Readonly<{ at: number; by: string }>): SpotStepped {
  const billed = row.costCents === null ? {} : { invoicedCents: row.costCents };
  const proof = { at: change.at, deliveredHundredths: row.ratingHundredths };
  if (row.outcome !== 'aired') {
    if (spot.status === (row.outcome === 'missed' ? 'missed' : 'preempted'))
      return { kind: 'ok', spot: { ...spot, ...billed, rev: spot.rev + 1, updatedAt: change.at } };
    const stepped = stepSpot(spot, {
      ...change,
      action: row.outcome === 'missed' ? 'miss' : 'preempt',
      note: 'By the as-run.',
    });
    return stepped.kind === 'ok' ? { kind: 'ok', spot: { ...stepped.spot, ...billed } } : stepped;
  }
  if (spot.status === 'aired') return { kind: 'ok', spot: { ...verifyAiring(spot, row.airedAt, proof), ...billed } };
  const stepped = stepSpot(spot, {
    ...change,
    action: 'air',
    airedAt: row.airedAt,
    verified: true,
    note: 'By the as-run.',
  });
  if (stepped.kind === 'refused') return stepped;
  const { spot: aired } = stepped;
  const rated =
    row.ratingHundredths === null || row.ratingHundredths === spot.ratingHundredths
      ? aired
      : { ...verifyAiring(aired, row.airedAt, proof), rev: aired.rev };
  return { kind: 'ok', spot: { ...rated, ...billed } };
}

function matchText(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const when = minutes === 0 ? 'at its time' : `${minutes} min ${offsetMs < 0 ? 'before' : 'after'} its time`;
  return `Station, Ad-ID and length agree, ${when}.`;
}

function storedRow(
  base: Readonly<{ importId: string; campaignId: string }>,
  row: Partial<ReadRow> & Pick<ReadRow, 'rowNumber' | 'raw'>,
): StoredRow {
  return {
    id: '',
    ...base,
    rowNumber: row.rowNumber,
    station: row.station ?? null,
    airDay: row.airDay ?? null,
    minute: row.minute ?? null,
    airedAt: row.airedAt ?? null,
    adId: row.adId ?? null,
    lengthSeconds: row.lengthSeconds ?? null,
    stationStatus: row.stationStatus ?? null,
    reference: row.reference ?? null,
    ratingHundredths: row.ratingHundredths ?? null,
    costCents: row.costCents ?? null,
    state: 'unmatched',
    spotId: null,
    reason: '',
    explanation: '',
    candidateSpotIds: [],
    raw: row.raw,
    note: null,
  };
}
