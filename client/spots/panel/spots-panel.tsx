import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import { Loaded } from '../../parts/notices/loaded.tsx';
import { SidePanel } from '../../parts/page/side-panel.tsx';
import { day } from '../../words/format.ts';
import { readCellId } from '../grid/cells.ts';
import { spotQuery } from '../spot-queries.ts';
import { daypartWord } from '../spot-words.ts';
import { CellSpots } from './cell-spots.tsx';
import { SpotDetail } from './spot-detail.tsx';

/** Beside the page: the spots of a cell, or one spot, as the address says. */
export function SpotsPanel({ campaign }: { campaign: CampaignResponse }) {
  const search = useSearch({ from: '/signed-in/campaigns/$campaignId/spots' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId/spots' });
  const cell = readCellId(search.cell);
  const close = () => void navigate({ search: (before) => ({ ...before, cell: undefined, spot: undefined }) });
  const open = (spot: string | undefined) => void navigate({ search: (before) => ({ ...before, spot }) });
  if (search.spot) {
    return (
      <OneSpot
        campaign={campaign}
        spotId={search.spot}
        onClose={close}
        onBack={cell && (() => open(undefined))}
        onOpen={open}
      />
    );
  }
  if (!cell) return null;
  return (
    <SidePanel title={`${cell.station} ${daypartWord(cell.daypart)}, ${day(cell.day, 'weekday')}`} onClose={close}>
      <CellSpots campaign={campaign} cell={cell} onOpen={open} />
    </SidePanel>
  );
}

type OneSpotProps = Readonly<{
  campaign: CampaignResponse;
  spotId: string;
  onClose: () => void;
  onBack?: () => void;
  onOpen: (spotId: string) => void;
}>;

function OneSpot({ campaign, spotId, onClose, onBack, onOpen }: OneSpotProps) {
  const spot = useQuery(spotQuery(campaign.id, spotId));
  const title = spot.data
    ? `${spot.data.station} ${daypartWord(spot.data.daypart)}, ${day(spot.data.airDay, 'weekday')}`
    : 'Spot';
  return (
    <SidePanel title={title} onClose={onClose} size={620}>
      <Loaded query={spot}>
        {(data) => <SpotDetail key={data.id} spot={data} campaign={campaign} onBack={onBack} onOpen={onOpen} />}
      </Loaded>
    </SidePanel>
  );
}
