import { broadcastDayOf } from '../../../shared/domain/calendar/broadcast-day.ts';
import { addDays, laterDay, type Day } from '../../../shared/domain/calendar/day.ts';
import type { Issue } from '../../../shared/domain/issue.ts';
import { stepSpot } from '../../../shared/domain/spot/spot-steps.ts';
import type { SpotRecord } from '../../../shared/domain/spot/spot-record.ts';
import { trafficRows, type TrafficRow } from '../../../shared/domain/spot/traffic-rows.ts';
import type { RecordAudit } from '../../audit/audit.service.ts';
import type { CampaignsService, EditContext } from '../../campaigns/campaigns.service.ts';
import type { Clock } from '../../clock.ts';
import type { CreativesService } from '../../creatives/creatives.service.ts';
import { isDuplicateKey } from '../../db/errors.ts';
import { pageById } from '../../db/pages.ts';
import { systemActor } from '../../http/actor.ts';
import type { NewId } from '../../ids.ts';
import type { Announce } from '../../live/live.ts';
import { notFound } from '../../refusal.ts';
import type { SpotsModel } from '../spots.model.ts';
import type { SpotsService } from '../spots.service.ts';
import type { TrafficInstruction, TrafficModel } from './traffic.model.ts';

export type TrafficServiceInput = Readonly<{
  model: TrafficModel;
  spotsModel: SpotsModel;
  spots: Pick<SpotsService, 'publish'>;
  campaigns: CampaignsService;
  creatives: Pick<CreativesService, 'forCampaign'>;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
  announce: Announce;
}>;
type Scope = Readonly<{ station?: string | undefined; from?: Day | undefined; to?: Day | undefined }>;

/** Traffic instructions: which cut runs when, per station and revision; what changed since the last one is marked. */
export function createTrafficService(input: TrafficServiceInput) {
  const { model, spotsModel, campaigns, clock, newId, audit, announce } = input;

  const get = async (id: string): Promise<TrafficInstruction> => {
    const found = await model.findById(id);
    if (!found) throw notFound('traffic_instruction', id);
    return found;
  };

  const rowsOf = async (campaignId: string, spots: readonly SpotRecord[], before: TrafficInstruction | null) => {
    const { creatives, rules } = await input.creatives.forCampaign(campaignId);
    return trafficRows({ spots, creatives, rules, before: before?.rows ?? [] });
  };

  /** What aired since the last revision is done, not dropped. */
  const isToCome = ({ scheduledAt }: TrafficRow): boolean => scheduledAt > clock.now();

  /** The next revision for a station, or null when the last one still says the same. */
  const issueFor = async (
    campaignId: string,
    station: string,
    scope: Scope & Readonly<{ from: Day }>,
    context: Omit<EditContext, 'rev'>,
  ): Promise<TrafficInstruction | null> => {
    for (;;) {
      const before = await model.latest(campaignId, station);
      const standing = await spotsModel.listByCampaign(campaignId, {
        station,
        from: scope.from,
        statuses: ['confirmed', 'trafficked'],
      });
      // What was instructed stays in every later revision; `to` bounds only what is instructed for the first time.
      const all = standing.filter(
        ({ status, airDay }) => status === 'trafficked' || scope.to === undefined || airDay < scope.to,
      );
      const { rows, issues } = await rowsOf(campaignId, all, before);
      const kept = new Set(rows.map(({ spotId }) => spotId));
      const instructed = all.filter(({ id }) => kept.has(id));
      const removed =
        before?.rows.filter((row) => row.airDay >= scope.from && isToCome(row) && !kept.has(row.spotId)) ?? [];
      if (rows.length === 0 && removed.length === 0) return null;
      const by = context.actor.name;
      if (before !== null && removed.length === 0 && rows.every(({ change }) => change === 'same')) {
        await markTrafficked(instructed, before, by);
        return null;
      }
      const instruction: TrafficInstruction = {
        id: newId('trf'),
        campaignId,
        station,
        vendor: all[0]?.vendor ?? before?.vendor ?? station,
        revision: (before?.revision ?? 0) + 1,
        supersedesRevision: before?.revision ?? null,
        isCurrent: true,
        from: scope.from,
        to: addDays(
          rows.reduce((last, { airDay }) => laterDay(last, airDay), scope.from),
          1,
        ),
        rows,
        removedSpotIds: removed.map(({ spotId }) => spotId),
        removedRows: removed,
        issues,
        issuedBy: by,
        issuedAt: clock.now(),
        deliveries: [],
      };
      try {
        await model.issue(instruction);
      } catch (error) {
        if (isDuplicateKey(error)) continue;
        throw error;
      }
      await markTrafficked(instructed, instruction, by);
      return instruction;
    }
  };

  const markTrafficked = async (
    spots: readonly SpotRecord[],
    { station, revision }: TrafficInstruction,
    by: string,
  ): Promise<void> => {
    const note = `Instructions to ${station}, revision ${revision}.`;
    const saves = spots.flatMap((spot) => {
      if (spot.status !== 'confirmed') return [];
      const stepped = stepSpot(spot, { action: 'traffic', at: clock.now(), by, note });
      return stepped.kind === 'ok' ? [{ id: spot.id, rev: spot.rev, next: stepped.spot }] : [];
    });
    if (saves.length === 0) return;
    await spotsModel.saveManyAtRev(saves);
    await input.spots.publish(saves.map(({ next }) => next));
  };

  /** Issues the next revision for each station whose spots changed since its last one. */
  const issue = async (campaignId: string, scope: Scope, context: Omit<EditContext, 'rev'>) => {
    const campaign = await campaigns.get(campaignId);
    const from = scope.from ?? broadcastDayOf(clock.now(), campaign.timeZone);
    const spots = await spotsModel.listByCampaign(campaignId, {
      from,
      to: scope.to,
      station: scope.station,
      statuses: ['confirmed', 'trafficked'],
    });
    // Also a station whose last coming spot was dropped has to hear of it.
    const instructed = (await model.listCurrent(campaignId)).filter(({ rows }) =>
      rows.some((row) => row.airDay >= from && isToCome(row)),
    );
    const stations =
      scope.station === undefined
        ? [...new Set([...spots, ...instructed].map(({ station }) => station))].sort()
        : [scope.station];
    const issued: TrafficInstruction[] = [];
    const unchanged: string[] = [];
    const issues: Issue[] = [];
    for (const station of stations) {
      const instruction = await issueFor(campaignId, station, { ...scope, from }, context);
      if (!instruction) {
        unchanged.push(station);
        continue;
      }
      issued.push(instruction);
      issues.push(...instruction.issues);
      const { id, revision } = instruction;
      await audit({
        ...context,
        action: 'traffic_issued',
        noun: 'traffic_instruction',
        targetId: id,
        campaignId,
        before: {},
        after: { station, revision },
      });
      announce({ kind: 'spot', campaignId, id: campaignId });
    }
    return { issued, unchanged, issues };
  };

  return {
    get,
    issue,
    /**
     * Instructs the stations whose spots reached their deadline and gives what they are instructed by now. Again with
     * nothing changed it issues nothing.
     */
    async issueAfterDeadline(spots: readonly SpotRecord[]): Promise<readonly TrafficInstruction[]> {
      const due = new Map<string, { campaignId: string; station: string; to: Day }>();
      for (const { campaignId, station, airDay, status } of spots) {
        if (status !== 'trafficked') continue;
        const key = `${campaignId} ${station}`;
        due.set(key, { campaignId, station, to: laterDay(due.get(key)?.to ?? '', addDays(airDay, 1)) });
      }
      for (const { campaignId, ...scope } of due.values()) {
        await issue(campaignId, scope, { actor: systemActor('scheduler') });
      }
      const latest = [...due.values()].map(({ campaignId, station }) => model.latest(campaignId, station));
      return (await Promise.all(latest)).filter((one) => one !== null);
    },
    async page(
      campaignId: string,
      filter: { station?: string; isCurrent?: boolean },
      paging: { cursor?: string; limit: number },
    ) {
      await campaigns.get(campaignId);
      const rows = await model.page({ campaignId, ...filter }, paging.cursor, paging.limit + 1);
      return pageById(rows, paging.limit);
    },
  };
}
export type TrafficService = ReturnType<typeof createTrafficService>;
