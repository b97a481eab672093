/** One thing that can be bought: spots of one length on a station, in a daypart, in a week. */
export type BuyLine = Readonly<{
  id: string;
  station: string;
  daypart: string;
  /** The broadcast week by its Monday, an ISO day. */
  week: string;
  /** First day a spot of this line may air, an ISO day; the week's Monday when left out. */
  firstAirDay?: string;
  lengthSeconds: number;
  /** The program bought, when the line buys one by name. */
  program?: string;
  /** Rating points of one spot on the target demo, in hundredths. */
  ratingHundredths: number;
  costCents: number;
  /** Spots still for sale. */
  avails: number;
  /** None, or at least this many. */
  minimumWhenUsed?: number;
  /** Spots already agreed: neither more nor fewer. */
  lockedSpots?: number;
}>;

/** Goal band of a week, in hundredths of a rating point. */
export type WeekBand = Readonly<{ week: string; minimumHundredths?: number; maximumHundredths?: number }>;
/** The most of the budget one station may take. */
export type StationCap = Readonly<{ station: string; maximumShareBasisPoints: number }>;
/** The least and the most of the budget one daypart may take. */
export type DaypartShare = Readonly<{
  daypart: string;
  minimumShareBasisPoints?: number;
  maximumShareBasisPoints?: number;
}>;

/** Exposure to one station and daypart: a person's chance per spot follows a beta distribution with these two numbers. */
export type Vehicle = Readonly<{ station: string; daypart: string; alpha: number; beta: number }>;

export type BuyGoal = Readonly<{ kind: 'rating_points' }> | Readonly<{ kind: 'reach'; vehicles: readonly Vehicle[] }>;

export type BuyInput = Readonly<{
  lines: readonly BuyLine[];
  budgetCents: number;
  goal: BuyGoal;
  weeks?: readonly WeekBand[];
  stations?: readonly StationCap[];
  dayparts?: readonly DaypartShare[];
  /** First day without spots, an ISO day: lines that would first air on or after it get none. */
  stopDay?: string;
}>;

/**
 * `value` is rating points in hundredths, or for reach Σ −ln(share not reached by each vehicle); `bound` is what no buy can
 * exceed and `gap` how far below it the buy is, as a share of the bound.
 */
export type BuyAnswer = Readonly<{
  spots: readonly Readonly<{ lineId: string; spots: number }>[];
  totalCents: number;
  ratingHundredths: number;
  /** Share of people reached, 0 to 1, for the reach goal. */
  reach?: number;
  value: number;
  bound: number;
  gap: number;
  status: 'optimal' | 'best_found';
}>;

/** Most spots of a line: its lock, nothing after the stop day, else its avails. */
export function mostSpots(line: BuyLine, stopDay: string | undefined): number {
  if (line.lockedSpots !== undefined) return line.lockedSpots;
  return stopDay !== undefined && (line.firstAirDay ?? line.week) >= stopDay ? 0 : line.avails;
}
