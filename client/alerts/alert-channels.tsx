import { ActionIcon, Button, Group, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { AlertSettings } from '../../shared/contracts/alerts.ts';
import { words } from '../words/format.ts';
import classes from './alerts.module.css';

type Channel = AlertSettings['channels'][number];
/** A part of the form of the rules: what is said so far, and how to say more. */
export type RulesPartProps = Readonly<{
  draft: AlertSettings;
  set: (change: Partial<AlertSettings>) => void;
}>;

/** Through what alerts are told: this page, mails, signed webhooks. */
export function AlertChannels({ draft, set }: RulesPartProps) {
  const replace = (index: number, channel: Channel) =>
    set({ channels: draft.channels.map((one, at) => (at === index ? channel : one)) });
  const add = (channel: Channel) => set({ channels: [...draft.channels, channel] });
  const hasInApp = draft.channels.some((channel) => channel.kind === 'in_app');
  return (
    <section>
      <h2>Told through</h2>
      {draft.channels.map((channel, index) => (
        <div key={index} className={classes.channel}>
          {channel.kind === 'in_app' && (
            <span style={{ minWidth: 280 }}>This page and the bell on the campaign list</span>
          )}
          {channel.kind === 'mail' && (
            <TextInput
              type="email"
              aria-label="Mail to"
              placeholder="name@example.org"
              w={280}
              value={channel.to}
              onChange={(event) => replace(index, { kind: 'mail', to: event.currentTarget.value })}
            />
          )}
          {channel.kind === 'webhook' && (
            <TextInput
              type="url"
              aria-label="Signed webhook to"
              placeholder="https://…"
              w={280}
              value={channel.url}
              onChange={(event) => replace(index, { ...channel, url: event.currentTarget.value })}
            />
          )}
          <span className="quiet">
            {channel.kind === 'webhook'
              ? `signed webhook${channel.secretStart ? `, secret ${channel.secretStart}…` : ''}`
              : words(channel.kind).toLowerCase()}
          </span>
          <ActionIcon
            aria-label={`Remove the ${words(channel.kind).toLowerCase()} channel`}
            onClick={() => set({ channels: draft.channels.filter((_, at) => at !== index) })}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </div>
      ))}
      {draft.channels.length === 0 && <div className="quiet">Nobody is told. Add a channel.</div>}
      <Group gap={8} mt={6}>
        {!hasInApp && <AddButton label="In-app" onClick={() => add({ kind: 'in_app' })} />}
        <AddButton label="Mail" onClick={() => add({ kind: 'mail', to: '' })} />
        <AddButton label="Signed webhook" onClick={() => add({ kind: 'webhook', url: '' })} />
      </Group>
    </section>
  );
}

function AddButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={onClick}>
      {label}
    </Button>
  );
}

/** What the server told us about a secret is not sent back. */
export function withoutSecret(channel: Channel): Channel {
  return channel.kind === 'webhook' ? { kind: 'webhook', url: channel.url } : channel;
}
