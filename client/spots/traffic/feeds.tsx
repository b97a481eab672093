import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { FeedResponse } from '../../../shared/contracts/traffic.ts';
import { ConfirmButton } from '../../parts/actions/confirm-button.tsx';
import { CopyBox } from '../../parts/actions/copy-box.tsx';
import { StatusChip } from '../../parts/chips/status-chip.tsx';
import { sayDone, sayFailed } from '../../parts/notices/announce.ts';
import { Loaded } from '../../parts/notices/loaded.tsx';
import { Refused } from '../../parts/notices/refused.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { useMay } from '../../people/session.ts';
import { HOME_ZONE, instant } from '../../words/format.ts';
import { feedsQuery, useCreateFeed, useRevokeFeed } from './traffic-queries.ts';

/** Calendar subscriptions to the spots: make one, see who reads it, end it. */
export function Feeds({ campaign, onClose }: { campaign: CampaignResponse; onClose: () => void }) {
  const feeds = useQuery(feedsQuery(campaign.id));
  const create = useCreateFeed(campaign.id);
  const mayEdit = useMay('edit');
  const [name, setName] = useState('');
  const [station, setStation] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name: name.trim(), station: station.trim() || undefined });
  };
  return (
    <Modal opened onClose={onClose} title="Calendar feeds" size="lg">
      <Stack gap="md">
        <div className="quiet">
          Subscribe from any calendar; it follows every change of the spots. The address is a secret: revoke it to end
          it.
        </div>
        {create.data ? (
          <Stack gap={6}>
            <strong>{create.data.name}: copy its address now, it is shown this once.</strong>
            <CopyBox label="the address of the feed" value={`${location.origin}${create.data.path}`} />
          </Stack>
        ) : (
          mayEdit && (
            <form onSubmit={submit}>
              <Group align="flex-end" gap={10}>
                <TextInput
                  label="Name"
                  placeholder="Wall calendar"
                  required
                  value={name}
                  onChange={(event) => setName(event.currentTarget.value)}
                />
                <TextInput
                  label="Only this station"
                  placeholder="All stations"
                  value={station}
                  onChange={(event) => setStation(event.currentTarget.value)}
                />
                <Button type="submit" loading={create.isPending} disabled={name.trim() === ''}>
                  Make a feed
                </Button>
              </Group>
            </form>
          )
        )}
        <Refused error={create.error} />
        <Loaded query={feeds}>
          {(rows) =>
            rows.length === 0 ? <div className="quiet">No feeds yet.</div> : <FeedTable rows={rows} mayEdit={mayEdit} />
          }
        </Loaded>
      </Stack>
    </Modal>
  );
}

function FeedTable({ rows, mayEdit }: { rows: readonly FeedResponse[]; mayEdit: boolean }) {
  const revoke = useRevokeFeed();
  return (
    <TableRegion label="Feeds">
      <table className="table">
        <thead>
          <tr>
            <th>Name</th>
            <th>Station</th>
            <th>Last read</th>
            <th>State</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((feed) => (
            <tr key={feed.id}>
              <td>{feed.name}</td>
              <td>{feed.station ?? 'All'}</td>
              <td>{feed.lastReadAt ? instant(feed.lastReadAt, HOME_ZONE) : <span className="quiet">Never</span>}</td>
              <td>
                <StatusChip status={feed.revokedAt ? 'canceled' : 'ok'} word={feed.revokedAt ? 'Revoked' : 'Works'} />
              </td>
              <td className="num">
                {mayEdit && !feed.revokedAt && (
                  <ConfirmButton
                    label="Revoke"
                    question={`Revoke ${feed.name}?`}
                    consequence="Calendars that read it stop being updated. This can't be undone."
                    isBusy={revoke.isPending}
                    onConfirm={() =>
                      revoke.mutate(feed.id, {
                        onSuccess: () => sayDone(`${feed.name} is revoked.`),
                        onError: sayFailed,
                      })
                    }
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}
