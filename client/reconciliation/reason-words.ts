import { words } from '../format.ts';

const REASONS: Readonly<Record<string, string>> = {
  unreadable: 'Unreadable',
  unknown_status: 'Unknown status word',
  unknown_station: 'Unknown station',
  unknown_ad_id: 'Unknown Ad-ID',
  wrong_length: 'Wrong length',
  wrong_ad_id: 'Another Ad-ID than instructed',
  outside_tolerance: 'Too far from the time',
  wrong_weekday: 'A weekday the line does not air',
  outside_flight: 'Outside the flight',
  duplicate_row: 'The same row twice',
  already_aired: 'The spot already has an as-run',
  definition_twin: 'SD and HD twin',
  manual_insert: 'Inserted by hand',
  ambiguous: 'More than one spot fits',
  no_open_spot: 'No open spot fits',
};

export const UNMATCHED_REASONS = Object.keys(REASONS);

/** Why a row matched or did not, as people say it. */
export function reasonWord(code: string): string {
  return REASONS[code] ?? words(code);
}
