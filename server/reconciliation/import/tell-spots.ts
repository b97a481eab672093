import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import { stepSpot, verifyAiring, type SpotStepped } from '../../../shared/domain/spot/spot-steps.ts';
import { errorIssue } from '../../../shared/domain/issue.ts';
import type { EditContext } from '../../campaigns/campaigns.service.ts';
import type { Clock } from '../../clock.ts';
import { Refusal } from '../../refusal.ts';
import type { SpotsModel } from '../../spots/spots.model.ts';
import type { SpotsService } from '../../spots/spots.service.ts';
import type { ReadRow } from './read/as-run-row.ts';
import type { MatchedRow } from './match-rows.ts';

export type Told = Pick<ReadRow, 'outcome' | 'airedAt' | 'ratingHundredths' | 'costCents' | 'program'>;
type TellInput = Readonly<{
  spots: Pick<SpotsService, 'change' | 'publish'>;
  spotsModel: SpotsModel;
  clock: Clock;
}>;
const BATCH = 500;
const NOT_AIRED: readonly SpotRecord['status'][] = ['missed', 'preempted', 'made_good', 'credited'];

/**
 * Saves what matched rows say of their spots, and tells for each refused row why. A spot somebody changed meanwhile is
 * decided again by itself. Said twice it ends in the same spots.
 */
export function createTellSpots({ spots, spotsModel, clock }: TellInput) {
  return async (
    matched: readonly MatchedRow[],
    context: Omit<EditContext, 'rev'>,
  ): Promise<ReadonlyMap<number, string>> => {
    const refused = new Map<number, string>();
    const saves = matched.flatMap(({ row, spot }) => {
      const told = tellSpot(spot, row, { at: clock.now(), by: context.actor.name });
      if (told.kind === 'refused') refused.set(row.rowNumber, told.issue.message);
      return told.kind === 'ok' ? [{ id: spot.id, rev: spot.rev, next: told.spot, row }] : [];
    });
    for (let at = 0; at < saves.length; at += BATCH) {
      const batch = saves.slice(at, at + BATCH);
      if ((await spotsModel.saveManyAtRev(batch)) === batch.length) {
        await spots.publish(batch.map(({ next }) => next));
        continue;
      }
      const stored = new Map((await spotsModel.findByIds(batch.map(({ id }) => id))).map((spot) => [spot.id, spot]));
      const isHeld = ({ id, next }: (typeof batch)[number]) =>
        stored.get(id)?.updatedAt === next.updatedAt && stored.get(id)?.rev === next.rev;
      await spots.publish(batch.filter(isHeld).map(({ next }) => next));
      for (const save of batch) {
        if (isHeld(save)) continue;
        const again = (spot: SpotRecord) => tellSpot(spot, save.row, { at: clock.now(), by: context.actor.name });
        await spots.change(save.id, 'as_run', again, { ...context, rev: null }).catch((error: unknown) => {
          if (!(error instanceof Refusal)) throw error;
          refused.set(save.row.rowNumber, error.message);
        });
      }
    }
    return refused;
  };
}

/**
 * What a row makes of its spot: proof of an airing, or that there was none. A spot nobody named a program for takes the one
 * the station names. A spot proved by another row is left alone.
 */
export function tellSpot(spot: SpotRecord, row: Told, change: Readonly<{ at: number; by: string }>): SpotStepped {
  const billed = {
    ...(row.costCents === null ? {} : { invoicedCents: row.costCents }),
    ...(row.program === '' || spot.program !== undefined ? {} : { program: row.program }),
  };
  const proof = { at: change.at, deliveredHundredths: row.ratingHundredths };
  if (row.outcome !== 'aired') {
    // Missed, pre-empted, made good or credited: both sides say that it did not air.
    if (NOT_AIRED.includes(spot.status))
      return { kind: 'ok', spot: { ...spot, ...billed, rev: spot.rev + 1, updatedAt: change.at } };
    const stepped = stepSpot(spot, {
      ...change,
      action: row.outcome === 'missed' ? 'miss' : 'preempt',
      note: 'By the as-run.',
    });
    return stepped.kind === 'ok' ? { kind: 'ok', spot: { ...stepped.spot, ...billed } } : stepped;
  }
  if (spot.status === 'aired' && spot.verified && spot.airedAt !== row.airedAt)
    return { kind: 'refused', issue: errorIssue('already_aired', 'The spot has its row from another file.') };
  if (spot.status === 'aired') return { kind: 'ok', spot: { ...verifyAiring(spot, row.airedAt, proof), ...billed } };
  const stepped = stepSpot(spot, {
    ...change,
    action: 'air',
    airedAt: row.airedAt,
    verified: true,
    note: 'By the as-run.',
  });
  if (stepped.kind === 'refused') return stepped;
  const { spot: aired } = stepped;
  const rated =
    row.ratingHundredths === null || row.ratingHundredths === spot.ratingHundredths
      ? aired
      : { ...verifyAiring(aired, row.airedAt, proof), rev: aired.rev };
  return { kind: 'ok', spot: { ...rated, ...billed } };
}
