import { Button, Group, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { MakegoodOfferResponse } from '../../shared/contracts/makegoods.ts';
import type { SpotResponse } from '../../shared/contracts/spots.ts';
import { StatusChip } from '../parts/chips/status-chip.tsx';
import { sayDone, sayFailed } from '../parts/notices/announce.ts';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { useMay } from '../people/session.ts';
import { count, day, money, points, tableMoney } from '../words/format.ts';
import { offersQuery, spotsQuery } from './spot-queries.ts';
import { useAcceptOffer } from './spot-steps.ts';
import { daypartWord } from './spot-words.ts';
import classes from './spots.module.css';

/** Spots somebody owes us something for, each with the best offer that waits for an answer. */
export function MakegoodsView({ campaign }: { campaign: CampaignResponse }) {
  const owed = useQuery(spotsQuery(campaign.id, { status: 'preempted,missed' }));
  const offers = useQuery(offersQuery(campaign.id, { status: 'offered' }));
  const rows = owed.data ?? [];
  const lost = rows.reduce((sum, spot) => sum + spot.costCents, 0);
  const note =
    rows.length > 0
      ? `${count(rows.length)} not yet made good or credited, ${money(lost)}`
      : 'pre-empted or missed, not yet made good or credited';
  return (
    <Panel title="Lost spots" note={note} flush>
      <Loaded query={owed}>
        {(spots) =>
          spots.length === 0 ? (
            <EmptyNotice title="Nothing is owed" text="Every spot aired, was made good, or was credited." />
          ) : (
            <LostTable spots={spots} offers={offers.data ?? []} />
          )
        }
      </Loaded>
    </Panel>
  );
}

/** The offer that costs least, of those that deliver most. */
function bestOffer(offers: readonly MakegoodOfferResponse[]): MakegoodOfferResponse | undefined {
  return offers.toSorted((a, b) => b.ratingHundredths - a.ratingHundredths || a.costCents - b.costCents)[0];
}

function LostTable({ spots, offers }: { spots: readonly SpotResponse[]; offers: readonly MakegoodOfferResponse[] }) {
  const navigate = useNavigate({ from: '/campaigns/$campaignId/spots' });
  const open = (spot: string) => void navigate({ search: (before) => ({ ...before, spot }) });
  const cell = tableMoney(spots.map((spot) => spot.costCents));
  return (
    <TableRegion label="Lost spots by time">
      <table className="table">
        <thead>
          <tr>
            <th>Should have aired</th>
            <th>Station and daypart</th>
            <th>Status</th>
            <th className="num">Points lost</th>
            <th className="num">Cost, $</th>
            <th>Best offer</th>
          </tr>
        </thead>
        <tbody>
          {spots.map((spot) => {
            const own = offers.filter((offer) => offer.spotId === spot.id);
            return (
              <tr key={spot.id}>
                <td className={classes.nowrap}>
                  <UnstyledButton className={classes.name} onClick={() => open(spot.id)}>
                    {day(spot.airDay, 'weekday')}, {spot.clock}
                  </UnstyledButton>
                </td>
                <td className={classes.nowrap}>
                  <strong>{spot.station}</strong> {daypartWord(spot.daypart)}
                </td>
                <td>
                  <StatusChip status={spot.status} />
                </td>
                <td className="num">{points(spot.ratingHundredths)}</td>
                <td className="num">{cell(spot.costCents)}</td>
                <td>
                  <BestOffer offers={own} onOpen={() => open(spot.id)} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableRegion>
  );
}

function BestOffer({ offers, onOpen }: { offers: readonly MakegoodOfferResponse[]; onOpen: () => void }) {
  const accept = useAcceptOffer();
  const mayEdit = useMay('edit');
  const best = bestOffer(offers);
  if (!best) {
    return (
      <Button size="compact-sm" variant="default" onClick={onOpen}>
        {mayEdit ? 'Find a make-good' : 'Open'}
      </Button>
    );
  }
  // Awaited, not told by callbacks: the live update may take this offer off the screen before the answer is here.
  const take = async () => {
    try {
      const { replacement } = await accept.mutateAsync(best.id);
      sayDone(`Made good on ${day(replacement.airDay)} at ${replacement.clock}.`);
    } catch (error) {
      sayFailed(error as Error);
    }
  };
  return (
    <Group gap={10} wrap="nowrap">
      <div className={classes.nowrap}>
        {day(best.airDay, 'weekday')}, {best.clock}
        <div className={classes.sub}>
          {daypartWord(best.daypart)}, {points(best.ratingHundredths)} points, {money(best.costCents)}
        </div>
      </div>
      {mayEdit && (
        <Button size="compact-sm" loading={accept.isPending} onClick={() => void take()}>
          Accept
        </Button>
      )}
      {offers.length > 1 && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={onOpen}>
          {count(offers.length - 1)} more
        </Button>
      )}
    </Group>
  );
}
