import { Button, Group, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { WebhookSourceResponse } from '../../../shared/contracts/webhooks.ts';
import { ConfirmButton } from '../../parts/actions/confirm-button.tsx';
import { Refused } from '../../parts/notices/refused.tsx';
import { SAMPLE_KEY } from './samples.ts';
import { useUpdateSource } from '../source-queries.ts';

type Algorithm = WebhookSourceResponse['publicKeys'][number]['algorithm'];
const ALGORITHMS: readonly Algorithm[] = ['ed25519', 'ecdsa-p256-sha256'];

/** The public halves of a platform's keys: add one, take one away. */
export function PublicKeys({ source, mayIntegrate }: { source: WebhookSourceResponse; mayIntegrate: boolean }) {
  const update = useUpdateSource(source);
  const [keyId, setKeyId] = useState<string>(SAMPLE_KEY.id);
  const [algorithm, setAlgorithm] = useState<Algorithm>('ed25519');
  const [key, setKey] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate(
      { publicKeys: [...source.publicKeys, { keyId: keyId.trim(), algorithm, key: key.trim() }] },
      { onSuccess: () => setKey('') },
    );
  };
  return (
    <Stack gap={12}>
      {source.publicKeys.length === 0 && <div className="quiet">No public key yet.</div>}
      {source.publicKeys.map((known) => (
        <Group key={known.keyId} justify="space-between">
          <span>
            <strong>{known.keyId}</strong> <span className="quiet">{known.algorithm}</span>
          </span>
          {mayIntegrate && (
            <ConfirmButton
              label="Remove"
              question={`Remove ${known.keyId}?`}
              consequence="Posts signed with it are refused from then on."
              isBusy={update.isPending}
              onConfirm={() =>
                update.mutate({ publicKeys: source.publicKeys.filter((one) => one.keyId !== known.keyId) })
              }
            />
          )}
        </Group>
      ))}
      {mayIntegrate && (
        <form onSubmit={submit}>
          <Stack gap={10}>
            <Group grow>
              <TextInput
                label="Key id"
                required
                value={keyId}
                onChange={(event) => setKeyId(event.currentTarget.value)}
              />
              <Select
                label="Algorithm"
                value={algorithm}
                data={[...ALGORITHMS]}
                onChange={(value) => setAlgorithm(ALGORITHMS.find((one) => one === value) ?? 'ed25519')}
              />
            </Group>
            <Textarea
              label="Public key"
              description="PEM, or the 32 raw bytes of ed25519 in base64"
              autosize
              minRows={3}
              required
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.75rem' } }}
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
            />
            <Group>
              <Button
                type="submit"
                variant="default"
                loading={update.isPending}
                disabled={key.trim() === '' || keyId.trim() === ''}
              >
                Add public key
              </Button>
            </Group>
          </Stack>
        </form>
      )}
      <Refused error={update.error} />
    </Stack>
  );
}
