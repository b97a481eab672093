import { Button, Group, NumberInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { CreativeRulesRequest } from '../../shared/contracts/creatives.ts';
import { sayDone } from '../parts/notices/announce.ts';
import { Loaded } from '../parts/notices/loaded.tsx';
import { Refused } from '../parts/notices/refused.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { basisPoints, decimal } from '../words/format.ts';
import { rulesQuery, useSetRules } from './creative-queries.ts';
import classes from './creatives.module.css';

/** The disclaimer every creative of the campaign must carry; each creative is checked against it. */
export function DisclaimerRule({ campaignId, mayEdit }: { campaignId: string; mayEdit: boolean }) {
  const rules = useQuery(rulesQuery(campaignId));
  const [isEditing, setEditing] = useState(false);
  return (
    <Panel
      title="Disclaimer rule"
      note="each creative is checked against it"
      actions={
        mayEdit && (
          <Button size="compact-sm" variant="default" aria-expanded={isEditing} onClick={() => setEditing(!isEditing)}>
            {isEditing ? 'Keep as it is' : 'Change'}
          </Button>
        )
      }
    >
      <Loaded query={rules}>
        {(data) =>
          isEditing ? (
            <RuleForm campaignId={campaignId} rules={data} onDone={() => setEditing(false)} />
          ) : (
            <RuleWords rules={data} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function RuleWords({ rules }: { rules: CreativeRulesRequest }) {
  const { disclaimer } = rules;
  if (!disclaimer) return <div className="quiet">No disclaimer is asked for.</div>;
  return (
    <div>
      The text must contain “{disclaimer.requiredText}”, be shown for at least {decimal(disclaimer.minimumSeconds, 1)}{' '}
      s, and take at least {basisPoints(disclaimer.minimumHeightBasisPoints)} of the picture height.
    </div>
  );
}

function RuleForm({
  campaignId,
  rules,
  onDone,
}: {
  campaignId: string;
  rules: CreativeRulesRequest;
  onDone: () => void;
}) {
  const save = useSetRules(campaignId);
  const [text, setText] = useState(rules.disclaimer?.requiredText ?? '');
  const [seconds, setSeconds] = useState<number | string>(rules.disclaimer?.minimumSeconds ?? 4);
  const [height, setHeight] = useState<number | string>((rules.disclaimer?.minimumHeightBasisPoints ?? 400) / 100);
  const store = (disclaimer: CreativeRulesRequest['disclaimer']) =>
    save.mutate(
      { disclaimer },
      {
        onSuccess() {
          sayDone('The rule is saved; every creative is checked again.');
          onDone();
        },
      },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    store({
      requiredText: text.trim(),
      minimumSeconds: Number(seconds),
      minimumHeightBasisPoints: Math.round(Number(height) * 100),
    });
  };
  return (
    <form onSubmit={submit} className={classes.stack}>
      <Group align="flex-end">
        <TextInput
          label="Must contain"
          style={{ flex: '1 1 260px' }}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <NumberInput label="At least, s" w={110} min={0} max={120} value={seconds} onChange={setSeconds} />
        <NumberInput label="Height, at least %" w={150} min={0} max={100} value={height} onChange={setHeight} />
        <Button type="submit" loading={save.isPending} disabled={text.trim() === ''}>
          Save rule
        </Button>
        {rules.disclaimer && (
          <Button variant="default" loading={save.isPending} onClick={() => store(null)}>
            Ask for none
          </Button>
        )}
      </Group>
      <Refused error={save.error} />
    </form>
  );
}
