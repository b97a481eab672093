import { addDays, mondayOf, type Day } from '../../../shared/domain/calendar/day.ts';
import { todayIn } from '../../../shared/domain/calendar/zone.ts';
import type { Board } from './board.ts';

export const ZONE = 'America/New_York';
/** The market's present day. */
export const today = (): Day => todayIn(Date.now(), ZONE);

/** Weeks of a campaign that runs now: it began two Mondays ago and ends three weeks from now. */
export function weeksAroundToday() {
  const startDay = addDays(mondayOf(today()), -14);
  return { startDay, endDay: addDays(startDay, 35) };
}

/** Weeks of a campaign still to come: four, from the Monday after next. */
export function weeksToCome() {
  const startDay = addDays(mondayOf(today()), 14);
  return { startDay, endDay: addDays(startDay, 28) };
}

type Weeks = Readonly<{ startDay: Day; endDay: Day }>;

/** A campaign of $50,000.00 in Philadelphia over these weeks with one approved plan of these lines. */
export async function approvedCampaign(board: Board, weeks: Weeks, lines: readonly object[]): Promise<string> {
  const campaign = await board.api('POST', '/api/v1/campaigns', {
    name: 'Autumn giving',
    advertiser: 'Neighbors Forward',
    market: { name: 'Philadelphia', dmaCode: '504' },
    timeZone: ZONE,
    currency: 'USD',
    budgetCents: 5_000_000,
    ...weeks,
    goal: { kind: 'donations' },
  });
  const campaignId = String(campaign['id']);
  const plan = await board.api('POST', `/api/v1/campaigns/${campaignId}/plans`, { lines });
  await board.api('POST', `/api/v1/plans/${String(plan['id'])}/submit`, {});
  await board.api('POST', `/api/v1/plans/${String(plan['id'])}/approve`, {});
  return campaignId;
}

/** A TV line of $2,000.00: $500.00 a spot of 5.0 points at a CPP of $100.00, so four spots in four weeks. */
export function tvLine(station: string, daypart: string, weeks: Weeks) {
  return {
    name: `${station} ${daypart}`,
    channel: 'linear_tv',
    vendor: station,
    rate: { kind: 'cpp', amountMicros: 100_000_000, basis: 'gross' },
    demo: 'A35+',
    tv: { station, daypart, ratingHundredths: 500, lengthSeconds: 30 },
    flights: [{ ...weeks, budgetCents: 200_000 }],
  };
}

/** A commercial of 30 s that may air. */
export async function approvedCreative(board: Board, campaignId: string, title: string, adId: string): Promise<string> {
  const creative = await board.api('POST', `/api/v1/campaigns/${campaignId}/creatives`, {
    title,
    adId,
    kind: 'standard',
    lengthSeconds: 30,
  });
  const id = String(creative['id']);
  await board.api('POST', `/api/v1/creatives/${id}/submit`, {});
  await board.api('POST', `/api/v1/creatives/${id}/approve`, {});
  return id;
}

/** Waits until the flights of a campaign with copy are started by their jobs. */
export async function flightsRun(board: Board, campaignId: string): Promise<void> {
  const end = Date.now() + 90_000;
  for (;;) {
    const { flights } = await board.api('GET', `/api/v1/campaigns/${campaignId}/pacing`);
    const statuses = (flights as readonly { flightStatus: string }[]).map((flight) => flight.flightStatus);
    if (statuses.every((status) => status === 'active')) return;
    if (Date.now() > end) throw new Error(`The flights are ${statuses.join(', ')} after a minute and a half.`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
