import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { DisputeResponse } from '../../../shared/contracts/disputes.ts';
import { StatusChip } from '../../parts/chips/status-chip.tsx';
import { AmountField } from '../../parts/fields/amount-field.tsx';
import { Facts } from '../../parts/figures/facts.tsx';
import { sayDone } from '../../parts/notices/announce.ts';
import { Refused } from '../../parts/notices/refused.tsx';
import { instant, money, words } from '../../words/format.ts';
import { DISCREPANCY_WORDS, DISPUTE_LOOKS } from '../discrepancy-words.ts';
import { useDisputeStep, type DisputeStepName } from './dispute-queries.ts';
import classes from '../reconciliation.module.css';

const STEPS: Readonly<Record<DisputeResponse['status'], readonly DisputeStepName[]>> = {
  open: ['answer', 'settle', 'evidence'],
  answered: ['settle', 'evidence', 'reopen'],
  settled: ['reopen'],
};
const FORMS: Readonly<Record<DisputeStepName, Readonly<{ label: string; note: string; done: string }>>> = {
  answer: { label: 'Station answered', note: 'What they say', done: 'The answer is noted.' },
  settle: { label: 'Settle', note: 'How it was settled', done: 'The dispute is settled.' },
  evidence: { label: 'Add evidence', note: 'What it shows', done: 'The evidence is added.' },
  reopen: { label: 'Reopen', note: 'Why', done: 'The dispute is open again.' },
};

/** One dispute: what is claimed, what proves it, what was said, and the next step. */
export function DisputePanel(props: { dispute: DisputeResponse; campaign: CampaignResponse; mayEdit: boolean }) {
  const { dispute, campaign } = props;
  const [step, setStep] = useState<DisputeStepName | null>(null);
  return (
    <Stack gap="md">
      <Group gap={10}>
        <StatusChip status={DISPUTE_LOOKS[dispute.status]} word={words(dispute.status)} />
      </Group>
      <Facts
        rows={[
          ['What differs', DISCREPANCY_WORDS[dispute.code]],
          ['When opened', dispute.subject],
          ['Claim', money(dispute.claimedCents)],
          ['Credit owed', dispute.creditCents === null ? null : money(dispute.creditCents)],
        ]}
      />
      <div>
        <h3 className="eyebrow">Evidence</h3>
        {dispute.evidence.length === 0 && <span className="quiet">None yet</span>}
        <ul className={classes.evidence}>
          {dispute.evidence.map((one) =>
            one.kind === 'as_run_row' ? (
              <li key={one.rowId}>
                As-run, <span className={classes.raw}>{one.label}</span>
              </li>
            ) : (
              <li key={`${one.name} ${one.reference}`}>
                {one.name}, <FilePlace reference={one.reference} />
              </li>
            ),
          )}
        </ul>
      </div>
      {props.mayEdit && (
        <div>
          <Group gap={8}>
            {STEPS[dispute.status].map((one, at) => (
              <Button
                key={one}
                size="compact-sm"
                variant={at === 0 ? 'filled' : 'default'}
                aria-expanded={step === one}
                onClick={() => setStep(step === one ? null : one)}
              >
                {FORMS[one].label}…
              </Button>
            ))}
          </Group>
          {step && <StepForm key={step} dispute={dispute} step={step} onDone={() => setStep(null)} />}
        </div>
      )}
      <ol className={classes.events} aria-label="History">
        {dispute.history.toReversed().map((event) => (
          <li key={`${event.at} ${event.action} ${event.note}`}>
            <strong>{words(event.action)}</strong> {event.creditCents !== null && money(event.creditCents)} {event.note}
            <div className={classes.sub}>
              {event.by} · {instant(event.at, campaign.timeZone)}
            </div>
          </li>
        ))}
      </ol>
    </Stack>
  );
}

function FilePlace({ reference }: { reference: string }) {
  return /^https?:\/\//.test(reference) ? (
    <a href={reference} rel="noreferrer" target="_blank">
      {reference}
    </a>
  ) : (
    <span className="quiet">{reference}</span>
  );
}

function StepForm(props: { dispute: DisputeResponse; step: DisputeStepName; onDone: () => void }) {
  const { dispute, step } = props;
  const form = FORMS[step];
  const take = useDisputeStep(dispute);
  const [note, setNote] = useState('');
  const [credit, setCredit] = useState<number | null>(dispute.claimedCents);
  const [name, setName] = useState('');
  const [reference, setReference] = useState('');
  const isReady =
    step === 'evidence' ? name.trim() !== '' && reference.trim() !== '' : note.trim() !== '' && credit !== null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const file = { kind: 'file', name: name.trim(), reference: reference.trim() };
    const body = {
      note: note.trim(),
      ...(step === 'settle' ? { creditCents: credit ?? 0 } : {}),
      ...(step === 'evidence' ? { evidence: file } : {}),
    };
    take.mutate(
      { step, body },
      {
        onSuccess() {
          sayDone(form.done);
          props.onDone();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} className={classes.stepForm} aria-label={form.label}>
      {step === 'settle' && (
        <AmountField label="Credit the station gives, $" w={220} cents={credit} onCents={setCredit} />
      )}
      {step === 'evidence' && (
        <Group grow align="flex-start">
          <TextInput label="File" required value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <TextInput
            label="Where it is"
            required
            value={reference}
            onChange={(event) => setReference(event.currentTarget.value)}
          />
        </Group>
      )}
      <Textarea
        label={form.note}
        required={step !== 'evidence'}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Refused error={take.error} />
      <Group>
        <Button type="submit" size="compact-sm" loading={take.isPending} disabled={!isReady}>
          {form.label}
        </Button>
      </Group>
    </form>
  );
}
