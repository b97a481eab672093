import { Alert, Button, Code, CopyButton, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconBan, IconCheck, IconCopy, IconKey, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { Role } from '../../shared/contracts/common.ts';
import type { KeyScope } from '../../shared/contracts/key-scopes.ts';
import type { KeyResponse } from '../../shared/contracts/people.ts';
import { wordsOf } from '../api/call.ts';
import { ConfirmButton } from '../parts/actions/confirm-button.tsx';
import { Chip } from '../parts/chips/status-chip.tsx';
import { sayDone, sayFailed } from '../parts/notices/announce.ts';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { HOME_ZONE, instant, words } from '../words/format.ts';
import { keysQuery, useCreateKey, useRevokeKey } from './people-queries.ts';
import { RoleSelect } from './role-select.tsx';
import { ScopeSelect, scopeWords } from './scope-select.tsx';

/** API keys: making one (shown once), when each was last used, revoking. */
export function KeysPage() {
  const keys = useQuery(keysQuery);
  const [isCreating, setCreating] = useState(false);
  return (
    <>
      <PageHead
        title="API keys"
        tab="API keys"
        note="Sent as Authorization: Bearer KEY. A key is shown once, when it is made."
        actions={
          <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
            New key
          </Button>
        }
      />
      <Panel flush>
        <Loaded query={keys}>
          {(all) =>
            all.length === 0 ? (
              <EmptyNotice
                icon={IconKey}
                title="No keys yet"
                text="A key lets another program call the API with a role of its own."
              />
            ) : (
              <TableRegion label="API keys">
                <table className="table">
                  <thead>
                    <tr>
                      <th>Name</th>
                      <th>Starts with</th>
                      <th>Role</th>
                      <th>Scopes</th>
                      <th>Made</th>
                      <th>Last used</th>
                      <th>State</th>
                      <th>
                        <span className="visually-hidden">Actions</span>
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {all.map((key) => (
                      <KeyRow key={key.id} apiKey={key} />
                    ))}
                  </tbody>
                </table>
              </TableRegion>
            )
          }
        </Loaded>
      </Panel>
      {isCreating && <CreateKey onClose={() => setCreating(false)} />}
    </>
  );
}

function KeyRow({ apiKey }: { apiKey: KeyResponse }) {
  const revoke = useRevokeKey();
  return (
    <tr>
      <td style={{ fontWeight: 600 }}>{apiKey.name}</td>
      <td>
        <Code>{apiKey.start}…</Code>
      </td>
      <td>{words(apiKey.role)}</td>
      <td>{apiKey.scopes ? apiKey.scopes.map(scopeWords).join(', ') : 'all its role may'}</td>
      <td>{instant(apiKey.createdAt, HOME_ZONE)}</td>
      <td>{apiKey.lastUsedAt ? instant(apiKey.lastUsedAt, HOME_ZONE) : <span className="quiet">Never</span>}</td>
      <td>
        {apiKey.revokedAt ? (
          <Chip tone="neutral" icon={IconBan}>
            Revoked
          </Chip>
        ) : (
          <Chip tone="on" icon={IconCheck}>
            Works
          </Chip>
        )}
      </td>
      <td className="num">
        {!apiKey.revokedAt && (
          <ConfirmButton
            label="Revoke"
            question={`Revoke ${apiKey.name}?`}
            consequence="Calls with this key are refused from then on. This can't be undone."
            isBusy={revoke.isPending}
            onConfirm={() =>
              revoke.mutate(apiKey.id, { onSuccess: () => sayDone(`${apiKey.name} is revoked.`), onError: sayFailed })
            }
          />
        )}
      </td>
    </tr>
  );
}

function CreateKey({ onClose }: { onClose: () => void }) {
  const create = useCreateKey();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('platform');
  const [scopes, setScopes] = useState<readonly KeyScope[]>([]);
  const made = create.data;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name, role, scopes: scopes.length > 0 ? [...scopes] : null });
  };
  return (
    <Modal opened onClose={onClose} title={made ? `Key for ${made.name}` : 'New key'} closeOnClickOutside={!made}>
      {made ? (
        <Stack gap="sm">
          <Text size="sm">Copy it now: it is shown this once.</Text>
          <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
            {made.key}
          </Code>
          <Group justify="flex-end">
            <CopyButton value={made.key}>
              {({ copied, copy }) => (
                <Button
                  variant="default"
                  leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
                  onClick={copy}
                >
                  {copied ? 'Copied' : 'Copy'}
                </Button>
              )}
            </CopyButton>
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack gap="sm">
            <TextInput
              label="Name"
              description="What will use it"
              data-autofocus
              required
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <RoleSelect value={role} onChange={setRole} />
            <ScopeSelect value={scopes} onChange={setScopes} />
            {create.error && (
              <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert">
                {wordsOf(create.error)}
              </Alert>
            )}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={create.isPending}>
                Make the key
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
