import { whyNotEligible } from '../../../shared/domain/creative/eligible-creatives.ts';
import type { Occurrence } from '../../../shared/domain/calendar/broadcast-clock.ts';
import type { Day } from '../../../shared/domain/calendar/day.ts';
import { findDaypart } from '../../../shared/domain/daypart.ts';
import type { Issue } from '../../../shared/domain/issue.ts';
import { whyNotMoved } from '../../../shared/domain/spot/move-check.ts';
import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import { moveSpot, type AiringTime, type SpotStepped } from '../../../shared/domain/spot/spot-steps.ts';
import { isSpotLive } from '../../../shared/domain/spot.ts';
import type { EditContext } from '../../campaigns/campaigns.service.ts';
import { Refusal } from '../../refusal.ts';
import { airingTime } from './airing-time.ts';
import type { SpotsServiceInput } from '../spots-input.ts';

export type MoveSpotInput = Pick<SpotsServiceInput, 'model' | 'plans' | 'creatives' | 'dayparts' | 'clock'> &
  Readonly<{
    separationMinutes: number;
    get(id: string): Promise<SpotRecord>;
    change(
      id: string,
      action: string,
      decide: (spot: SpotRecord) => SpotStepped,
      context: EditContext,
    ): Promise<SpotRecord>;
  }>;
type Wanted = Readonly<{
  airDay: Day;
  clock: string;
  occurrence?: Occurrence | undefined;
  note?: string | undefined;
}>;

/** Moves a spot to another broadcast day and time, and tells beforehand what stands against it. */
export function createMoveSpot(input: MoveSpotInput) {
  const { model, clock, separationMinutes } = input;

  const whyNot = async (spot: SpotRecord, to: AiringTime): Promise<readonly Issue[]> => {
    const near = separationMinutes * 60_000;
    const span = { station: spot.station, after: to.scheduledAt - near, before: to.scheduledAt + near };
    const others = await model.listByCampaign(spot.campaignId, span);
    const plan = await input.plans.approvedOf(spot.campaignId);
    const table = await input.dayparts.forCampaign(spot.campaignId);
    return whyNotMoved({
      spot,
      to,
      now: clock.now(),
      daypartName: findDaypart(table, spot.daypart)?.name ?? spot.daypart,
      line: plan?.lines.find(({ id }) => id === spot.lineId),
      taken: others
        .filter(({ id, status }) => id !== spot.id && isSpotLive(status))
        .map(({ scheduledAt }) => scheduledAt),
      separationMinutes,
    });
  };

  /** What keeps its copy from airing then: no refusal, as other copy can be given after the move. */
  const copyTrouble = async (spot: SpotRecord, to: AiringTime): Promise<readonly Issue[]> => {
    if (spot.creativeId === undefined) return [];
    const { creatives, rules } = await input.creatives.forCampaign(spot.campaignId);
    const creative = creatives.find(({ id }) => id === spot.creativeId);
    const reasons = creative ? whyNotEligible(creative, { ...spot, ...to }, rules) : [];
    return reasons.map((reason): Issue => ({ ...reason, severity: 'warning' }));
  };

  return {
    /** Everything against a move, errors and warnings, without moving anything. */
    async check(id: string, wanted: Wanted): Promise<readonly Issue[]> {
      const spot = await input.get(id);
      try {
        const to = airingTime(wanted, spot.timeZone);
        const moved = moveSpot(spot, to, { at: clock.now(), by: '' });
        const refused = moved.kind === 'refused' ? [moved.issue] : [];
        return [...refused, ...(await whyNot(spot, to)), ...(await copyTrouble(spot, to))];
      } catch (error) {
        if (error instanceof Refusal) return error.issues;
        throw error;
      }
    },

    async move(id: string, wanted: Wanted, context: EditContext): Promise<SpotRecord> {
      const spot = await input.get(id);
      const to = airingTime(wanted, spot.timeZone);
      const issues = await whyNot(spot, to);
      if (issues.length > 0) throw new Refusal('conflict', issues);
      const by = context.actor.name;
      const decide = (now: SpotRecord) => moveSpot(now, to, { at: clock.now(), by, note: wanted.note });
      return input.change(id, 'moved', decide, context);
    },
  };
}
