import type { ScheduleSpotsRequest, ScheduleSpotsResponse } from '../../../shared/contracts/spot-schedule.ts';
import { programAt } from '../../../shared/domain/station.ts';
import { stepSpot } from '../../../shared/domain/spot/spot-steps.ts';
import { isSpotLive } from '../../../shared/domain/spot.ts';
import type { RecordAudit } from '../../audit/audit.service.ts';
import type { CampaignsService, EditContext } from '../../campaigns/campaigns.service.ts';
import type { Clock } from '../../clock.ts';
import type { CreativesService } from '../../creatives/creatives.service.ts';
import type { DaypartsService } from '../../dayparts/dayparts.service.ts';
import type { NewId } from '../../ids.ts';
import type { PlansService } from '../../plans/plans.service.ts';
import { refuse } from '../../refusal.ts';
import type { SpotsModel } from '../spots.model.ts';
import { newSpots } from '../new-spots.ts';
import type { StationsService } from '../../stations/stations.service.ts';
import { createRotateCopy } from './rotate-copy.ts';
import { createSaveTogether, untilNobodyElseSaves } from './save-together.ts';
import { assignments, flightsOf, scheduleResponse, soldOutOf } from './schedule-parts.ts';
import { createScheduleSolver, USUAL_TIME_LIMIT_MS, type WorkOptions } from './solve-schedule.ts';
import { SEPARATION_MINUTES, type SpotsService } from '../spots.service.ts';
import type { SolverPool } from '../../solvers/solver-pool.ts';

export type ScheduleServiceInput = Readonly<{
  model: SpotsModel;
  spots: Pick<SpotsService, 'publish'>;
  campaigns: CampaignsService;
  plans: Pick<PlansService, 'approvedOf'>;
  creatives: Pick<CreativesService, 'forCampaign'>;
  dayparts: Pick<DaypartsService, 'of'>;
  stations: Pick<StationsService, 'programs'>;
  solvers: Pick<SolverPool, 'place' | 'rotate'>;
  /** Milliseconds that only grow: how long a solve has taken, whatever the clock says. */
  elapsedMs: () => number;
  transaction: <T>(work: () => Promise<T>) => Promise<T>;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
}>;
/**
 * `includePast` also schedules days that are over: for samples and simulations, never for people. The signal calls a schedule
 * off while nothing is saved yet.
 */
export type ScheduleOptions = WorkOptions & Readonly<{ includePast?: boolean }>;

/** The rest is for the rotation. */
const PLACING_SHARE = 0.6;

/** Scheduling: from the approved plan's TV lines to spots with times, costs and copy; and rotating copy anew. */
export function createScheduleService(input: ScheduleServiceInput) {
  const { model, campaigns, plans, clock, newId } = input;

  const solver = createScheduleSolver(input);
  const copy = createRotateCopy({ ...input, solver });
  const save = createSaveTogether(input);

  const once = async (
    campaignId: string,
    request: ScheduleSpotsRequest,
    context: Omit<EditContext, 'rev'>,
    options: ScheduleOptions,
  ) => {
    const campaign = await campaigns.get(campaignId);
    const plan = await plans.approvedOf(campaignId);
    if (!plan)
      throw refuse(
        'conflict',
        'no_approved_plan',
        'Spots are scheduled from the approved plan, and this campaign has none. Approve a plan first.',
      );
    const now = clock.now();
    const existing = await model.listByCampaign(campaignId);
    const flights = plan.lines.flatMap((line) => flightsOf(line, campaign.commissionBasisPoints));
    const timeLimitMs = request.timeLimitMs ?? USUAL_TIME_LIMIT_MS;
    const { signal, onProgress, beforeSaving } = options;
    const answer = await solver.place(
      {
        flights,
        existing,
        dayparts: await input.dayparts.of(campaign),
        timeZone: campaign.timeZone,
        separationMinutes: request.separationMinutes ?? SEPARATION_MINUTES,
        soldOut: soldOutOf(request),
        notBefore: options.includePast ? 0 : now,
      },
      { timeLimitMs: timeLimitMs * PLACING_SHARE, signal, onProgress },
    );
    const by = context.actor.name;
    const known = new Map(existing.map((spot) => [spot.id, spot]));
    const canceled = answer.cancel.flatMap((id) => {
      const before = known.get(id);
      const stepped =
        before && stepSpot(before, { action: 'cancel', at: now, by, note: 'The approved plan no longer buys it.' });
      return before && stepped?.kind === 'ok' ? [{ id, rev: before.rev, next: stepped.spot }] : [];
    });
    const making = {
      plan,
      timeZone: campaign.timeZone,
      flights,
      existing,
      now,
      newId,
      includePast: options.includePast === true,
    };
    const guides = await input.stations.programs([...new Set(flights.map(({ station }) => station))]);
    const fresh = newSpots(answer.add, making).map((spot) => ({
      ...spot,
      program: spot.program ?? programAt(guides.get(spot.station) ?? [], spot.airDay, spot.minute),
    }));
    const gone = new Set(answer.cancel);
    const coming = [...existing.filter((spot) => isSpotLive(spot.status) && !gone.has(spot.id)), ...fresh];
    const rotating = { timeLimitMs: timeLimitMs * (1 - PLACING_SHARE), signal, onProgress };
    const rotation = await copy.copyOf(campaignId, coming, () => true, rotating);
    await beforeSaving?.();
    signal?.throwIfAborted();
    const added = fresh.map((spot) => ({
      ...spot,
      creativeId: rotation.assign.has(spot.id) ? rotation.assign.get(spot.id) : spot.creativeId,
    }));
    const assigned = assignments(
      existing.filter(({ id }) => !gone.has(id)),
      rotation.assign,
      { at: now, by },
    );
    const changed = [...canceled, ...assigned];
    await save(added, changed);
    const touched = [...added, ...changed.map(({ next }) => next)];
    if (touched.length > 0) {
      await input.audit({
        ...context,
        action: 'scheduled',
        noun: 'spots',
        targetId: campaignId,
        campaignId,
        before: { spots: existing.length },
        after: { spots: existing.length + added.length, canceled: canceled.length },
      });
      await input.spots.publish(touched);
    }
    const issues = [...answer.issues, ...rotation.issues];
    const { stations } = rotation;
    return scheduleResponse({ planId: plan.id, flights, answer, stations, issues, canceled: canceled.length });
  };

  return {
    /** Makes the schedule of the approved plan; again with nothing changed it changes nothing. */
    async schedule(
      campaignId: string,
      request: ScheduleSpotsRequest,
      context: Omit<EditContext, 'rev'>,
      options: ScheduleOptions = {},
    ): Promise<ScheduleSpotsResponse> {
      return untilNobodyElseSaves(() => once(campaignId, request, context, options), {
        code: 'schedule_changed',
        message: 'Somebody else is scheduling these spots right now. Try again in a moment.',
      });
    },

    rotate: copy.rotate,
  };
}
export type ScheduleService = ReturnType<typeof createScheduleService>;
