import { broadcastDayOf } from '../../shared/domain/calendar/broadcast-day.ts';
import { addDays, type Day } from '../../shared/domain/calendar/day.ts';
import { copyOutlook } from '../../shared/domain/creative/copy-outlook.ts';
import type { Issue } from '../../shared/domain/issue.ts';
import type { CampaignsService } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import type { CreativesModel, StoredCreative } from './creatives.model.ts';
import { standingOf, toDomainCreative, toRules } from './domain-creative.ts';

/** A creative with what can be said about it today and where it is used. */
export type CreativeView = Readonly<{
  creative: StoredCreative;
  eligibleToday: boolean;
  issues: readonly Issue[];
  use: CreativeUse;
}>;
export type CreativeUse = Readonly<{ coming: number; aired: number; nextAirAt: number | null }>;

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

export type CreativeViewsInput = Readonly<{
  model: Pick<CreativesModel, 'rulesOf' | 'listByCampaign'>;
  campaigns: CampaignsService;
  spots: CreativeSpots;
  clock: Clock;
}>;

const NO_USE: CreativeUse = { coming: 0, aired: 0, nextAirAt: null };

/** What can be said about creatives today and in the days ahead. */
export function createCreativeViews(input: CreativeViewsInput) {
  const { model, campaigns, clock } = input;

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

  return {
    todayOf,
    view,
    viewOne,

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
export type CreativeViews = ReturnType<typeof createCreativeViews>;
