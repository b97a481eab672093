import type { SpotResponse } from '../../shared/contracts/spots.ts';

type Kind = SpotResponse['actions'][number]['kind'];
const KINDS: readonly Kind[] = ['traffic', 'air', 'asrun'];
const WHAT = { traffic: 'Traffic to', air: 'Airs on', asrun: 'As-run from' } as const;

export type Deadline = Readonly<{ kind: Kind; dueAt: string; what: string }>;

/**
 * The soonest thing still to happen for these spots after `now`; undefined when nothing is pending. Of `kinds` alone where
 * they are given: a spot that airs is nothing to be met, copy that is due is.
 */
export function nextDeadline(
  spots: readonly SpotResponse[],
  now: number,
  kinds: readonly Kind[] = KINDS,
): Deadline | undefined {
  return spots
    .flatMap((spot) =>
      spot.actions
        .filter(
          (action) => kinds.includes(action.kind) && action.status === 'pending' && Date.parse(action.dueAt) >= now,
        )
        .map((action) => ({ kind: action.kind, dueAt: action.dueAt, what: `${WHAT[action.kind]} ${spot.station}` })),
    )
    .toSorted((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt))[0];
}
