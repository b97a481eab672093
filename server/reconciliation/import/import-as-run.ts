import type { AsRunImportResponse, UnmatchedReason } from '../../../shared/contracts/reconciliation.ts';
import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import type { RecordAudit } from '../../audit/audit.service.ts';
import type { CampaignsService, EditContext } from '../../campaigns/campaigns.service.ts';
import type { Clock } from '../../clock.ts';
import type { CreativesService } from '../../creatives/creatives.service.ts';
import type { NewId } from '../../ids.ts';
import type { Announce } from '../../live/live.ts';
import type { PlansService } from '../../plans/plans.service.ts';
import { systemActor } from '../../http/actor.ts';
import { notFound, Refusal } from '../../refusal.ts';
import type { SpotsModel } from '../../spots/spots.model.ts';
import type { SpotsService } from '../../spots/spots.service.ts';
import type { AsRunModel } from '../as-run.model.ts';
import type { ImportsModel, StoredImport } from './imports.model.ts';
import type { ProfilesModel, StoredProfile } from './profiles.model.ts';
import type { ReadRow, UnreadableRow } from './read/as-run-row.ts';
import { fileRows, rulesOf, type AsRunFile } from './read/file-rows.ts';
import { createRowMatcher, type MatchedRow, type RowMatcher } from './match-rows.ts';
import { stageRows } from './stage-rows.ts';
import type { StageModel } from './stage.model.ts';
import { storedRow } from './stored-row.ts';
import { createTellSpots } from './tell-spots.ts';

export type ImporterInput = Readonly<{
  model: AsRunModel;
  imports: ImportsModel;
  profiles: ProfilesModel;
  stage: StageModel;
  spots: Pick<SpotsService, 'change' | 'publish'>;
  spotsModel: SpotsModel;
  campaigns: CampaignsService;
  plans: Pick<PlansService, 'approvedOf'>;
  creatives: Pick<CreativesService, 'forCampaign'>;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
  announce: Announce;
}>;

const TOLERANCE_MINUTES = 15;
/** An import nobody has worked on for so long was left by a server that stopped. */
const ABANDONED_AFTER_MS = 120_000;
const TOUCH_EVERY_MS = 10_000;
/** Spots a row of a station may speak of. */
const EXPECTED: readonly SpotRecord['status'][] = ['confirmed', 'trafficked', 'aired', 'missed', 'preempted'];
type Settling = Readonly<{ context: Omit<EditContext, 'rev'>; match: RowMatcher; isResumed: boolean }>;
type Counts = Pick<AsRunImportResponse, 'matched' | 'matchedAired' | 'matchedNotAired' | 'unmatched' | 'unmatchedBy'>;

/**
 * Takes in stations' files: first the whole file is put aside as it streams, so that one that breaks off changes nothing;
 * then it is matched and applied a bucket of station-days at a time, which a later server can go on with.
 */
export function createImporter(input: ImporterInput) {
  const { model, imports, stage, clock } = input;
  const tellSpots = createTellSpots(input);

  const profileOf = async (id: string | undefined): Promise<StoredProfile | null> => {
    if (id === undefined) return null;
    const profile = await input.profiles.findById(id);
    if (!profile) throw notFound('as_run_profile', id);
    return profile;
  };

  const matcherOf = async ({ campaignId, toleranceMinutes }: StoredImport): Promise<RowMatcher> => {
    const [plan, spots, { stored: creatives }] = await Promise.all([
      input.plans.approvedOf(campaignId),
      input.spotsModel.listByCampaign(campaignId, { statuses: EXPECTED }),
      input.creatives.forCampaign(campaignId),
    ]);
    return createRowMatcher({
      spots,
      adIds: new Map(creatives.map(({ id, adId }) => [id, adId])),
      lines: plan?.lines ?? [],
      toleranceMs: toleranceMinutes * 60_000,
      now: clock.now(),
    });
  };

  /** Rows are stored as matched before their spots are told, so that going on after a stop matches none of them twice. */
  const settleBucket = async (one: StoredImport, bucket: number, { context, match, isResumed }: Settling) => {
    const rows = await stage.rowsOf(one.id, bucket);
    const good = rows.filter((row): row is ReadRow => !('reason' in row));
    const bad = rows.filter((row): row is UnreadableRow => 'reason' in row);
    const known = isResumed ? await model.matchedRows(one.id, good) : new Map<number, string>();
    const { matched, queued } = match(good.filter(({ rowNumber }) => !known.has(rowNumber)));
    const base = { importId: one.id, campaignId: one.campaignId };
    // Made as they are inserted, so that a file of a million rows leaves little behind it.
    await model.insertRows(matched, (pair) => storedRow(base, pair.row, { matched: pair }));
    await model.insertRows(queued, (one) => storedRow(base, one.row, { queued: one }));
    await model.insertRows(bad, (row) =>
      storedRow(base, { ...row.partial, rowNumber: row.rowNumber, raw: row.raw }, { bad: row }),
    );
    const again = known.size > 0 ? await knownPairs(known, good) : [];
    const refused = await tellSpots([...matched, ...again], context);
    for (const [rowNumber, explanation] of refused)
      await model.unmatchRow(one.id, rowNumber, { reason: 'already_aired', explanation });
    await stage.drop(one.id, bucket);
  };

  const knownPairs = async (known: ReadonlyMap<number, string>, rows: readonly ReadRow[]): Promise<MatchedRow[]> => {
    const spots = new Map((await input.spotsModel.findByIds([...known.values()])).map((spot) => [spot.id, spot]));
    return rows.flatMap((row) => {
      const spot = spots.get(known.get(row.rowNumber) ?? '');
      return spot ? [{ row, spot, offsetMs: row.airedAt - spot.scheduledAt }] : [];
    });
  };

  /** Matches and applies what is put aside of an import, then counts what came of it. */
  const settle = async (
    one: StoredImport,
    context: Omit<EditContext, 'rev'>,
    { isResumed }: Pick<Settling, 'isResumed'>,
  ): Promise<StoredImport> => {
    const match = await matcherOf(one);
    for (const bucket of await stage.buckets(one.id)) {
      await settleBucket(one, bucket, { context, match, isResumed });
      await imports.change(one.id, { touchedAt: clock.now() });
    }
    const done = { ...(await countsOf(one.id)), status: 'done' as const };
    await imports.change(one.id, done);
    await input.audit({
      ...context,
      action: 'imported',
      noun: 'as_run',
      targetId: one.id,
      campaignId: one.campaignId,
    });
    input.announce({ kind: 'spot', campaignId: one.campaignId, id: one.campaignId });
    return { ...one, ...done };
  };

  const countsOf = async (importId: string): Promise<Counts> => {
    const tally = await model.tallyRows(importId);
    const sum = (rows: typeof tally) => rows.reduce((total, { count }) => total + count, 0);
    const [held, open] = [
      tally.filter(({ state }) => state === 'matched'),
      tally.filter(({ state }) => state !== 'matched'),
    ];
    return {
      matched: sum(held),
      matchedAired: sum(held.filter(({ outcome }) => outcome === 'aired')),
      matchedNotAired: sum(held.filter(({ outcome }) => outcome !== 'aired')),
      unmatched: sum(open),
      unmatchedBy: open.reduce<Record<string, number>>(
        (counts, { reason, count }) => ({ ...counts, [reason as UnmatchedReason]: (counts[reason] ?? 0) + count }),
        {},
      ),
    };
  };

  const fail = async (one: StoredImport, failure: string): Promise<void> => {
    await stage.drop(one.id);
    await imports.change(one.id, { status: 'failed', failure: failure.slice(0, 500), rows: 0 });
  };

  /** Puts a file aside as it arrives; one that is refused or breaks off is told so on its import. */
  const putAside = async (one: StoredImport, rows: ReturnType<typeof fileRows>): Promise<StoredImport> => {
    let touchedAt = one.createdAt;
    const onProgress = async (count: number) => {
      if (clock.now() - touchedAt < TOUCH_EVERY_MS) return;
      touchedAt = clock.now();
      await imports.change(one.id, { rows: count, touchedAt });
    };
    try {
      const print = await stageRows(rows, { stage, importId: one.id, onProgress });
      const whole = { ...print, isWhole: true, touchedAt: clock.now() };
      await imports.change(one.id, whole);
      return { ...one, ...whole };
    } catch (error) {
      if (error instanceof Refusal) await fail(one, error.message);
      throw error;
    }
  };

  return {
    /** Takes in a file and answers once every row of it is matched or queued. */
    async importFile(campaignId: string, file: AsRunFile, context: Omit<EditContext, 'rev'>): Promise<StoredImport> {
      const campaign = await input.campaigns.get(campaignId);
      const profile = await profileOf(file.profileId);
      const one = newImport(campaignId, file, { id: input.newId('asr'), by: context.actor.name, at: clock.now() });
      await imports.insert(one);
      const rows = fileRows(file, profile, rulesOf(profile, { station: file.station, timeZone: campaign.timeZone }));
      const whole = await putAside(one, rows);
      return settle(whole, context, { isResumed: false });
    },
    /** Goes on with imports a stopped server left: whole files are finished, others are told as failed. */
    async resume(): Promise<void> {
      const before = clock.now() - ABANDONED_AFTER_MS;
      for (const one of await imports.abandoned(before)) {
        if (!(await imports.claim(one.id, { before, at: clock.now() }))) continue;
        if (one.isWhole) await settle(one, { actor: systemActor(one.importedBy) }, { isResumed: true });
        else await fail(one, 'The server stopped while the file came in. Nothing of it was applied; send it again.');
      }
    },
  };
}
export type Importer = ReturnType<typeof createImporter>;

function newImport(
  campaignId: string,
  { fileName, format, toleranceMinutes = TOLERANCE_MINUTES }: AsRunFile,
  { id, by, at }: Readonly<{ id: string; by: string; at: number }>,
): StoredImport {
  return {
    ...{ id, campaignId, fileName, format, toleranceMinutes, bytes: 0, sha256: '', rows: 0 },
    ...{ matched: 0, matchedAired: 0, matchedNotAired: 0, unmatched: 0, unmatchedBy: {} },
    ...{ status: 'running', failure: null, importedBy: by, createdAt: at, touchedAt: at, isWhole: false },
  };
}
