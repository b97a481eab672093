import type { SpotRecord } from '../../shared/domain/spot/spot-record.ts';
import type { SpotsModel } from './spots.model.ts';
import type { CampaignsService } from '../campaigns/campaigns.service.ts';
import type { PlansService } from '../plans/plans.service.ts';
import type { CreativesService } from '../creatives/creatives.service.ts';
import type { Clock } from '../clock.ts';
import type { DaypartsService } from '../dayparts/dayparts.service.ts';
import type { StationsService } from '../stations/stations.service.ts';
import type { NewId } from '../ids.ts';
import type { RecordAudit } from '../audit/audit.service.ts';
import type { Announce } from '../live/live.ts';

/** Told after spots were saved, so that their jobs, their flights' delivery and screens follow. */
export type SpotsListener = (spots: readonly SpotRecord[]) => Promise<void>;

export type SpotsServiceInput = Readonly<{
  model: SpotsModel;
  campaigns: CampaignsService;
  plans: Pick<PlansService, 'approvedOf'>;
  creatives: Pick<CreativesService, 'forCampaign'>;
  dayparts: Pick<DaypartsService, 'of' | 'forCampaign'>;
  stations: Pick<StationsService, 'programs'>;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
  announce: Announce;
  transaction: <T>(work: () => Promise<T>) => Promise<T>;
  afterChange: readonly SpotsListener[];
}>;
