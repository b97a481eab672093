import { Button, Group, Modal, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { webhookDialectSchema, type WebhookDialect } from '../../../shared/contracts/webhooks.ts';
import { CopyBox } from '../../parts/actions/copy-box.tsx';
import { Refused } from '../../parts/notices/refused.tsx';
import { useCreateSource } from '../source-queries.ts';
import { DIALECT_NOTES, DIALECT_WORDS } from '../webhook-words.tsx';

const ZONES = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
  'UTC',
];

/** The form for a new sender; then its address and its secret, shown this once. */
export function NewSource({ onClose }: { onClose: () => void }) {
  const create = useCreateSource();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [dialect, setDialect] = useState<WebhookDialect>('standard');
  const [timeZone, setTimeZone] = useState('America/New_York');
  const [hours, setHours] = useState<number | string>(24);
  const made = create.data;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name: name.trim(), dialect, timeZone, reportsEveryMinutes: Math.round(Number(hours) * 60) });
  };
  if (made) {
    const go = () =>
      void navigate({ to: '/webhook-sources/$sourceId', params: { sourceId: made.id }, search: { view: 'integrate' } });
    return (
      <Modal opened onClose={onClose} title={`${made.name} is ready`} closeOnClickOutside={false} size="lg">
        <Stack gap="sm">
          <div className="eyebrow">Address to post to</div>
          <CopyBox label="the address" value={`${location.origin}${made.path}`} />
          {made.secret === null ? (
            <div>This dialect signs with a key pair, so there is no secret. Add the public key on the next page.</div>
          ) : (
            <>
              <div className="eyebrow">Secret, shown this once. Keep it with the platform.</div>
              <CopyBox label="the secret" value={made.secret} />
            </>
          )}
          <Group justify="flex-end">
            <Button onClick={go}>Show samples with this secret</Button>
          </Group>
        </Stack>
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title="New webhook source" size="lg">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label="Name"
            description="The platform, and the account if there are several"
            data-autofocus
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Select
            label="Dialect"
            description={DIALECT_NOTES[dialect]}
            value={dialect}
            data={webhookDialectSchema.options.map((value) => ({ value, label: DIALECT_WORDS[value] }))}
            onChange={(value) => setDialect(webhookDialectSchema.parse(value))}
          />
          <Group grow align="flex-start">
            <Select
              label="Zone of its days"
              description="Fixed for good: it decides the day of hourly rows"
              data={ZONES}
              value={timeZone}
              onChange={(value) => setTimeZone(value ?? 'America/New_York')}
            />
            <NumberInput
              label="Reports every, hours"
              description="Silent for twice as long raises an alert"
              min={1}
              max={168}
              value={hours}
              onChange={setHours}
            />
          </Group>
          <Refused error={create.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending} disabled={name.trim() === '' || hours === ''}>
              Create source
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
