import { Button, Checkbox, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { MakegoodOfferResponse } from '../../../shared/contracts/makegoods.ts';
import type { SpotResponse } from '../../../shared/contracts/spots.ts';
import { StatusChip } from '../../parts/chips/status-chip.tsx';
import { sayDone, sayFailed } from '../../parts/notices/announce.ts';
import { IssueList } from '../../parts/notices/issue-list.tsx';
import { Refused } from '../../parts/notices/refused.tsx';
import { day, instant, money, points, words } from '../../words/format.ts';
import { offersQuery } from '../spot-queries.ts';
import { useAcceptOffer, useDeclineOffer, useFindMakegood } from '../spot-steps.ts';
import { daypartWord, pointWords } from '../spot-words.ts';
import classes from './panel.module.css';

/** How a dropped spot can be made good: a search, its offers, and the answer to each. */
export function Makegood(props: {
  spot: SpotResponse;
  zone: string;
  mayEdit: boolean;
  onOpen: (spotId: string) => void;
}) {
  const { spot, zone, mayEdit } = props;
  const offers = useQuery(offersQuery(spot.campaignId, { spotId: spot.id, status: 'offered' }));
  const find = useFindMakegood(spot.id);
  const [otherDayparts, setOtherDayparts] = useState(false);
  return (
    <section className={classes.box} aria-label="Make-good">
      <h3 className={classes.title} style={{ margin: 0 }}>
        Make it good
      </h3>
      <div className={classes.small}>
        {pointWords(spot.ratingHundredths)} and {money(spot.costCents)} were lost. A replacement delivers at least as
        much and costs no more.
      </div>
      {mayEdit && (
        <Group gap={14}>
          <Button size="compact-sm" loading={find.isPending} onClick={() => find.mutate({ otherDayparts })}>
            Find a make-good
          </Button>
          <Checkbox
            size="xs"
            label="Other dayparts too"
            checked={otherDayparts}
            onChange={(event) => setOtherDayparts(event.currentTarget.checked)}
          />
        </Group>
      )}
      <Refused error={find.error} />
      {find.data && (find.data.issues.length > 0 || find.data.offers.length === 0) && (
        <IssueList
          issues={find.data.issues}
          none="The station has no open time that fits. Search other dayparts, or take a credit."
        />
      )}
      {offers.data?.map((offer) => (
        <Offer key={offer.id} offer={offer} zone={zone} mayEdit={mayEdit} onOpen={props.onOpen} />
      ))}
    </section>
  );
}

/** One proposed replacement: when, what it brings, why, and the answer. */
export function Offer(props: {
  offer: MakegoodOfferResponse;
  zone: string;
  mayEdit: boolean;
  onOpen: (spotId: string) => void;
}) {
  const { offer, zone } = props;
  const accept = useAcceptOffer();
  const decline = useDeclineOffer();
  // Awaited, not told by callbacks: the live update may take this offer off the screen before the answer is here.
  const take = async () => {
    try {
      const { replacement } = await accept.mutateAsync(offer.id);
      sayDone(`Made good on ${day(replacement.airDay)} at ${replacement.clock}.`);
      props.onOpen(replacement.id);
    } catch (error) {
      sayFailed(error as Error);
    }
  };
  return (
    <article className={classes.offer}>
      <Group gap={8} justify="space-between">
        <strong>
          {offer.station} {daypartWord(offer.daypart)}, {day(offer.airDay, 'weekday')} at {offer.clock}
        </strong>
        <StatusChip
          status={offer.status === 'accepted' ? 'made_good' : offer.status === 'offered' ? 'ordered' : 'canceled'}
          word={words(offer.status)}
        />
      </Group>
      <div>
        {pointWords(offer.ratingHundredths)} for {points(offer.lostRatingHundredths)} lost · {money(offer.costCents)}{' '}
        for {money(offer.lostCents)} · {words(offer.tier).toLowerCase()}
      </div>
      {offer.reasons.length > 0 && (
        <ul className={classes.reasons}>
          {offer.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      <div className={classes.small}>
        {offer.status === 'offered' ? 'Holds until' : 'Held until'} {instant(offer.expiresAt, zone)}
      </div>
      <Group gap={8}>
        {props.mayEdit && offer.status === 'offered' && (
          <>
            <Button size="compact-sm" loading={accept.isPending} onClick={() => void take()}>
              Accept
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              loading={decline.isPending}
              onClick={() => decline.mutate(offer.id, { onError: sayFailed })}
            >
              Decline
            </Button>
          </>
        )}
        {offer.replacementId && (
          <Button size="compact-sm" variant="default" onClick={() => props.onOpen(offer.replacementId ?? '')}>
            Open the replacement
          </Button>
        )}
      </Group>
    </article>
  );
}
