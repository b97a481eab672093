import { UnstyledButton } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { SpotResponse } from '../../shared/contracts/spots.ts';
import { cellMoney, day, points } from '../format.ts';
import { Loaded } from '../parts/loaded.tsx';
import { EmptyNotice } from '../parts/notices.tsx';
import { Panel } from '../parts/panel.tsx';
import { StatusChip } from '../parts/status-chip.tsx';
import { useMay } from '../people/session.ts';
import { Offer } from './panel/makegood.tsx';
import { offersQuery, spotsQuery } from './spot-queries.ts';
import { daypartWord } from './spot-words.ts';
import classes from './spots.module.css';

/** Spots somebody owes us something for, and the offers that wait for an answer. */
export function MakegoodsView({ campaign }: { campaign: CampaignResponse }) {
  const owed = useQuery(spotsQuery(campaign.id, { status: 'preempted,missed' }));
  const offers = useQuery(offersQuery(campaign.id, { status: 'offered' }));
  const navigate = useNavigate({ from: '/campaigns/$campaignId/spots' });
  const mayEdit = useMay('edit');
  const open = (spot: string) => void navigate({ search: (before) => ({ ...before, spot }) });
  return (
    <>
      <Panel title="Offers" note="waiting for an answer" flush>
        <Loaded query={offers}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyNotice
                icon={IconRefresh}
                title="No offers wait"
                text="Open a lost spot and search for a time that makes it good."
              />
            ) : (
              <div className={classes.offers}>
                {rows.map((offer) => (
                  <Offer key={offer.id} offer={offer} zone={campaign.timeZone} mayEdit={mayEdit} onOpen={open} />
                ))}
              </div>
            )
          }
        </Loaded>
      </Panel>
      <Panel title="Lost spots" note="pre-empted or missed, not yet made good or credited" flush>
        <Loaded query={owed}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyNotice title="Nothing is owed" text="Every spot aired, was made good, or was credited." />
            ) : (
              <LostTable rows={rows} onOpen={open} />
            )
          }
        </Loaded>
      </Panel>
    </>
  );
}

function LostTable({ rows, onOpen }: { rows: readonly SpotResponse[]; onOpen: (spotId: string) => void }) {
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label="Lost spots">
      <table className="table">
        <thead>
          <tr>
            <th>Should have aired</th>
            <th>Station and daypart</th>
            <th className="num">Points lost</th>
            <th className="num">Cost, $</th>
            <th>Status</th>
            <th>Why</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((spot) => (
            <tr key={spot.id}>
              <td className={classes.nowrap}>
                <UnstyledButton className={classes.name} onClick={() => onOpen(spot.id)}>
                  {day(spot.airDay, 'weekday')}, {spot.clock}
                </UnstyledButton>
              </td>
              <td className={classes.nowrap}>
                <strong>{spot.station}</strong> {daypartWord(spot.daypart)}
              </td>
              <td className="num">{points(spot.ratingHundredths)}</td>
              <td className="num">{cellMoney(spot.costCents) || '0'}</td>
              <td>
                <StatusChip status={spot.status} />
              </td>
              <td>{spot.history.at(-1)?.note ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
