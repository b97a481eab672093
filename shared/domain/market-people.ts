import type { Campaign } from './campaign.ts';

/** How many people a market holds, and where the number comes from, in words fit for people. */
export type MarketPeople = Readonly<{ people: number; basis: string }>;

/** Nielsen, September 2020: 307.9 million persons aged 2 and older in 121.0 million US television homes. */
const PERSONS_PER_HOME = 307.9 / 121;
/** The 307.9 million persons over the 210 markets. */
const AVERAGE_PEOPLE = 1_466_000;
/** Estimates of a year are no nearer than this. */
const NEAREST = 1_000;

/** Television homes of the ten largest markets, Nielsen, 2013–14 season. */
const TELEVISION_HOMES: Readonly<Record<string, number>> = {
  '501': 7_461_030,
  '803': 5_665_780,
  '602': 3_534_080,
  '504': 2_963_500,
  '623': 2_665_290,
  '807': 2_518_900,
  '506': 2_433_040,
  '511': 2_412_250,
  '524': 2_375_050,
  '618': 2_289_360,
};

/**
 * People aged 2 and older of a designated market area: its television homes × 2.545 persons a home; the average of the 210 markets
 * where we keep no figure. Example: Philadelphia, DMA 504: 2,963,500 homes → 7,541,000 people.
 */
export function marketPeople(dmaCode: string): MarketPeople {
  const homes = TELEVISION_HOMES[dmaCode];
  if (homes === undefined) {
    const basis = `No figure is kept for DMA ${dmaCode}, so this is the average of the 210 US markets: set the market’s own.`;
    return { people: AVERAGE_PEOPLE, basis };
  }
  const people = NEAREST * Math.round((homes * PERSONS_PER_HOME) / NEAREST);
  const basis = `${homes.toLocaleString('en-US')} television homes of DMA ${dmaCode} (Nielsen, 2013–14) × 2.545 persons aged 2 and older a home (Nielsen, 2020).`;
  return { people, basis };
}

/** The people every benchmark of a campaign rests on: what a person set, else the market's own figure. */
export function peopleOfCampaign(campaign: Pick<Campaign, 'market' | 'peopleInMarket'>): MarketPeople {
  if (campaign.peopleInMarket !== null && campaign.peopleInMarket !== undefined)
    return { people: campaign.peopleInMarket, basis: 'Set for this campaign.' };
  return marketPeople(campaign.market.dmaCode);
}
