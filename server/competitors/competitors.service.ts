import { csvRecords } from '../csv-records.ts';
import type { ImportCompetitorsAnswer, ShareOfVoiceResponse } from '../../shared/contracts/competitors.ts';
import { isDay, mondayOf } from '../../shared/domain/calendar/day.ts';
import { flightDayCents } from '../../shared/domain/flight-pattern.ts';
import { MICROS_PER_CENT, sumCents, type Cents } from '../../shared/domain/money.ts';
import { CHANNELS, type Channel, type Plan } from '../../shared/domain/plan.ts';
import { decimalMicros } from '../../shared/domain/webhook/decimal-micros.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { Actor } from '../http/actor.ts';
import { refuse } from '../refusal.ts';
import type { CompetitorSpend, CompetitorsModel } from './competitors.model.ts';
import { weeklySpendByChannel, type WeeklyChannelSpend } from './weekly-spend.ts';

export type CompetitorsServiceInput = Readonly<{
  model: CompetitorsModel;
  campaigns: Readonly<{ get(id: string): Promise<unknown> }>;
  plans: Readonly<{ approvedOf(campaignId: string): Promise<Plan | null> }>;
  audit: RecordAudit;
}>;

type Line = Readonly<{ line: number; competitor: string; week: string; channel: string; spend: string }>;

/** Others' spend in the market, and our share of voice against it. */
export function createCompetitorsService(input: CompetitorsServiceInput) {
  return {
    /** Imports a file; a line that does not fit is named, the others are kept. Lines of the same place are added up. */
    async importCsv(
      campaignId: string,
      csv: string,
      by: { actor: Actor; requestId: string },
    ): Promise<ImportCompetitorsAnswer> {
      await input.campaigns.get(campaignId);
      const rejected: ImportCompetitorsAnswer['rejected'] = [];
      const sums = new Map<string, CompetitorSpend>();
      const lines = linesOf(csv);
      for (const line of lines) {
        const row = readLine(campaignId, line);
        if ('code' in row) rejected.push({ line: line.line, ...row });
        else {
          const key = `${row.competitor}|${row.weekStart}|${row.channel}`;
          sums.set(key, { ...row, spendCents: sumCents([row.spendCents, sums.get(key)?.spendCents ?? 0]) });
        }
      }
      const stored = await input.model.save([...sums.values()]);
      await input.audit({
        actor: by.actor,
        action: 'imported',
        noun: 'competitor_spend',
        targetId: campaignId,
        campaignId,
        requestId: by.requestId,
      });
      return { received: lines.length, stored, unchanged: sums.size - stored, rejected };
    },
    /** Whose spend was imported, by name. */
    async namesOf(campaignId: string): Promise<readonly string[]> {
      return [...new Set((await input.model.list(campaignId)).map(({ competitor }) => competitor))].sort();
    },
    async shareOfVoice(campaignId: string): Promise<ShareOfVoiceResponse> {
      await input.campaigns.get(campaignId);
      const [spend, plan] = await Promise.all([input.model.list(campaignId), input.plans.approvedOf(campaignId)]);
      const seen = spend.filter(({ spendCents }) => spendCents > 0);
      return shareOfVoice(campaignId, plannedWeeks(plan), seen);
    },
    /** Others' spend by broadcast week and channel, for what-ifs on the split; empty where nothing was imported. */
    async weeklySpendByChannel(campaignId: string): Promise<readonly WeeklyChannelSpend[]> {
      await input.campaigns.get(campaignId);
      return weeklySpendByChannel(await input.model.list(campaignId));
    },
  };
}
export type CompetitorsService = ReturnType<typeof createCompetitorsService>;

type OurSpend = Readonly<{ weekStart: string; channel: Channel; cents: Cents }>;

function plannedWeeks(plan: Plan | null): readonly OurSpend[] {
  return (plan?.lines ?? []).flatMap((line) =>
    line.flights
      .filter(({ status }) => status !== 'canceled')
      .flatMap((flight) =>
        flightDayCents(flight, line.tv?.weekdays).map(({ day, cents }) => ({
          weekStart: mondayOf(day),
          channel: line.channel,
          cents,
        })),
      ),
  );
}

/** Ours ÷ (ours + theirs). Example: $300 of ours beside $700 of theirs is 0.3. */
export function shareOf(oursCents: Cents, theirsCents: Cents): number | null {
  return oursCents + theirsCents > 0 ? oursCents / (oursCents + theirsCents) : null;
}

function shareOfVoice(
  campaignId: string,
  ours: readonly OurSpend[],
  theirs: readonly CompetitorSpend[],
): ShareOfVoiceResponse {
  const side = (weekOrChannel: (row: { weekStart: string; channel: Channel }) => boolean) => {
    const oursCents = sumCents(ours.filter(weekOrChannel).map(({ cents }) => cents));
    const theirsCents = sumCents(theirs.filter(weekOrChannel).map(({ spendCents }) => spendCents));
    return { oursCents, theirsCents, share: shareOf(oursCents, theirsCents) };
  };
  const weeks = [...new Set([...ours, ...theirs].map(({ weekStart }) => weekStart))].sort();
  const names = [...new Set(theirs.map(({ competitor }) => competitor))].sort();
  const spendBy = (name: string, rows: readonly CompetitorSpend[]) =>
    sumCents(rows.filter(({ competitor }) => competitor === name).map(({ spendCents }) => spendCents));
  return {
    campaignId,
    basis: 'gross',
    competitors: names.map((name) => ({ name, spendCents: spendBy(name, theirs) })),
    weeks: weeks.map((weekStart) => {
      const sides = side((row) => row.weekStart === weekStart);
      const ofWeek = theirs.filter((row) => row.weekStart === weekStart);
      const largest = Math.max(0, ...names.map((name) => spendBy(name, ofWeek)));
      return { weekStart, ...sides, gapCents: Math.max(0, largest - sides.oursCents) };
    }),
    channels: CHANNELS.map((channel) => ({ channel, ...side((row) => row.channel === channel) })).filter(
      ({ oursCents, theirsCents }) => oursCents + theirsCents > 0,
    ),
    places: weeks.flatMap((weekStart) =>
      CHANNELS.map((channel) => ({
        weekStart,
        channel,
        ...side((row) => row.weekStart === weekStart && row.channel === channel),
      })).filter(({ oursCents, theirsCents }) => oursCents + theirsCents > 0),
    ),
    totals: side(() => true),
  };
}

function linesOf(csv: string): readonly Line[] {
  const records = csvRecords(csv);
  const header = (records[0] ?? []).map((name) => name.toLowerCase());
  const at = {
    competitor: header.indexOf('competitor'),
    week: header.indexOf('week'),
    channel: header.indexOf('channel'),
    spend: header.indexOf('spend'),
  };
  const missing = Object.entries(at)
    .filter(([, index]) => index < 0)
    .map(([name]) => name);
  if (missing.length > 0)
    throw refuse(
      'invalid',
      'csv_columns',
      `The columns ${missing.join(', ')} are missing; needed are competitor, week, channel, spend.`,
      'csv',
    );
  const cell = (record: readonly string[], index: number) => record[index] ?? '';
  return records.slice(1).map((record, index) => ({
    line: index + 2,
    competitor: cell(record, at.competitor),
    week: cell(record, at.week),
    channel: cell(record, at.channel),
    spend: cell(record, at.spend),
  }));
}

function readLine(
  campaignId: string,
  { competitor, week, channel, spend }: Line,
): CompetitorSpend | { code: string; message: string } {
  if (competitor === '' || competitor.length > 200)
    return { code: 'competitor', message: 'The competitor needs a name of 1 to 200 characters.' };
  const isWeek: boolean = isDay(week);
  if (!isWeek) return { code: 'week', message: `"${week}" is not a day; give any day of the week as YYYY-MM-DD.` };
  const known = CHANNELS.find((name) => name === channel.toLowerCase().replaceAll(/[\s-]/g, '_'));
  if (!known) return { code: 'channel', message: `"${channel}" is not a channel; use one of ${CHANNELS.join(', ')}.` };
  const micros = decimalMicros(spend.replaceAll(/[$,]/g, ''));
  if (micros === null || micros < 0 || micros % MICROS_PER_CENT !== 0)
    return { code: 'spend', message: `"${spend}" is not an amount in dollars and cents.` };
  return { campaignId, competitor, weekStart: mondayOf(week), channel: known, spendCents: micros / MICROS_PER_CENT };
}
