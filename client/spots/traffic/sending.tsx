import { Button, Group, TextInput } from '@mantine/core';
import { IconCheck, IconMail, IconMailOff, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { TrafficDeliveryResponse } from '../../../shared/contracts/traffic.ts';
import { Chip } from '../../parts/chips/status-chip.tsx';
import { sayDone, sayFailed } from '../../parts/notices/announce.ts';
import { Refused } from '../../parts/notices/refused.tsx';
import { stationsQuery } from '../../stations/station-queries.ts';
import { instant } from '../../words/format.ts';
import classes from '../spots.module.css';
import { useSendTraffic } from './traffic-queries.ts';

/** How instructions reached the station last: mailed, not taken, or not mailed yet. */
export function DeliveryState({ deliveries, zone }: { deliveries: readonly TrafficDeliveryResponse[]; zone: string }) {
  const last = deliveries.at(-1);
  if (!last) return <span className="quiet">Not mailed</span>;
  return (
    <>
      {last.error === null ? (
        <Chip tone="on" icon={IconCheck}>
          Mailed
        </Chip>
      ) : (
        <Chip tone="bad" icon={IconX}>
          Not taken
        </Chip>
      )}
      <div className={classes.sub}>{instant(last.at, zone)}</div>
    </>
  );
}

/** Mails instructions to the station's contacts in one click; without contacts it opens the station instead. */
export function SendButton(props: {
  id: string;
  station: string;
  name: string;
  isAgain: boolean;
  onStation: (station: string) => void;
}) {
  const stations = useQuery(stationsQuery);
  const send = useSendTraffic();
  if (!stations.data) return null;
  const hasContacts = stations.data.items.some(
    ({ station, contacts }) => station === props.station && contacts.length > 0,
  );
  if (!hasContacts) {
    return (
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => props.onStation(props.station)}
        aria-label={`Add contacts of ${props.station}`}
      >
        Add contacts
      </Button>
    );
  }
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconMail size={14} />}
      disabled={!stations.data.canMail}
      loading={send.isPending}
      aria-label={`${props.isAgain ? 'Mail again' : 'Mail'} ${props.name}`}
      onClick={() =>
        send.mutate({ id: props.id }, { onSuccess: () => sayDone(`Mailed to ${props.station}.`), onError: sayFailed })
      }
    >
      {props.isAgain ? 'Mail again' : 'Mail'}
    </Button>
  );
}

/** Says so, and what to do, where no mail server is set up; nothing otherwise. */
export function NoMailServer() {
  const stations = useQuery(stationsQuery);
  if (!stations.data || stations.data.canMail) return null;
  return (
    <div className={classes.note} role="note">
      <IconMailOff size={16} stroke={1.8} aria-hidden />
      <span>
        No mail server is set up, so instructions can be downloaded but not mailed. Set <code>SMTP_URL</code> and start
        the server again.
      </span>
    </div>
  );
}

/** Every time one revision was mailed, with a form to mail it to other addresses. */
export function SendingHistory(props: {
  id: string;
  isCurrent: boolean;
  deliveries: readonly TrafficDeliveryResponse[];
  zone: string;
  mayEdit: boolean;
}) {
  const stations = useQuery(stationsQuery);
  const send = useSendTraffic();
  const [typed, setTyped] = useState('');
  const to = typed.split(/[,;\s]+/).filter((address) => address !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate(
      { id: props.id, to },
      {
        onSuccess() {
          setTyped('');
          sayDone(`Mailed to ${to.join(', ')}.`);
        },
      },
    );
  };
  return (
    <section className={classes.section} aria-label="Mailed">
      <strong>Mailed</strong>
      {props.deliveries.length === 0 ? (
        <span className="quiet">Not yet. It may still have been downloaded and sent by hand.</span>
      ) : (
        <ul className={classes.plainList}>
          {props.deliveries.map((delivery) => (
            <li key={delivery.id}>
              {delivery.error === null ? (
                <Chip tone="on" icon={IconCheck}>
                  Mailed
                </Chip>
              ) : (
                <Chip tone="bad" icon={IconX}>
                  Not taken
                </Chip>
              )}{' '}
              {instant(delivery.at, props.zone)} to {delivery.to.join(', ')} by {delivery.by}
              <div className="quiet">{delivery.error ?? `Message ${delivery.messageId ?? ''}`}</div>
            </li>
          ))}
        </ul>
      )}
      {props.mayEdit && props.isCurrent && stations.data?.canMail && (
        <form onSubmit={submit} aria-label="Mail to other addresses">
          <Group gap={8} align="flex-end">
            <TextInput
              label="Mail to other addresses"
              placeholder="desk@example.org, night@example.org"
              w={320}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" disabled={to.length === 0} loading={send.isPending}>
              Mail
            </Button>
          </Group>
          <Refused error={send.error} />
        </form>
      )}
    </section>
  );
}
