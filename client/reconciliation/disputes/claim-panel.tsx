import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { DiscrepancyResponse, DisputeResponse } from '../../../shared/contracts/disputes.ts';
import { Facts } from '../../parts/figures/facts.tsx';
import { sayDone } from '../../parts/notices/announce.ts';
import { Refused } from '../../parts/notices/refused.tsx';
import { money } from '../../words/format.ts';
import { readableDays } from '../../words/readable-days.ts';
import { DISCREPANCY_WORDS } from '../discrepancy-words.ts';
import { useOpenDispute } from './dispute-queries.ts';

/** Opens a dispute: what is claimed, why, and what proves it. */
export function ClaimPanel(props: {
  campaignId: string;
  discrepancy: DiscrepancyResponse;
  onOpened: (dispute: DisputeResponse) => void;
}) {
  const { discrepancy } = props;
  const open = useOpenDispute(props.campaignId);
  const [note, setNote] = useState('');
  const [name, setName] = useState('');
  const [reference, setReference] = useState('');
  const hasFile = name.trim() !== '' && reference.trim() !== '';
  const isHalf = (name.trim() !== '') !== (reference.trim() !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const file = { kind: 'file' as const, name: name.trim(), reference: reference.trim() };
    open.mutate(
      { key: discrepancy.key, note: note.trim(), evidence: hasFile ? [file] : [] },
      {
        onSuccess(dispute) {
          sayDone(`The dispute with ${dispute.station} is open.`);
          props.onOpened(dispute);
        },
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Facts
          rows={[
            ['What differs', DISCREPANCY_WORDS[discrepancy.code]],
            ['In words', readableDays(discrepancy.message)],
            ['Claim', money(discrepancy.claimCents)],
            ['Evidence', discrepancy.rowLabel],
          ]}
        />
        <Textarea
          label="What you tell the station"
          required
          autosize
          minRows={3}
          data-autofocus
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group grow align="flex-start">
          <TextInput
            label="File, if there is one"
            placeholder="affidavit.pdf"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="Where it is"
            placeholder="address, folder or mail"
            value={reference}
            error={isHalf && reference.trim() === '' ? 'Say where the file is.' : undefined}
            onChange={(event) => setReference(event.currentTarget.value)}
          />
        </Group>
        <Refused error={open.error} />
        <Group>
          <Button type="submit" loading={open.isPending} disabled={note.trim() === '' || isHalf}>
            Open dispute
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
