import { unmatchedReasonSchema, type UnmatchedReason } from '../../shared/contracts/reconciliation.ts';
import { words } from '../words/format.ts';

const REASONS: Readonly<Record<UnmatchedReason, string>> = {
  unreadable: 'Unreadable',
  unknown_status: 'Unknown status word',
  unknown_station: 'Unknown station',
  no_ad_id: 'No Ad-ID, inserted by hand',
  unknown_ad_id: 'Unknown Ad-ID',
  twin_definition: 'SD and HD twin',
  other_length: 'Another length',
  outside_tolerance: 'Too far from the time',
  wrong_weekday: 'A weekday the line does not air',
  outside_flight: 'Outside the flight',
  still_to_come: 'A time still to come',
  duplicate: 'One row too many',
  already_aired: 'The spot already has an as-run',
  ambiguous: 'More than one spot fits',
};

export const UNMATCHED_REASONS = unmatchedReasonSchema.options;

/** Why a row matched or did not, as people say it. */
export function reasonWord(code: string): string {
  return REASONS[code as UnmatchedReason] ?? words(code);
}
