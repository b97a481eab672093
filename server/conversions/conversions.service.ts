import type { z } from 'zod';
import type {
  ConversionEvent,
  ConversionReport,
  ConversionSums,
  conversionAnswerSchema,
  siteResponseSchema,
} from '../../shared/contracts/conversions.ts';
import { todayIn } from '../../shared/domain/calendar/zone.ts';
import { multiplyRatio, sumCents } from '../../shared/domain/money.ts';
import type { Plan } from '../../shared/domain/plan.ts';
import type { StoredCampaign } from '../campaigns/campaigns.model.ts';
import { isDuplicateKey } from '../db/errors.ts';
import type { Announce } from '../live/live.ts';
import type { CampaignFigures } from '../pacing/campaign-figures.ts';
import { refuse } from '../refusal.ts';
import type { ConversionsModel } from './conversions.model.ts';

export type ConversionsServiceInput = Readonly<{
  model: ConversionsModel;
  campaigns: Readonly<{ get(id: string): Promise<StoredCampaign> }>;
  plans: Readonly<{ approvedOf(campaignId: string): Promise<Plan | null> }>;
  figures(campaignId: string): Promise<CampaignFigures>;
  publicUrl(): string;
  randomBytes(size: number): Uint8Array;
  announce: Announce;
}>;

/** Visits, sign-ups and donations of the campaign's own website, told apart by the tags of each line's links. */
export function createConversionsService(input: ConversionsServiceInput) {
  const siteKeyOf = async (campaignId: string): Promise<string> => {
    const known = await input.model.siteOf(campaignId);
    if (known) return known;
    const siteKey = `site_${Buffer.from(input.randomBytes(12)).toString('hex')}`;
    try {
      await input.model.addSite(siteKey, campaignId);
      return siteKey;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return (await input.model.siteOf(campaignId)) ?? siteKey;
    }
  };

  return {
    /** The site's key, the script to paste, and for each line the tags for its links. */
    async site(campaignId: string): Promise<z.infer<typeof siteResponseSchema>> {
      const campaign = await input.campaigns.get(campaignId);
      const [siteKey, plan] = await Promise.all([siteKeyOf(campaignId), input.plans.approvedOf(campaignId)]);
      const slug = (text: string) =>
        text
          .toLowerCase()
          .replaceAll(/[^a-z0-9]+/g, '-')
          .replaceAll(/^-|-$/g, '');
      const links = (plan?.lines ?? []).map(({ id, name, vendor, channel }) => {
        const tags = new URLSearchParams({
          utm_source: slug(vendor),
          utm_medium: channel,
          utm_campaign: slug(campaign.name),
          utm_content: id,
        });
        return { lineId: id, lineName: name, utm: tags.toString() };
      });
      return {
        campaignId,
        siteKey,
        links,
        snippet: `<script async src="${input.publicUrl()}/conversions.js" data-site-key="${siteKey}"></script>`,
      };
    },
    /** Takes events of a site, each once. The rule: an event belongs to the line its own utm_content names, else to nobody. */
    async record(siteKey: string, events: readonly ConversionEvent[]): Promise<z.infer<typeof conversionAnswerSchema>> {
      const campaignId = await input.model.campaignOfSite(siteKey);
      if (!campaignId)
        throw refuse(
          'not_found',
          'site_not_found',
          'This site key is not known. Copy the script from the campaign’s page again.',
          'siteKey',
        );
      const [{ timeZone }, plan] = await Promise.all([
        input.campaigns.get(campaignId),
        input.plans.approvedOf(campaignId),
      ]);
      const lines = new Set((plan?.lines ?? []).map(({ id }) => id));
      const stored = await input.model.insert(
        events.map(({ eventId, kind, at, valueCents, utmContent }) => {
          const instant = Date.parse(at);
          return {
            campaignId,
            eventId,
            kind,
            valueCents,
            at: instant,
            day: todayIn(instant, timeZone),
            lineId: utmContent !== undefined && lines.has(utmContent) ? utmContent : null,
          };
        }),
      );
      input.announce({ kind: 'conversion', campaignId, id: campaignId });
      return { received: events.length, stored, duplicates: events.length - stored };
    },
    /** Cost per donation and return by line; donations never become media spend. */
    async report(campaignId: string): Promise<ConversionReport> {
      const { campaign, flights, plan } = await input.figures(campaignId);
      const [sums, outside] = await Promise.all([
        input.model.sums(campaignId, campaign.startDay, campaign.endDay),
        input.model.countOutside(campaignId, campaign.startDay, campaign.endDay),
      ]);
      const row = (lineId: string | null, label: string, spendCents: number): ConversionReport['rows'][number] => ({
        lineId,
        label,
        ...judged(
          spendCents,
          sums.filter((sum) => sum.lineId === lineId),
          lineId !== null,
        ),
      });
      const spendOf = (lineId: string) =>
        sumCents(flights.filter(({ line }) => line.id === lineId).map(({ spend }) => spend.pacing.deliveredCents ?? 0));
      const rows = (plan?.lines ?? []).map(({ id, name }) => row(id, name, spendOf(id)));
      return {
        campaignId,
        rule: 'tagged_line',
        from: campaign.startDay,
        to: campaign.endDay,
        outside,
        rows: [...rows, row(null, 'Not attributed', 0)],
        totals: judged(sumCents(rows.map(({ spendCents }) => spendCents)), rows, true),
      };
    },
  };
}
export type ConversionsService = ReturnType<typeof createConversionsService>;

type Counted = Pick<ConversionSums, 'visits' | 'signups' | 'donations' | 'donatedCents'>;

/** Sums with what they cost and bring back; donations that no line brought have no cost. */
function judged(spendCents: number, counted: readonly Counted[], hasCost: boolean): ConversionSums {
  const sum = (of: (one: Counted) => number) => counted.reduce((total, one) => total + of(one), 0);
  const donations = sum((one) => one.donations);
  const donatedCents = sumCents(counted.map((one) => one.donatedCents));
  return {
    spendCents,
    visits: sum((one) => one.visits),
    signups: sum((one) => one.signups),
    donations,
    donatedCents,
    costPerDonationCents: donations > 0 && hasCost ? multiplyRatio(spendCents, 1, donations) : null,
    returnRatio: spendCents > 0 ? donatedCents / spendCents : null,
  };
}
