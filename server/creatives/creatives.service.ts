import type {
  CreateCreativeRequest,
  CreativeRulesRequest,
  UpdateCreativeRequest,
} from '../../shared/contracts/creatives.ts';
import { isTrafficCode, readTrafficCode } from '../../shared/domain/creative/ad-id.ts';
import type { Creative, CreativeApproval, CreativeRules } from '../../shared/domain/creative/creative.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { CampaignsService, EditContext } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import { isDuplicateKey } from '../db/errors.ts';
import { pageById, type Page } from '../db/pages.ts';
import type { NewId } from '../ids.ts';
import type { Announce } from '../live/live.ts';
import { Refusal, refuse } from '../refusal.ts';
import { createApproval } from './approval.ts';
import { adIdTaken, createCreativeEdits, type CreativeListener } from './creative-edits.ts';
import { createCreativeViews, type CreativeSpots, type CreativeView } from './creative-view.ts';
import type { CreativeChange, CreativesModel, StoredCreative } from './creatives.model.ts';
import { toDomainCreative, toRules } from './domain-creative.ts';
import { createReleases } from './releases/releases.ts';
import { createRotation } from './rotation.ts';

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

/** Creatives: their codes, dates, approval, releases, disclaimers and shares of the rotation. */
export function createCreativesService(input: CreativesServiceInput) {
  const { model, campaigns, clock, newId, audit } = input;
  const views = createCreativeViews(input);
  const edits = createCreativeEdits({ ...input, views });

  return {
    get: edits.get,
    outlook: views.outlook,
    ...createApproval({ model, edits, views, clock }),
    ...createReleases({ model, edits, newId }),
    ...createRotation({ model, campaigns, edits, clock, audit }),
    view: async (id: string) => views.viewOne(await edits.get(id)),
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
      return edits.publish('created', { after: creative }, context);
    },

    async update(id: string, request: UpdateCreativeRequest, context: EditContext): Promise<CreativeView> {
      const before = await edits.get(id);
      const set: CreativeChange = {
        ...withoutUndefined(request),
        ...(request.adId === undefined ? {} : { adId: readCode(request.adId) }),
      };
      const next = { ...before, ...set };
      checkDays(next.startDay, next.endDay);
      return edits.edit(before, set, 'edited', context);
    },

    async page(
      campaignId: string,
      filter: { approval?: CreativeApproval },
      paging: { cursor?: string; limit: number },
    ): Promise<Page<CreativeView>> {
      await campaigns.get(campaignId);
      const rows = await model.page({ campaignId, ...filter }, paging.cursor, paging.limit + 1);
      const page = pageById(rows, paging.limit);
      return { items: await views.view(page.items, campaignId), nextCursor: page.nextCursor };
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
      await edits.tell(campaignId, campaignId);
      return request;
    },
  };
}
export type CreativesService = ReturnType<typeof createCreativesService>;

function readCode(text: string): string {
  const code = readTrafficCode(text);
  if (!isTrafficCode(code)) throw new Refusal('invalid', [code]);
  return code.code;
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
