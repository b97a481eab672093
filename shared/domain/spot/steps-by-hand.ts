import { errorIssue } from '../issue.ts';
import { formatCents, multiplyRatio } from '../money.ts';
import type { SpotAction, SpotChange } from '../spot.ts';
import type { SpotRecord } from './spot-record.ts';
import { stepSpot, verifyAiring, type SpotStepped } from './spot-steps.ts';

/** The steps people take by name; the others are taken by orders, make-goods and jobs. */
export type HandStep = Extract<
  SpotAction,
  'order' | 'decline' | 'confirm' | 'traffic' | 'reinstate' | 'cancel' | 'miss' | 'preempt'
>;
type ByHand = Omit<SpotChange, 'action'>;

/**
 * Takes a step a person asked for. Refused where the station's as-run proves the opposite, and where there is no copy to
 * instruct. Example: pre-empting a verified airing → `verified`; its match has to be undone first.
 */
export function stepByHand(spot: SpotRecord, change: ByHand & Readonly<{ action: HandStep }>): SpotStepped {
  const { action } = change;
  if (spot.verified && (action === 'preempt' || action === 'miss'))
    return refused(
      'verified',
      `This spot aired: a row of the station's as-run stands behind it. Undo the match first.`,
    );
  if (action === 'traffic' && spot.creativeId === undefined)
    return refused('no_creative', 'This spot has no creative to instruct. Give it one first.');
  return stepSpot(spot, change);
}

/**
 * Notes a spot as aired by a person's word, which counts as proof; `airedAt` is when, as scheduled (or as known) when left
 * out. Refused while it is still to air.
 */
export function noteAsAired(
  spot: SpotRecord,
  change: ByHand & Readonly<{ airedAt?: number | undefined }>,
): SpotStepped {
  const { airedAt, at, by, note } = change;
  if (spot.scheduledAt > at)
    return refused('not_aired_yet', 'This spot is still to air. Move it first if it ran early.');
  if (spot.status === 'aired') return { kind: 'ok', spot: verifyAiring(spot, airedAt ?? spot.airedAt, { at }) };
  return stepSpot(spot, {
    ...{ action: 'air', at, by, note, verified: true },
    ...(airedAt === undefined ? {} : { airedAt }),
  });
}

/**
 * Takes money back for a dropped spot: a share of its cost in basis points, rounded to the cent.
 * Example: 5,000 of a spot at $450.00 is a credit of $225.00.
 */
export function creditSpot(
  spot: SpotRecord,
  credit: Readonly<{ reason: string; basisPoints: number }>,
  change: Readonly<{ at: number; by: string }>,
): SpotStepped {
  const creditCents = multiplyRatio(spot.costCents, credit.basisPoints, 10_000);
  const note = `${credit.reason} Credit ${formatCents(creditCents)}.`;
  const stepped = stepSpot(spot, { action: 'credit', ...change, note });
  return stepped.kind === 'ok' ? { kind: 'ok', spot: { ...stepped.spot, creditCents } } : stepped;
}

function refused(code: string, message: string): SpotStepped {
  return { kind: 'refused', issue: errorIssue(code, message) };
}
