import type { SaveStationRequest, StationResponse } from '../../shared/contracts/stations.ts';
import { formatClock, parseClock } from '../../shared/domain/calendar/broadcast-clock.ts';
import { checkPrograms, type StationProgram } from '../../shared/domain/station.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { EditContext } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import type { Announce } from '../live/live.ts';
import { Refusal, stale } from '../refusal.ts';
import type { Station, StationsModel } from './stations.model.ts';

export type StationsServiceInput = Readonly<{
  model: StationsModel;
  canMail: boolean;
  clock: Clock;
  audit: RecordAudit;
  announce: Announce;
}>;

const END_OF_DAY = 1_740;

/** Stations: whom instructions go to, and the program guide. */
export function createStationsService(input: StationsServiceInput) {
  const { model } = input;
  return {
    canMail: input.canMail,
    find: model.find,
    /** Program guides by call letters; a station that told none has an empty one. */
    async programs(stations: readonly string[]): Promise<ReadonlyMap<string, readonly StationProgram[]>> {
      return new Map((await model.findMany(stations)).map(({ station, programs }) => [station, programs]));
    },
    async read(station: string): Promise<StationResponse> {
      return toStationResponse(station, await model.find(station));
    },
    async list(): Promise<readonly StationResponse[]> {
      return (await model.list()).map((one) => toStationResponse(one.station, one));
    },
    async save(station: string, request: SaveStationRequest, context: EditContext): Promise<StationResponse> {
      const programs = request.programs.map(({ name, weekdays, start, end }) => ({
        name,
        weekdays: [...new Set(weekdays)].sort((a, b) => a - b),
        startMinute: parseClock(start) ?? NaN,
        endMinute: end === '29:00' ? END_OF_DAY : (parseClock(end) ?? NaN),
      }));
      const issues = checkPrograms(programs);
      if (issues.length > 0) throw new Refusal('invalid', issues);
      const before = await model.find(station);
      const rev = before?.rev ?? 0;
      if (context.rev !== null && context.rev !== rev) throw stale('station', context.rev, rev);
      const { contacts, sendOnDeadline } = request;
      const by = { updatedBy: context.actor.name, updatedAt: input.clock.now() };
      const after: Station = { station, contacts, sendOnDeadline, programs, rev: rev + 1, ...by };
      if (!(await model.saveAtRev(after, rev))) throw stale('station', rev, (await model.find(station))?.rev ?? 0);
      const { actor, requestId } = context;
      const noun = { noun: 'station', targetId: station, campaignId: null };
      await input.audit({ actor, requestId, action: 'edited', ...noun, before: before ?? {}, after });
      input.announce({ kind: 'station', campaignId: null, id: station });
      return toStationResponse(station, after);
    },
  };
}
export type StationsService = ReturnType<typeof createStationsService>;

function toStationResponse(station: string, kept: Station | null): StationResponse {
  return {
    station,
    contacts: (kept?.contacts ?? []).map(({ name, email }) => ({ name, email })),
    sendOnDeadline: kept?.sendOnDeadline ?? false,
    programs: (kept?.programs ?? []).map(({ name, weekdays, startMinute, endMinute }) => ({
      name,
      weekdays: [...weekdays],
      start: formatClock(startMinute),
      end: formatClock(endMinute),
    })),
    rev: kept?.rev ?? 0,
    updatedBy: kept?.updatedBy ?? null,
    updatedAt: kept ? new Date(kept.updatedAt).toISOString() : null,
  };
}
