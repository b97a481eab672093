import { Button, Group, NumberInput, Stack } from '@mantine/core';
import { useState } from 'react';
import type { WebhookSourceResponse } from '../../../shared/contracts/webhooks.ts';
import { CopyBox } from '../../parts/actions/copy-box.tsx';
import { Segmented } from '../../parts/fields/segmented.tsx';
import { Refused } from '../../parts/notices/refused.tsx';
import { Panel } from '../../parts/page/panel.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { useMay } from '../../people/session.ts';
import { HOME_ZONE, instant } from '../../words/format.ts';
import { AttemptResult } from '../attempts/attempt-result.tsx';
import { OtherWays } from './other-ways.tsx';
import { PlatformAccess } from './platform-access.tsx';
import { PublicKeys } from './public-keys.tsx';
import { MAKE_KEY_PAIR, SAMPLE_PLACEMENT, SECRET_PLACEHOLDER, samplesFor, type Samples } from './samples.ts';
import { freshSecret, useRotateSecret, useTestSource } from '../source-queries.ts';
import { DIALECT_NOTES } from '../webhook-words.tsx';
import classes from '../webhooks.module.css';

/** All a platform's developer needs: the address, the secret, samples that run as pasted, and a test. */
export function IntegrateView({ source }: { source: WebhookSourceResponse }) {
  const mayIntegrate = useMay('integrate');
  const mayAdminister = useMay('administer');
  return (
    <div className={classes.columns}>
      <div className={classes.stack}>
        <Panel title="Send a report" note={DIALECT_NOTES[source.dialect]}>
          <SamplesBox source={source} />
        </Panel>
        {mayIntegrate && (
          <Panel title="Test">
            <TestEvent source={source} />
          </Panel>
        )}
      </div>
      <div className={classes.stack}>
        <Panel title="Address">
          <CopyBox label="the address" value={`${location.origin}${source.path}`} />
        </Panel>
        {source.dialect !== 'adcp-9421' && (
          <Panel title="Secrets" note="kept encrypted, shown once">
            <Secrets source={source} mayIntegrate={mayIntegrate} />
          </Panel>
        )}
        {(source.dialect === 'adcp-9421' || source.dialect === 'standard') && (
          <Panel title="Public keys" note="for senders that sign with a key pair">
            <PublicKeys source={source} mayIntegrate={mayIntegrate} />
          </Panel>
        )}
        {mayIntegrate && (
          <Panel title="Without webhooks">
            <OtherWays source={source} />
          </Panel>
        )}
        {mayAdminister && <PlatformAccess source={source} />}
      </div>
    </div>
  );
}

function SamplesBox({ source }: { source: WebhookSourceResponse }) {
  const [language, setLanguage] = useState<keyof Samples>('curl');
  const secret = freshSecret(source.id);
  const samples = samplesFor({
    dialect: source.dialect,
    url: `${location.origin}${source.path}`,
    secret: secret ?? SECRET_PLACEHOLDER,
  });
  return (
    <Stack gap={10}>
      <Group>
        <Segmented
          label="Language"
          value={language}
          options={[
            { value: 'curl', label: 'curl' },
            { value: 'node', label: 'Node' },
            { value: 'python', label: 'Python' },
          ]}
          onChange={setLanguage}
        />
      </Group>
      {source.dialect === 'adcp-9421' ? (
        <>
          <div>First make a key pair and add its public half under Public keys, named sample-key:</div>
          <CopyBox label="the key command" value={MAKE_KEY_PAIR} />
        </>
      ) : (
        <div>
          {secret
            ? 'The secret made a moment ago is filled in. Paste it into a terminal as it is.'
            : `Put your secret in place of ${SECRET_PLACEHOLDER}; rotate the secret to get a new one filled in.`}
        </div>
      )}
      <CopyBox label={`the ${language} sample`} value={samples[language]} />
      <div className={classes.sub}>
        It reports $12.50 for {source.dialect.startsWith('adcp') ? 'sample/placement' : SAMPLE_PLACEMENT}, which is
        mapped to no flight, so no real number moves.
      </div>
    </Stack>
  );
}

function Secrets({ source, mayIntegrate }: { source: WebhookSourceResponse; mayIntegrate: boolean }) {
  const rotate = useRotateSecret(source.id);
  const [hours, setHours] = useState<number | string>(24);
  const made = rotate.data?.secret;
  return (
    <Stack gap={12}>
      <TableRegion label="Secrets of this source">
        <table className="table">
          <thead>
            <tr>
              <th>Starts with</th>
              <th>Made</th>
              <th>Counts</th>
            </tr>
          </thead>
          <tbody>
            {source.secrets.map((secret) => (
              <tr key={secret.id}>
                <td>
                  <code>{secret.start}…</code>
                </td>
                <td className={classes.nowrap}>{instant(secret.createdAt, HOME_ZONE)}</td>
                <td className={classes.nowrap}>
                  {secret.expiresAt ? instant(secret.expiresAt, HOME_ZONE) : 'until rotated'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableRegion>
      {made && (
        <Stack gap={6}>
          <strong>The new secret, shown this once:</strong>
          <CopyBox label="the new secret" value={made} />
        </Stack>
      )}
      {mayIntegrate && (
        <Group align="flex-end" gap={10}>
          <NumberInput
            label="The old one counts for, hours"
            w={210}
            min={0}
            max={720}
            value={hours}
            onChange={setHours}
          />
          <Button
            variant="default"
            loading={rotate.isPending}
            disabled={hours === ''}
            onClick={() => rotate.mutate(Number(hours))}
          >
            Rotate secret
          </Button>
        </Group>
      )}
      <Refused error={rotate.error} />
    </Stack>
  );
}

function TestEvent({ source }: { source: WebhookSourceResponse }) {
  const test = useTestSource(source.id);
  return (
    <Stack gap={12}>
      <Group>
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          Send a test event
        </Button>
        <span className="quiet">It takes the way of a real post and changes no number.</span>
      </Group>
      <Refused error={test.error} />
      {test.data && <AttemptResult attempt={test.data} />}
    </Stack>
  );
}
