import type { FillSpotsResponse } from '../../../shared/contracts/spots.ts';
import type { Day } from '../../../shared/domain/calendar/day.ts';
import { findDaypart } from '../../../shared/domain/daypart.ts';
import { errorIssue, type Issue } from '../../../shared/domain/issue.ts';
import { lineSpotCostCents, type Line } from '../../../shared/domain/plan.ts';
import { whyNotThere } from '../../../shared/domain/spot/fill-cells.ts';
import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import { holdsSlot, isSpotLive } from '../../../shared/domain/spot.ts';
import type { EditContext } from '../../campaigns/campaigns.service.ts';
import { isDuplicateKey } from '../../db/errors.ts';
import { Refusal, refuse } from '../../refusal.ts';
import { airingTime } from './airing-time.ts';
import { spotByHand } from '../new-spots.ts';
import type { SpotsServiceInput } from '../spots-input.ts';

export type FillSpotsInput = Pick<
  SpotsServiceInput,
  'model' | 'campaigns' | 'plans' | 'dayparts' | 'stations' | 'clock' | 'newId' | 'audit'
> &
  Readonly<{ separationMinutes: number; publish(spots: readonly SpotRecord[]): Promise<void> }>;
type Request = Readonly<{
  cells: readonly Readonly<{ lineId: string; airDay: Day }>[];
  clock: string;
  dryRun: boolean;
}>;
type Verdict = Readonly<{ spot: SpotRecord | null; issues: readonly Issue[] }>;

/** Fills cells of the grid: one more spot in each, where nothing stands against it; what does is said cell by cell. */
export function createFillSpots(input: FillSpotsInput) {
  const { model, clock } = input;
  return async (
    campaignId: string,
    request: Request,
    context: Omit<EditContext, 'rev'>,
  ): Promise<FillSpotsResponse> => {
    const campaign = await input.campaigns.get(campaignId);
    const plan = await input.plans.approvedOf(campaignId);
    if (!plan) {
      const message = 'Spots are added from the approved plan, and this campaign has none. Approve a plan first.';
      throw refuse('conflict', 'no_approved_plan', message);
    }
    const lines = new Map(plan.lines.map((line) => [line.id, line]));
    const dayparts = await input.dayparts.of(campaign);
    const stations = [...new Set(request.cells.flatMap(({ lineId }) => lines.get(lineId)?.tv?.station ?? []))];
    const guides = await input.stations.programs(stations);
    const now = clock.now();
    const standing = [...(await model.listByCampaign(campaignId))];

    const draft = (lineId: string, airDay: Day): Verdict => {
      const line = lines.get(lineId);
      const tv = line?.tv;
      const daypart = tv && findDaypart(dayparts, tv.daypart);
      const costCents = line && lineSpotCostCents(line, campaign.commissionBasisPoints);
      if (!line || !tv || !daypart || costCents === undefined) {
        return none(errorIssue('not_spot_priced', 'The approved plan does not buy this line by the spot.', 'lineId'));
      }
      const time = timeOf(airDay, request.clock, campaign.timeZone);
      if ('issues' in time) return { spot: null, issues: time.issues };
      const flight = flightOn(line, airDay);
      const ofFlight = standing.filter(({ flightId }) => flightId === flight?.id);
      const issues = whyNotThere({
        ...time,
        now,
        daypart,
        weekdays: tv.weekdays,
        flight,
        bought: ofFlight.filter(holdsSlot).length,
        spotCostCents: costCents,
        taken: standing
          .filter(({ station, status }) => station === tv.station && isSpotLive(status))
          .map(({ scheduledAt }) => scheduledAt),
        separationMinutes: input.separationMinutes,
      });
      if (issues.length > 0 || !flight) return { spot: null, issues };
      const guide = guides.get(tv.station) ?? [];
      const made = { id: input.newId('spt'), now, campaign, planId: plan.id, line, tv, flightId: flight.id };
      const spot = spotByHand({ ...made, ofFlight, daypart, time, costCents, guide });
      standing.push(spot);
      return { spot, issues: [] };
    };

    const verdicts = request.cells.map((cell) => ({ ...cell, ...draft(cell.lineId, cell.airDay) }));
    const fresh = verdicts.flatMap(({ spot }) => (spot ? [spot] : []));
    if (!request.dryRun && fresh.length > 0) {
      try {
        await model.insertMany(fresh);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        throw refuse('conflict', 'slot_taken', 'Somebody added spots to these flights at the same moment. Try again.');
      }
      const after = { spots: fresh.map(({ id }) => id) };
      await input.audit({ ...context, action: 'filled', noun: 'spots', targetId: campaignId, campaignId, after });
      await input.publish(fresh);
    }
    return {
      added: fresh.length,
      cells: verdicts.map(({ lineId, airDay, spot, issues }) => ({
        lineId,
        airDay,
        spotId: request.dryRun ? null : (spot?.id ?? null),
        issues: [...issues],
      })),
    };
  };
}

function none(issue: Issue): Verdict {
  return { spot: null, issues: [issue] };
}

function flightOn(line: Line, airDay: Day) {
  return line.flights.find(
    ({ startDay, endDay, status }) => status !== 'canceled' && startDay <= airDay && airDay < endDay,
  );
}

/** The time on that day, or why it is none there: daylight saving skips or doubles some. */
function timeOf(airDay: Day, clock: string, timeZone: string) {
  try {
    return airingTime({ airDay, clock }, timeZone);
  } catch (error) {
    if (error instanceof Refusal) return { issues: error.issues };
    throw error;
  }
}
