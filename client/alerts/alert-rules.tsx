import { Button, Checkbox, Group, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { z } from 'zod';
import {
  alertRuleSchema,
  type AlertRule,
  type AlertSettings,
  type alertSettingsResponseSchema,
} from '../../shared/contracts/alerts.ts';
import { CopyBox } from '../parts/actions/copy-box.tsx';
import { StatusChip } from '../parts/chips/status-chip.tsx';
import { sayDone } from '../parts/notices/announce.ts';
import { Loaded } from '../parts/notices/loaded.tsx';
import { Refused } from '../parts/notices/refused.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { useMay } from '../people/session.ts';
import { words } from '../words/format.ts';
import { AlertChannels, withoutSecret, type RulesPartProps } from './alert-channels.tsx';
import { alertSettingsQuery, useSaveAlertSettings, useTestAlerts } from './alert-queries.ts';
import { RULE_WORDS } from './alert-words.tsx';
import classes from './alerts.module.css';

type Stored = z.infer<typeof alertSettingsResponseSchema>;

/** Which rules alert, at what thresholds, told to whom and when. */
export function AlertRules({ campaignId, zone }: { campaignId: string; zone: string }) {
  const settings = useQuery(alertSettingsQuery(campaignId));
  // Kept here, above the form: a saved form is a new one, and the secret is never told again.
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Panel>
      <Loaded query={settings}>
        {(data) => <RulesForm key={data.rev} stored={data} zone={zone} secret={secret} onSecret={setSecret} />}
      </Loaded>
    </Panel>
  );
}

type RulesFormProps = Readonly<{
  stored: Stored;
  zone: string;
  secret: string | null;
  onSecret: (secret: string) => void;
}>;

function RulesForm({ stored, zone, secret, onSecret }: RulesFormProps) {
  const { campaignId, rev, webhookSecret: _secret, ...initial } = stored;
  const [draft, setDraft] = useState<AlertSettings>(initial);
  const save = useSaveAlertSettings(campaignId, rev);
  const mayEdit = useMay('submit');
  const set = (change: Partial<AlertSettings>) => setDraft((before) => ({ ...before, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { ...draft, channels: draft.channels.map(withoutSecret) },
      {
        onSuccess({ webhookSecret }) {
          if (webhookSecret !== null) onSecret(webhookSecret);
          sayDone('The rules are saved.');
        },
      },
    );
  };
  const isChanged = JSON.stringify(draft) !== JSON.stringify(initial);
  return (
    <form className={classes.form} onSubmit={submit}>
      <fieldset disabled={!mayEdit} style={{ all: 'unset', display: 'contents' }}>
        <Rules draft={draft} set={set} />
        <Thresholds draft={draft} set={set} />
        <AlertChannels draft={draft} set={set} />
        <Quiet draft={draft} set={set} zone={zone} />
      </fieldset>
      {secret && (
        <div>
          <strong>The webhook’s signing secret, shown this once:</strong>
          <CopyBox label="the signing secret" value={secret} />
        </div>
      )}
      <Refused error={save.error} />
      {mayEdit && (
        <Group gap={12}>
          <Button type="submit" loading={save.isPending}>
            Save rules
          </Button>
          <TestButton campaignId={campaignId} isChanged={isChanged} />
        </Group>
      )}
    </form>
  );
}

function Rules({ draft, set }: RulesPartProps) {
  const toggle = (rule: AlertRule, isOn: boolean) =>
    set({ rules: alertRuleSchema.options.filter((one) => (one === rule ? isOn : draft.rules.includes(one))) });
  return (
    <section>
      <h2>Rules</h2>
      <div className={classes.rules}>
        {alertRuleSchema.options.map((rule) => (
          <Checkbox
            key={rule}
            label={RULE_WORDS[rule][0]}
            description={RULE_WORDS[rule][1]}
            checked={draft.rules.includes(rule)}
            onChange={(event) => toggle(rule, event.currentTarget.checked)}
          />
        ))}
      </div>
    </section>
  );
}

function Thresholds({ draft, set }: RulesPartProps) {
  const share = (value: number | string, or: number) => (value === '' ? or : Number(value) / 100);
  return (
    <section>
      <h2>Thresholds</h2>
      <div className={classes.fields}>
        <NumberInput
          label="Under: chance above, %"
          description="to end below 95% of budget"
          min={50}
          max={99}
          value={Math.round(draft.underProbability * 100)}
          onChange={(value) => set({ underProbability: share(value, draft.underProbability) })}
        />
        <NumberInput
          label="Over: chance above, %"
          description="to end above the budget"
          min={5}
          max={95}
          value={Math.round(draft.overProbability * 100)}
          onChange={(value) => set({ overProbability: share(value, draft.overProbability) })}
        />
        <NumberInput
          label="Under pace below, %"
          description="of the plan to date"
          min={0}
          max={100}
          value={draft.underBandBasisPoints / 100}
          onChange={(value) =>
            set({ underBandBasisPoints: Math.round(share(value, draft.underBandBasisPoints / 10_000) * 10_000) })
          }
        />
        <NumberInput
          label="Over pace above, %"
          description="of the plan to date"
          min={100}
          max={300}
          value={draft.overBandBasisPoints / 100}
          onChange={(value) =>
            set({ overBandBasisPoints: Math.round(share(value, draft.overBandBasisPoints / 10_000) * 10_000) })
          }
        />
        <Select
          label="Overspend guard"
          description="for a flight about to overspend"
          value={draft.guard}
          data={[
            { value: 'pause', label: 'Pause it and say so' },
            { value: 'alert', label: 'Only alert' },
            { value: 'off', label: 'Off' },
          ]}
          onChange={(value) => set({ guard: value === 'off' || value === 'alert' ? value : 'pause' })}
        />
      </div>
    </section>
  );
}

function Quiet({ draft, set, zone }: RulesPartProps & { zone: string }) {
  const hours = draft.quietHours;
  return (
    <section>
      <h2>Quiet hours and digest</h2>
      <div className={classes.fields}>
        <Switch
          label="Quiet hours"
          description="Critical alerts come through"
          checked={hours !== null}
          onChange={(event) => set({ quietHours: event.currentTarget.checked ? { from: '22:00', to: '07:00' } : null })}
        />
        {hours && (
          <>
            <TextInput
              type="time"
              label={`From (${zone})`}
              value={hours.from}
              onChange={(event) => set({ quietHours: { ...hours, from: event.currentTarget.value } })}
            />
            <TextInput
              type="time"
              label={`To (${zone})`}
              value={hours.to}
              onChange={(event) => set({ quietHours: { ...hours, to: event.currentTarget.value } })}
            />
          </>
        )}
        <Switch
          label="Daily digest"
          description="One mail a day instead of one per alert; hints are told there only"
          checked={draft.digest === 'daily'}
          onChange={(event) => set({ digest: event.currentTarget.checked ? 'daily' : 'off' })}
        />
        {draft.digest === 'daily' && (
          <TextInput
            type="time"
            label={`Digest at (${zone})`}
            value={draft.digestAt}
            onChange={(event) => set({ digestAt: event.currentTarget.value })}
          />
        )}
      </div>
    </section>
  );
}

function TestButton({ campaignId, isChanged }: { campaignId: string; isChanged: boolean }) {
  const test = useTestAlerts(campaignId);
  return (
    <>
      <Button variant="default" loading={test.isPending} disabled={isChanged} onClick={() => test.mutate()}>
        Send a test
      </Button>
      {isChanged && <span className="quiet">Save first: a test goes through the saved channels.</span>}
      {test.data && (
        <div role="status" style={{ flexBasis: '100%' }}>
          {test.data.results.map((result) => (
            <div key={result.channel}>
              <StatusChip status={result.ok ? 'ok' : 'failed'} word={result.ok ? 'Delivered' : 'Failed'} />{' '}
              {words(result.channel)}: {result.detail}
            </div>
          ))}
        </div>
      )}
      <Refused error={test.error} />
    </>
  );
}
