import type { Instant } from '../calendar/zone.ts';

/** A spot the station was to air. */
export type ExpectedSpot = Readonly<{
  id: string;
  station: string;
  adId: string;
  lengthSeconds: number;
  airsAt: Instant;
  /** The program it was bought in, when one is named. */
  program?: string | undefined;
}>;

/** One line of the station's as-run list. `row` is its line in the file; `aired` false means "listed as not aired". */
export type AsRunRow = Readonly<{
  row: number;
  station: string;
  adId: string;
  lengthSeconds: number;
  airedAt: Instant;
  aired: boolean;
  /** The program around it, when the station names one. */
  program?: string | undefined;
}>;

/** Why a row is in the unmatched queue. */
export type UnmatchedReason =
  | 'unknown_station'
  | 'no_ad_id'
  | 'unknown_ad_id'
  | 'twin_definition'
  | 'other_length'
  | 'outside_tolerance'
  | 'duplicate'
  | 'ambiguous';

/** Why an expected spot has no row. */
export type UnreportedReason = 'no_row' | 'row_in_queue';

export type AsRunMatch = Readonly<{ spotId: string; row: number; offsetMs: number; aired: boolean }>;
/** A row a person has to look at, with the spots it may belong to. */
export type UnmatchedRow = Readonly<{
  row: number;
  reason: UnmatchedReason;
  candidateSpotIds: readonly string[];
  message: string;
}>;

/** Every row is in exactly one of `matches` and `unmatchedRows`; every spot in one of `matches` and `unreported`. */
export type AsRunResult = Readonly<{
  matches: readonly AsRunMatch[];
  unmatchedRows: readonly UnmatchedRow[];
  unreported: readonly Readonly<{ spotId: string; reason: UnreportedReason }>[];
}>;
