import { Button, Group, NumberInput, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { CreateCreativeRequest, CreativeResponse } from '../../shared/contracts/creatives.ts';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { isTrafficCode, readTrafficCode } from '../../shared/domain/creative/ad-id.ts';
import { sayDone } from '../parts/notices/announce.ts';
import { Refused } from '../parts/notices/refused.tsx';
import { useSaveCreative } from './creative-queries.ts';
import classes from './creatives.module.css';

const LENGTHS = [10, 15, 30, 60] as const;

type Draft = Readonly<{
  title: string;
  adId: string;
  kind: 'standard' | 'testimonial';
  lengthSeconds: (typeof LENGTHS)[number];
  definition: 'SD' | 'HD';
  startDay: string;
  lastDay: string;
  disclaimer: string;
  seconds: number | string;
  height: number | string;
}>;

function draftOf(creative?: CreativeResponse): Draft {
  return {
    title: creative?.title ?? '',
    adId: creative?.adId ?? '',
    kind: creative?.kind ?? 'testimonial',
    lengthSeconds: LENGTHS.find((one) => one === creative?.lengthSeconds) ?? 30,
    definition: creative?.definition ?? 'HD',
    startDay: creative?.startDay ?? '',
    lastDay: creative?.lastDay ?? '',
    disclaimer: creative?.disclaimer?.text ?? '',
    seconds: creative?.disclaimer?.seconds ?? 4,
    height: creative?.disclaimer ? creative.disclaimer.heightBasisPoints / 100 : 4,
  };
}

function disclaimerOf(draft: Draft) {
  if (draft.disclaimer.trim() === '') return null;
  return {
    text: draft.disclaimer.trim(),
    seconds: Number(draft.seconds),
    heightBasisPoints: Math.round(Number(draft.height) * 100),
  };
}

/** Adds a creative, or edits one. The code is checked while it is typed. */
export function CreativeForm(props: {
  campaignId: string;
  creative?: CreativeResponse;
  onDone: (creative: CreativeResponse) => void;
}) {
  const { creative } = props;
  const [draft, setDraft] = useState(() => draftOf(creative));
  const save = useSaveCreative(props.campaignId, creative);
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const code = readTrafficCode(draft.adId);
  const datesFault =
    draft.startDay && draft.lastDay && draft.lastDay < draft.startDay ? 'The last day is before the first.' : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { title, kind, lengthSeconds, definition } = draft;
    const endDay = draft.lastDay ? addDays(draft.lastDay, 1) : null;
    const fields = { title: title.trim(), adId: draft.adId, kind, lengthSeconds, definition };
    const optional = { startDay: draft.startDay || null, endDay, disclaimer: disclaimerOf(draft) };
    const body = creative
      ? { ...fields, ...optional }
      : ({ ...fields, ...withoutNulls(optional), rotationWeight: 100 } as CreateCreativeRequest);
    save.mutate(body, {
      onSuccess(saved) {
        sayDone(creative ? `${saved.title} is saved.` : `${saved.title} is there. Next: its approval.`);
        props.onDone(saved);
      },
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="Title"
          data-autofocus
          required
          value={draft.title}
          onChange={(event) => set({ title: event.currentTarget.value })}
        />
        <TextInput
          label="Ad-ID or ISCI"
          required
          value={draft.adId}
          error={draft.adId !== '' && !isTrafficCode(code) && code.message}
          description={
            isTrafficCode(code)
              ? `${code.kind === 'isci' ? 'ISCI' : 'Ad-ID'} ${code.code}, ${code.definition}`
              : 'Ad-ID: 11 letters and digits, then H or D if any. ISCI: 4 letters, 4 digits.'
          }
          onChange={(event) => set({ adId: event.currentTarget.value })}
        />
        <Group grow align="flex-start">
          <Select
            label="Kind"
            value={draft.kind}
            data={[
              { value: 'testimonial', label: 'Testimonial' },
              { value: 'standard', label: 'Standard' },
            ]}
            onChange={(value) => set({ kind: value === 'standard' ? 'standard' : 'testimonial' })}
          />
          <Select
            label="Length, s"
            value={String(draft.lengthSeconds)}
            data={LENGTHS.map(String)}
            onChange={(value) => set({ lengthSeconds: LENGTHS.find((one) => String(one) === value) ?? 30 })}
          />
          <Select
            label="Sent in"
            value={draft.definition}
            data={['HD', 'SD']}
            onChange={(value) => set({ definition: value === 'SD' ? 'SD' : 'HD' })}
          />
        </Group>
        <Group grow align="flex-start">
          <TextInput
            type="date"
            label="First day it may air"
            value={draft.startDay}
            onChange={(event) => set({ startDay: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label="Last day it may air"
            error={datesFault}
            value={draft.lastDay}
            onChange={(event) => set({ lastDay: event.currentTarget.value })}
          />
        </Group>
        <div className={classes.box}>
          <Textarea
            label="Disclaimer on screen"
            placeholder="Paid for by Neighbors Forward"
            autosize
            minRows={2}
            value={draft.disclaimer}
            onChange={(event) => set({ disclaimer: event.currentTarget.value })}
          />
          <Group grow>
            <NumberInput
              label="Shown for, s"
              min={0}
              max={120}
              step={0.5}
              value={draft.seconds}
              onChange={(seconds) => set({ seconds })}
            />
            <NumberInput
              label="Share of picture height, %"
              min={0}
              max={100}
              step={0.5}
              value={draft.height}
              onChange={(height) => set({ height })}
            />
          </Group>
        </div>
        {creative?.approval.status === 'approved' && (
          <div className={classes.sub}>A change of what airs takes the approval back.</div>
        )}
        <Refused error={save.error} />
        <Group justify="flex-end">
          <Button
            type="submit"
            loading={save.isPending}
            disabled={draft.title.trim() === '' || !isTrafficCode(code) || datesFault !== undefined}
          >
            {creative ? 'Save creative' : 'Add creative'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function withoutNulls(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
