import { errorIssue, type Issue } from '../issue.ts';

/** A spot as far as make-goods are concerned. `makegoodFor` is the missed spot it replaces. */
export type LinkedSpot = Readonly<{ id: string; station: string; status: string; makegoodFor?: string | undefined }>;

/**
 * Every broken link between missed spots and their make-goods: a missed spot made good twice, a make-good for an unknown spot,
 * for one of another station, for one that was not missed, or for itself. Canceled make-goods don't count.
 */
export function checkMakegoodLinks(spots: readonly LinkedSpot[]): readonly Issue[] {
  const byId = new Map(spots.map((spot) => [spot.id, spot]));
  const madeGood = new Map<string, string>();
  return spots.flatMap((spot): Issue[] => {
    const { makegoodFor } = spot;
    if (makegoodFor === undefined || spot.status === 'canceled') return [];
    const path = `spots.${spot.id}.makegoodFor`;
    const missed = byId.get(makegoodFor);
    if (!missed)
      return [errorIssue('makegood_unknown', `Spot ${spot.id} makes good ${makegoodFor}, which is not known.`, path)];
    const other = madeGood.get(makegoodFor);
    madeGood.set(makegoodFor, spot.id);
    if (other !== undefined) {
      return [
        errorIssue('makegood_twice', `Spots ${other} and ${spot.id} both make good ${makegoodFor}. Keep one.`, path),
      ];
    }
    if (missed.station !== spot.station) {
      const message = `Spot ${spot.id} airs on ${spot.station}, the missed spot was on ${missed.station}.`;
      return [errorIssue('makegood_other_station', message, path)];
    }
    if (!['preempted', 'missed', 'made_good'].includes(missed.status)) {
      const message = `Spot ${makegoodFor} is ${missed.status}; only preempted or missed spots are made good.`;
      return [errorIssue('makegood_not_missed', message, path)];
    }
    return [];
  });
}
