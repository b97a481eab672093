import type { MarketDaypartsResponse, SaveDaypartsRequest } from '../../shared/contracts/dayparts.ts';
import { formatClock, parseClock } from '../../shared/domain/calendar/broadcast-clock.ts';
import { checkDayparts, usualDayparts, type Daypart } from '../../shared/domain/daypart.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { StoredCampaign } from '../campaigns/campaigns.model.ts';
import type { CampaignsService, EditContext } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import type { Announce } from '../live/live.ts';
import { Refusal, refuse, stale } from '../refusal.ts';
import type { DaypartsModel, MarketDayparts } from './dayparts.model.ts';

export type DaypartsServiceInput = Readonly<{
  model: DaypartsModel;
  campaigns: Pick<CampaignsService, 'get' | 'list'>;
  clock: Clock;
  audit: RecordAudit;
  announce: Announce;
}>;
type Place = Readonly<{ market: string; name: string; timeZone: string | null }>;

const END_OF_DAY = 1_740;
const MOST_CAMPAIGNS = 500;

/** Dayparts of markets: a table of the market's own, else those usual in its time zone. */
export function createDaypartsService(input: DaypartsServiceInput) {
  const { model, campaigns } = input;

  const of = async ({ market, timeZone }: Pick<StoredCampaign, 'market' | 'timeZone'>): Promise<readonly Daypart[]> =>
    (await model.find(market.dmaCode))?.dayparts ?? usualDayparts(timeZone);

  /** Where campaigns run, one of each market. */
  const places = async (): Promise<ReadonlyMap<string, Place>> => {
    const { items } = await campaigns.list({}, undefined, MOST_CAMPAIGNS);
    return new Map(
      items.map(({ market, timeZone }) => [market.dmaCode, { market: market.dmaCode, name: market.name, timeZone }]),
    );
  };

  const toAnswer = (place: Place, own: MarketDayparts | null): MarketDaypartsResponse => {
    const usual = usualDayparts(place.timeZone ?? '');
    return {
      ...place,
      isUsual: own === null,
      dayparts: (own?.dayparts ?? usual).map(toWire),
      usual: usual.map(toWire),
      rev: own?.rev ?? 0,
      updatedBy: own?.updatedBy ?? null,
      updatedAt: own ? new Date(own.updatedAt).toISOString() : null,
    };
  };

  const read = async (market: string): Promise<MarketDaypartsResponse> => {
    const own = await model.find(market);
    const place = (await places()).get(market) ?? (own && { market, name: own.name, timeZone: null });
    if (!place) throw refuse('not_found', 'market_not_found', `No campaign runs in the market ${market}.`, 'market');
    return toAnswer(place, own);
  };

  const tell = async (action: string, market: string, context: EditContext, change: object) => {
    const { actor, requestId } = context;
    await input.audit({
      ...{ actor, action, noun: 'dayparts', targetId: market, campaignId: null, requestId },
      ...change,
    });
    input.announce({ kind: 'dayparts', campaignId: null, id: market });
  };

  return {
    of,
    async forCampaign(campaignId: string): Promise<readonly Daypart[]> {
      return of(await campaigns.get(campaignId));
    },
    /** The table of a campaign's market, as screens read it. */
    async read(campaignId: string): Promise<MarketDaypartsResponse> {
      const { market, timeZone } = await campaigns.get(campaignId);
      const own = await model.find(market.dmaCode);
      return toAnswer({ market: market.dmaCode, name: market.name, timeZone }, own);
    },
    /** Every market that a campaign runs in or that has a table of its own. */
    async list(): Promise<readonly MarketDaypartsResponse[]> {
      const own = new Map((await model.list()).map((one) => [one.market, one]));
      const known = new Map(await places());
      for (const { market, name } of own.values()) {
        if (!known.has(market)) known.set(market, { market, name, timeZone: null });
      }
      const all = [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
      return all.map((place) => toAnswer(place, own.get(place.market) ?? null));
    },
    readMarket: read,
    /** Gives a market dayparts of its own. Spots keep the windows they were sold with; the next schedule uses the new ones. */
    async save(market: string, request: SaveDaypartsRequest, context: EditContext): Promise<MarketDaypartsResponse> {
      const dayparts = request.dayparts.map(fromWire);
      const issues = checkDayparts(dayparts);
      if (issues.length > 0) throw new Refusal('invalid', issues);
      const before = await model.find(market);
      const name = (await places()).get(market)?.name ?? request.name ?? before?.name ?? market;
      const rev = before?.rev ?? 0;
      if (context.rev !== null && context.rev !== rev) throw stale('daypart table', context.rev, rev);
      const by = { updatedBy: context.actor.name, updatedAt: input.clock.now() };
      const sorted = [...dayparts].sort((a, b) => a.startMinute - b.startMinute);
      const after: MarketDayparts = { market, name, dayparts: sorted, rev: rev + 1, ...by };
      if (!(await model.saveAtRev(after, rev))) throw stale('daypart table', rev, (await model.find(market))?.rev ?? 0);
      await tell('edited', market, context, { before: before ?? {}, after });
      return read(market);
    },
    /** Takes a market back to the dayparts usual in its time zone. */
    async remove(market: string, context: EditContext): Promise<void> {
      const before = await model.find(market);
      if (!before) return;
      if (context.rev !== null && context.rev !== before.rev) throw stale('daypart table', context.rev, before.rev);
      if (!(await model.removeAtRev(market, before.rev))) throw stale('daypart table', before.rev, before.rev + 1);
      await tell('removed', market, context, { before, after: {} });
    },
  };
}
export type DaypartsService = ReturnType<typeof createDaypartsService>;

function toWire({ id, name, startMinute, endMinute }: Daypart) {
  return { id, name, start: formatClock(startMinute), end: formatClock(endMinute) };
}

function fromWire({ id, name, start, end }: SaveDaypartsRequest['dayparts'][number]): Daypart {
  return {
    id,
    name,
    startMinute: parseClock(start) ?? NaN,
    endMinute: end === '29:00' ? END_OF_DAY : (parseClock(end) ?? NaN),
  };
}
