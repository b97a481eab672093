import type { RotateSpotsRequest, RotateSpotsResponse } from '../../../shared/contracts/spot-schedule.ts';
import type {
  RotatedStation,
  RotateSpotsAnswer,
  RotateSpotsInput,
} from '../../../shared/domain/spot/schedule/rotate-spots.ts';
import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import { isSpotLive } from '../../../shared/domain/spot.ts';
import type { RecordAudit } from '../../audit/audit.service.ts';
import type { CampaignsService, EditContext } from '../../campaigns/campaigns.service.ts';
import type { Clock } from '../../clock.ts';
import type { CreativesService } from '../../creatives/creatives.service.ts';
import type { SpotsModel } from '../spots.model.ts';
import type { SpotsService } from '../spots.service.ts';
import { createSaveTogether, untilNobodyElseSaves, type SaveTogetherInput } from './save-together.ts';
import { assignments } from './schedule-parts.ts';
import { USUAL_TIME_LIMIT_MS, type ScheduleSolver, type SolveControl, type WorkOptions } from './solve-schedule.ts';

export type RotateCopyInput = SaveTogetherInput &
  Readonly<{
    model: Pick<SpotsModel, 'listByCampaign'>;
    solver: Pick<ScheduleSolver, 'rotate'>;
    spots: Pick<SpotsService, 'publish'>;
    campaigns: Pick<CampaignsService, 'get'>;
    creatives: Pick<CreativesService, 'forCampaign'>;
    clock: Clock;
    audit: RecordAudit;
  }>;

/** Which copy each spot carries: worked out for a schedule, or anew for the spots to come. */
export function createRotateCopy(input: RotateCopyInput) {
  const { model, clock } = input;
  const save = createSaveTogether(input);

  /** The copy of these spots by the campaign's rotation shares; nothing is saved. */
  const copyOf = async (
    campaignId: string,
    spots: readonly SpotRecord[],
    isFixed: RotateSpotsInput['isFixed'],
    control: SolveControl,
  ): Promise<RotateSpotsAnswer> => {
    const { creatives, stored, rules } = await input.creatives.forCampaign(campaignId);
    const weights = stored.map(({ id, rotationWeight }) => ({ creativeId: id, weight: rotationWeight }));
    return input.solver.rotate({ spots, creatives, weights, rules, isFixed }, control);
  };

  const once = async (
    campaignId: string,
    { station, timeLimitMs = USUAL_TIME_LIMIT_MS }: RotateSpotsRequest,
    context: Omit<EditContext, 'rev'>,
    { signal, onProgress, beforeSaving }: WorkOptions,
  ): Promise<RotateSpotsResponse> => {
    await input.campaigns.get(campaignId);
    const now = clock.now();
    const all = await model.listByCampaign(campaignId, { after: now, ...(station === undefined ? {} : { station }) });
    const coming = all.filter(({ status }) => isSpotLive(status));
    const trafficked = new Set(coming.flatMap(({ id, status }) => (status === 'trafficked' ? [id] : [])));
    const isFixed = ({ id }: Pick<SpotRecord, 'id'>) => trafficked.has(id);
    const { assign, stations, issues } = await copyOf(campaignId, coming, isFixed, { timeLimitMs, signal, onProgress });
    const saves = assignments(coming, assign, { at: now, by: context.actor.name });
    if (saves.length > 0) {
      await beforeSaving?.();
      signal?.throwIfAborted();
      await save([], saves);
      await input.audit({ ...context, action: 'rotated', noun: 'spots', targetId: campaignId, campaignId });
      await input.spots.publish(saves.map(({ next }) => next));
    }
    const changed = (one: RotatedStation) =>
      saves.filter(({ next }) => next.station === one.station && next.lengthSeconds === one.lengthSeconds).length;
    return { stations: stations.map((one) => ({ ...one, changed: changed(one) })), issues: [...issues] };
  };

  return {
    copyOf,
    /**
     * Rotates the copy of coming spots anew; only spots with instructions sent keep theirs. All of the new copy is saved or
     * none. The signal calls it off while nothing is saved yet.
     */
    rotate: (
      campaignId: string,
      request: RotateSpotsRequest,
      context: Omit<EditContext, 'rev'>,
      options: WorkOptions = {},
    ): Promise<RotateSpotsResponse> =>
      untilNobodyElseSaves(() => once(campaignId, request, context, options), {
        code: 'spots_changed',
        message: 'Some spots changed while they were rotated; no copy was changed. Rotate again.',
      }),
  };
}
