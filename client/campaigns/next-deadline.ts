import type { SpotResponse } from '../../shared/contracts/spots.ts';

const WHAT = { traffic: 'Traffic to', air: 'Airs on', asrun: 'As-run from' } as const;

/** The soonest thing still to happen for these spots after `now`; undefined when nothing is pending. */
export function nextDeadline(spots: readonly SpotResponse[], now: number): { dueAt: string; what: string } | undefined {
  return spots
    .flatMap((spot) =>
      spot.actions
        .filter((action) => action.status === 'pending' && Date.parse(action.dueAt) >= now)
        .map((action) => ({ dueAt: action.dueAt, what: `${WHAT[action.kind]} ${spot.station}` })),
    )
    .toSorted((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt))[0];
}
