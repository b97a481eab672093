import { Button, Checkbox, Group, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import type { SaveStationRequest, StationResponse } from '../../shared/contracts/stations.ts';
import { sayDone } from '../parts/notices/announce.ts';
import { Loaded } from '../parts/notices/loaded.tsx';
import { Refused } from '../parts/notices/refused.tsx';
import { SidePanel } from '../parts/page/side-panel.tsx';
import { useMay } from '../people/session.ts';
import { ProgramFields, type ProgramRow } from './program-fields.tsx';
import { stationQuery, useSaveStation } from './station-queries.ts';
import classes from './stations.module.css';

/** A station beside the page: whom its instructions go to, and what it airs when. */
export function StationPanel({ station, onClose }: { station: string; onClose: () => void }) {
  const query = useQuery(stationQuery(station));
  return (
    <SidePanel title={`Station ${station}`} onClose={onClose} size={680}>
      <Loaded query={query}>{(data) => <StationForm key={data.rev} station={data} onDone={onClose} />}</Loaded>
    </SidePanel>
  );
}

type ContactRow = Readonly<{ key: number; name: string; email: string }>;
let keys = 0;
const nextKey = () => (keys += 1);

function StationForm({ station, onDone }: { station: StationResponse; onDone: () => void }) {
  const mayEdit = useMay('edit');
  const save = useSaveStation(station);
  const [contacts, setContacts] = useState<readonly ContactRow[]>(() =>
    station.contacts.map((contact) => ({ key: nextKey(), ...contact })),
  );
  const [sendOnDeadline, setSend] = useState(station.sendOnDeadline);
  const [programs, setPrograms] = useState<readonly ProgramRow[]>(() =>
    station.programs.map((program) => ({ key: nextKey(), ...program })),
  );
  const change = (key: number, set: Partial<ContactRow>) =>
    setContacts(contacts.map((contact) => (contact.key === key ? { ...contact, ...set } : contact)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body: SaveStationRequest = {
      contacts: contacts.map(({ name, email }) => ({ name, email })),
      sendOnDeadline,
      programs: programs.map(({ key: _key, ...program }) => program),
    };
    save.mutate(body, {
      onSuccess() {
        sayDone(`${station.station} is kept.`);
        onDone();
      },
    });
  };
  return (
    <form onSubmit={submit} className={classes.stack} aria-label={`Station ${station.station}`}>
      <Section title="Contacts" note="Traffic instructions are mailed to all of them.">
        {contacts.map((contact, at) => (
          <Group key={contact.key} gap={8} align="flex-end" wrap="wrap">
            <TextInput
              label={at === 0 ? 'Name' : undefined}
              aria-label={`Name of contact ${at + 1}`}
              w={190}
              value={contact.name}
              readOnly={!mayEdit}
              onChange={(event) => change(contact.key, { name: event.currentTarget.value })}
            />
            <TextInput
              label={at === 0 ? 'Mail address' : undefined}
              aria-label={`Mail address of contact ${at + 1}`}
              type="email"
              w={240}
              value={contact.email}
              readOnly={!mayEdit}
              onChange={(event) => change(contact.key, { email: event.currentTarget.value })}
            />
            {mayEdit && (
              <Button
                size="compact-sm"
                variant="subtle"
                color="gray"
                mb={5}
                aria-label={`Remove contact ${at + 1}`}
                onClick={() => setContacts(contacts.filter(({ key }) => key !== contact.key))}
              >
                Remove
              </Button>
            )}
          </Group>
        ))}
        {mayEdit && (
          <Group>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconPlus size={14} />}
              onClick={() => setContacts([...contacts, { key: nextKey(), name: '', email: '' }])}
            >
              Add a contact
            </Button>
          </Group>
        )}
        <Checkbox
          label="Mail instructions by themselves when they are issued at their deadline"
          checked={sendOnDeadline}
          disabled={!mayEdit}
          onChange={(event) => setSend(event.currentTarget.checked)}
        />
      </Section>
      <Section title="Program guide" note="Spots name the program around them, and a make-good prefers the same one.">
        <ProgramFields programs={programs} onPrograms={setPrograms} mayEdit={mayEdit} nextKey={nextKey} />
      </Section>
      <Refused error={save.error} />
      {mayEdit && (
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      )}
    </form>
  );
}

function Section({ title, note, children }: { title: string; note: string; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <h3 className={classes.title}>{title}</h3>
      <div className="quiet">{note}</div>
      {children}
    </section>
  );
}
