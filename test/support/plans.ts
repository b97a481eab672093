import type { Campaign } from '../../shared/domain/campaign.ts';
import type { Flight } from '../../shared/domain/flight.ts';
import type { Line } from '../../shared/domain/plan.ts';
import type { Spot } from '../../shared/domain/spot.ts';

/** Five broadcast weeks in Philadelphia, $50,000.00; says nothing that a test relies on without naming it. */
export function aCampaign(fields: Partial<Campaign> = {}): Campaign {
  return {
    id: 'cmp_1',
    name: 'Meet your neighbors',
    advertiser: 'Neighbors Forward',
    market: { name: 'Philadelphia', dmaCode: '504' },
    timeZone: 'America/New_York',
    currency: 'USD',
    budgetCents: 5_000_000,
    commissionBasisPoints: 1_500,
    startDay: '2026-10-26',
    endDay: '2026-11-30',
    goal: { kind: 'reach' },
    status: 'draft',
    ...fields,
  };
}

/** A flight over the whole campaign. */
export function aFlight(fields: Partial<Flight> = {}): Flight {
  return {
    id: 'flt_1',
    startDay: '2026-10-26',
    endDay: '2026-11-30',
    budgetCents: 5_000_000,
    pattern: { kind: 'even' },
    hardStop: true,
    status: 'draft',
    ...fields,
  };
}

/** A connected TV line with one flight. */
export function aLine(fields: Partial<Line> = {}): Line {
  return {
    id: 'lin_1',
    name: 'CTV homes',
    channel: 'ctv',
    vendor: 'Streamhouse',
    rate: { kind: 'cpm', amountMicros: 28_000_000, basis: 'gross' },
    locked: false,
    flights: [aFlight()],
    ...fields,
  };
}

/** A prime line of one station at an 8.0 rating and a $50.00 CPP: $400.00 a spot. */
export function aTvLine(fields: Partial<Line> = {}): Line {
  return aLine({
    id: 'lin_tv',
    name: 'Prime',
    channel: 'linear_tv',
    vendor: 'WPHL',
    rate: { kind: 'cpp', amountMicros: 50_000_000, basis: 'gross' },
    tv: { station: 'WPHL', daypart: 'prime', ratingHundredths: 800, lengthSeconds: 30 },
    flights: [aFlight({ id: 'flt_tv', budgetCents: 400_000 })],
    ...fields,
  });
}

/** A planned spot on the evening of 2026-10-31, with its three jobs pending. */
export function aSpot(fields: Partial<Spot> = {}): Spot {
  const scheduledAt = Date.parse('2026-11-01T00:30:00Z');
  return {
    id: 'spt_1',
    campaignId: 'cmp_1',
    lineId: 'lin_tv',
    flightId: 'flt_tv',
    station: 'WPHL',
    daypart: 'prime',
    airDay: '2026-10-31',
    minute: 1_230,
    windowStartMinute: 1_200,
    windowEndMinute: 1_380,
    scheduledAt,
    lengthSeconds: 30,
    costCents: 40_000,
    ratingHundredths: 800,
    status: 'planned',
    rev: 1,
    history: [],
    actions: [
      { kind: 'traffic', dueAt: scheduledAt - 172_800_000, missedAfter: scheduledAt, status: 'pending' },
      { kind: 'air', dueAt: scheduledAt, missedAfter: scheduledAt + 600_000, status: 'pending' },
      { kind: 'asrun', dueAt: scheduledAt + 86_400_000, missedAfter: scheduledAt + 604_800_000, status: 'pending' },
    ],
    ...fields,
  };
}
