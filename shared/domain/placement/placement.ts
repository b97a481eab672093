/**
 * A half hour of one station that may carry one of our spots. `minute` is the true time: whole minutes since any fixed
 * instant (an instant ÷ 60,000), so that separation holds across a clock change. `avails` left out means not limited;
 * 0 means sold out.
 */
export type PlacementCell = Readonly<{
  key: string;
  /** Broadcast day of the week, from 0. */
  day: number;
  /** Half hour of the broadcast day on the clock, for evenness across hours. */
  halfHour: number;
  minute: number;
  avails?: number;
}>;

/** Spots of one line to place in this station and week. `cellKeys` are the half hours of its daypart and dates. */
export type PlacementDemand = Readonly<{ key: string; spots: number; cellKeys: readonly string[] }>;

/**
 * A spot that stays where it is (ordered, confirmed, locked, or at the edge of the week next door). With a `demandKey` it
 * counts for that line's evenness; without one only for separation and the station's day totals when `day` is given.
 */
export type HeldSpot = Readonly<{ minute: number; day?: number; halfHour?: number; demandKey?: string }>;

export type PlacementInput = Readonly<{
  cells: readonly PlacementCell[];
  demands: readonly PlacementDemand[];
  /** Least true minutes between the starts of two of our spots on the station; 15 is the usual rule. */
  separationMinutes: number;
  held?: readonly HeldSpot[];
}>;

export type PlacedSpot = Readonly<{ demandKey: string; cellKey: string }>;

/** `missed` says how many spots of a line found no cell, and why. */
export type PlacementAnswer = Readonly<{
  placed: readonly PlacedSpot[];
  missed: readonly Readonly<{ demandKey: string; spots: number; reason: 'no_open_cell' | 'separation' }>[];
  cost: number;
  lowerBound: number;
  status: 'optimal' | 'best_found';
}>;

/**
 * Prices of an uneven week. The k-th spot of a line on the same day costs (k − 1) × `sameDay`, on the same half hour
 * (k − 1) × `sameHalfHour`; two days running cost `daysRunning` when half of the line's days would suffice; the k-th spot
 * of the station on a day costs (k − 1) × `stationDay`. A miss outweighs them all.
 */
export const PLACEMENT_COSTS = { miss: 1000, daysRunning: 20, sameDay: 10, sameHalfHour: 4, stationDay: 1 } as const;
