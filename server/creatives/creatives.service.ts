import { createHash } from 'node:crypto';
import type {
  CreateCreativeRequest,
  CreativeRulesRequest,
  UpdateCreativeRequest,
} from '../../shared/contracts/creatives.ts';
import { broadcastDayOf } from '../../shared/domain/calendar/broadcast-day.ts';
import { addDays, type Day } from '../../shared/domain/calendar/day.ts';
import { isTrafficCode, readTrafficCode } from '../../shared/domain/creative/ad-id.ts';
import { copyOutlook } from '../../shared/domain/creative/copy-outlook.ts';
import type { Creative, CreativeApproval, CreativeRules } from '../../shared/domain/creative/creative.ts';
import { errorIssue, type Issue } from '../../shared/domain/issue.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { CampaignsService, EditContext } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../db/errors.ts';
import { pageOfRows, type Page } from '../db/pages.ts';
import type { NewId } from '../ids.ts';
import type { Announce } from '../live/live.ts';
import { notFound, Refusal, refuse, stale } from '../refusal.ts';
import type { CreativeChange, CreativesModel, StoredCreative, StoredRelease } from './creatives.model.ts';
import { rotationShares } from './rotation-shares.ts';
import { standingOf, toDomainCreative, toRules } from './domain-creative.ts';

/** A creative with what can be said about it today and where it is used. */
export type CreativeView = Readonly<{
  creative: StoredCreative;
  eligibleToday: boolean;
  issues: readonly Issue[];
  use: CreativeUse;
}>;
export type CreativeUse = Readonly<{ coming: number; aired: number; nextAirAt: number | null }>;
/** Told after a creative changed, so that rotations and flights can follow. */
export type CreativeListener = (campaignId: string) => Promise<void>;

/** The spots a creative's outlook and use are read from. */
export type CreativeSpots = Readonly<{
  useOfCreatives(campaignId: string): Promise<ReadonlyMap<string, CreativeUse>>;
  coming(
    campaignId: string,
    fromDay: Day,
    toDay: Day,
  ): Promise<
    readonly Readonly<{
      id: string;
      airDay: Day;
      lengthSeconds: number;
      daypart: string;
      creativeId?: string | undefined;
    }>[]
  >;
}>;

export type CreativesServiceInput = Readonly<{
  model: CreativesModel;
  campaigns: CampaignsService;
  spots: CreativeSpots;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
  announce: Announce;
  afterChange: readonly CreativeListener[];
}>;

const NO_USE: CreativeUse = { coming: 0, aired: 0, nextAirAt: null };
/** Fields that are on the air: whoever changes one asks for approval again. */
const AIRED_FIELDS = ['adId', 'kind', 'lengthSeconds', 'definition', 'disclaimer', 'release'] as const;
const APPROVAL_STEPS: Readonly<
  Record<'submit' | 'approve' | 'reject', Readonly<Partial<Record<CreativeApproval, CreativeApproval>>>>
> = {
  submit: { draft: 'in_review', rejected: 'in_review' },
  approve: { draft: 'approved', in_review: 'approved' },
  reject: { in_review: 'rejected', approved: 'rejected' },
};

/** Creatives: their codes, dates, approval, releases, disclaimers and shares of the rotation. */
export function createCreativesService(input: CreativesServiceInput) {
  const { model, campaigns, clock, newId, audit, announce } = input;

  const get = async (id: string): Promise<StoredCreative> => {
    const creative = await model.findById(id);
    if (!creative) throw notFound('creative', id);
    return creative;
  };

  const todayOf = async (campaignId: string): Promise<Day> =>
    broadcastDayOf(clock.now(), (await campaigns.get(campaignId)).timeZone);

  const view = async (creatives: readonly StoredCreative[], campaignId: string): Promise<readonly CreativeView[]> => {
    const [today, rule, use] = await Promise.all([
      todayOf(campaignId),
      model.rulesOf(campaignId),
      input.spots.useOfCreatives(campaignId),
    ]);
    return creatives.map((creative) => ({
      creative,
      ...standingOf(creative, toRules(rule), today),
      use: use.get(creative.id) ?? NO_USE,
    }));
  };

  const viewOne = async (creative: StoredCreative): Promise<CreativeView> => {
    const [only] = await view([creative], creative.campaignId);
    if (!only) throw new Error('A creative has a view.');
    return only;
  };

  const publish = async (
    action: string,
    pair: Readonly<{ before?: StoredCreative; after: StoredCreative }>,
    context: Omit<EditContext, 'rev'>,
  ): Promise<CreativeView> => {
    const { id, campaignId } = pair.after;
    await audit({ ...context, ...pair, action, noun: 'creative', targetId: id, campaignId });
    announce({ kind: 'creative', campaignId, id });
    for (const listener of input.afterChange) await listener(campaignId);
    return viewOne(pair.after);
  };

  const change = async (before: StoredCreative, set: CreativeChange, context: EditContext): Promise<StoredCreative> => {
    if (context.rev !== null && context.rev !== before.rev) throw stale('creative', context.rev, before.rev);
    try {
      const after = await model.changeAtRev(before.id, before.rev, set, clock.now());
      if (!after) throw stale('creative', before.rev, (await get(before.id)).rev);
      return after;
    } catch (error) {
      throw isDuplicateKey(error) ? adIdTaken(set.adId ?? before.adId) : error;
    }
  };

  const edit = async (before: StoredCreative, set: CreativeChange, action: string, context: EditContext) => {
    const touchesAir = AIRED_FIELDS.some((field) => field in set && !isSame(set[field], before[field]));
    const back =
      touchesAir && before.approval.status === 'approved'
        ? { approval: { status: 'draft' as const, by: null, at: null, note: 'Changed after approval.' } }
        : {};
    const after = await change(before, { ...set, ...back }, context);
    return publish(action, { before, after }, context);
  };

  return {
    get,
    view: async (id: string) => viewOne(await get(id)),
    /** A campaign's creatives and rules as the domain takes them. */
    async forCampaign(
      campaignId: string,
    ): Promise<Readonly<{ creatives: readonly Creative[]; stored: readonly StoredCreative[]; rules: CreativeRules }>> {
      const [stored, rule] = await Promise.all([model.listByCampaign(campaignId), model.rulesOf(campaignId)]);
      return { creatives: stored.map(toDomainCreative), stored, rules: toRules(rule) };
    },

    async create(campaignId: string, request: CreateCreativeRequest, context: Omit<EditContext, 'rev'>) {
      await campaigns.get(campaignId);
      checkDays(request.startDay ?? null, request.endDay ?? null);
      const now = clock.now();
      const creative: StoredCreative = {
        id: newId('crv'),
        campaignId,
        rev: 1,
        title: request.title,
        adId: readCode(request.adId),
        kind: request.kind,
        lengthSeconds: request.lengthSeconds,
        definition: request.definition,
        startDay: request.startDay ?? null,
        endDay: request.endDay ?? null,
        dayparts: request.dayparts ?? null,
        disclaimer: request.disclaimer ?? null,
        rotationWeight: request.rotationWeight,
        approval: { status: 'draft', by: null, at: null, note: null },
        release: null,
        createdAt: now,
        updatedAt: now,
      };
      try {
        await model.insert(creative);
      } catch (error) {
        throw isDuplicateKey(error) ? adIdTaken(creative.adId) : error;
      }
      return publish('created', { after: creative }, context);
    },

    async update(id: string, request: UpdateCreativeRequest, context: EditContext): Promise<CreativeView> {
      const before = await get(id);
      const set: CreativeChange = {
        ...withoutUndefined(request),
        ...(request.adId === undefined ? {} : { adId: readCode(request.adId) }),
      };
      const next = { ...before, ...set };
      checkDays(next.startDay, next.endDay);
      return edit(before, set, 'edited', context);
    },

    /** Submit, approve or reject. A testimonial is not approved without a signed release. */
    async step(id: string, step: keyof typeof APPROVAL_STEPS, note: string | null, context: EditContext) {
      const before = await get(id);
      const status = APPROVAL_STEPS[step][before.approval.status];
      if (!status) {
        const message = `${before.title} is ${before.approval.status.replace('_', ' ')}, so it can't take the step “${step}”.`;
        throw refuse('conflict', 'step_not_allowed', message, 'approval');
      }
      if (status === 'approved') {
        const { issues } = standingOf(
          { ...before, approval: { ...before.approval, status } },
          toRules(await model.rulesOf(before.campaignId)),
          await todayOf(before.campaignId),
        );
        const blocking = issues.filter(({ code }) => /^(release_(missing|unsigned)|disclaimer_|ad_id_)/.test(code));
        if (blocking.length > 0) throw new Refusal('conflict', blocking);
      }
      const approval = { status, by: context.actor.name, at: clock.now(), note };
      const after = await change(before, { approval }, context);
      return publish(
        step === 'submit' ? 'submitted' : `${step}ed`.replace('approveed', 'approved'),
        { before, after },
        context,
      );
    },

    async setRelease(
      id: string,
      release: Omit<StoredRelease, 'file'> | null,
      context: EditContext,
    ): Promise<CreativeView> {
      const before = await get(id);
      if (before.kind !== 'testimonial' && release) {
        throw refuse(
          'conflict',
          'not_a_testimonial',
          `${before.title} is not a testimonial; a release is for testimonials only.`,
          'kind',
        );
      }
      return edit(
        before,
        { release: release && { ...release, file: before.release?.file ?? null } },
        'released',
        context,
      );
    },

    async addReleaseFile(
      id: string,
      file: Readonly<{ name: string; type: string; data: Uint8Array }>,
      context: EditContext,
    ): Promise<CreativeView> {
      const before = await get(id);
      if (!before.release) {
        throw refuse('conflict', 'release_first', 'Say who signed the release first, then send the file.', 'release');
      }
      const fileId = newId('fil');
      const data = Buffer.from(file.data);
      await model.insertFile(fileId, { creativeId: id, name: file.name, type: file.type, data });
      const sha256 = createHash('sha256').update(data).digest('hex');
      const stored = { id: fileId, name: file.name, type: file.type, bytes: data.byteLength, sha256 };
      return edit(before, { release: { ...before.release, file: stored } }, 'release_file_added', context);
    },

    async releaseFile(id: string) {
      const creative = await get(id);
      const file = creative.release?.file ? await model.findFile(creative.release.file.id) : null;
      if (!file)
        throw refuse('not_found', 'release_file_not_found', `${creative.title} has no release on file.`, 'release');
      return file;
    },

    async page(
      campaignId: string,
      filter: { approval?: CreativeApproval },
      paging: { cursor?: string; limit: number },
    ): Promise<Page<CreativeView>> {
      await campaigns.get(campaignId);
      const rows = await model.page({ campaignId, ...filter }, paging.cursor, paging.limit + 1);
      const page = pageOfRows(
        rows,
        paging.limit,
        (row) => [row.id],
        (row) => row,
      );
      return { items: await view(page.items, campaignId), nextCursor: page.nextCursor };
    },

    async rules(campaignId: string) {
      await campaigns.get(campaignId);
      return { disclaimer: await model.rulesOf(campaignId) };
    },
    async setRules(campaignId: string, request: CreativeRulesRequest, context: Omit<EditContext, 'rev'>) {
      await campaigns.get(campaignId);
      const before = { disclaimer: await model.rulesOf(campaignId) };
      await model.setRules(campaignId, request.disclaimer);
      await audit({
        ...context,
        action: 'edited',
        noun: 'creative_rules',
        targetId: campaignId,
        campaignId,
        before,
        after: request,
      });
      announce({ kind: 'creative', campaignId, id: campaignId });
      for (const listener of input.afterChange) await listener(campaignId);
      return request;
    },

    /** Sets weights of several creatives; each is one compare-and-set, tried again over other edits. */
    async setWeights(
      campaignId: string,
      weights: readonly Readonly<{ creativeId: string; weight: number }>[],
      context: Omit<EditContext, 'rev'>,
    ): Promise<void> {
      const known = new Map((await model.listByCampaign(campaignId)).map((creative) => [creative.id, creative]));
      const unknown = weights.flatMap(({ creativeId }, at) =>
        known.has(creativeId)
          ? []
          : [
              errorIssue(
                'creative_not_found',
                `${creativeId} is not a creative of this campaign.`,
                `weights.${at}.creativeId`,
              ),
            ],
      );
      if (unknown.length > 0) throw new Refusal('invalid', unknown);
      for (const { creativeId, weight } of weights) {
        for (let current = await get(creativeId); ; current = await get(creativeId)) {
          if (current.rotationWeight === weight) break;
          const after = await model.changeAtRev(creativeId, current.rev, { rotationWeight: weight }, clock.now());
          if (!after) continue;
          await audit({
            ...context,
            action: 'weighted',
            noun: 'creative',
            targetId: creativeId,
            campaignId,
            before: current,
            after,
          });
          break;
        }
      }
      announce({ kind: 'creative', campaignId, id: campaignId });
      for (const listener of input.afterChange) await listener(campaignId);
    },

    /** Shares of the rotation by length, in basis points that add up to 10,000. */
    async shares(campaignId: string) {
      await campaigns.get(campaignId);
      return rotationShares(await model.listByCampaign(campaignId));
    },

    /** What would leave a spot without copy in the days ahead; told days before air, not at air. */
    async outlook(campaignId: string, days: number) {
      const fromDay = await todayOf(campaignId);
      const toDay = addDays(fromDay, days);
      const [stored, rule, coming] = await Promise.all([
        model.listByCampaign(campaignId),
        model.rulesOf(campaignId),
        input.spots.coming(campaignId, fromDay, toDay),
      ]);
      const spots = coming.map(({ id, creativeId, ...spot }) => ({
        ...spot,
        spotId: id,
        ...(creativeId === undefined ? {} : { creativeId }),
      }));
      const creatives = stored.map(toDomainCreative);
      return { fromDay, toDay, issues: copyOutlook({ spots, creatives, fromDay, toDay, rules: toRules(rule) }) };
    },
  };
}
export type CreativesService = ReturnType<typeof createCreativesService>;

function readCode(text: string): string {
  const code = readTrafficCode(text);
  if (!isTrafficCode(code)) throw new Refusal('invalid', [code]);
  return code.code;
}

function adIdTaken(adId: string): Refusal {
  return refuse('conflict', 'ad_id_taken', `${adId} is the code of another creative of this campaign.`, 'adId');
}

function checkDays(startDay: string | null, endDay: string | null): void {
  if (startDay === null || endDay === null || startDay < endDay) return;
  throw refuse(
    'invalid',
    'ends_before_start',
    `It starts on ${startDay} and ends before ${endDay}: no day is left. endDay is the first day it may no longer air.`,
    'endDay',
  );
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as never;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
