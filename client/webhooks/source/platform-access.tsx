import { Button, Group, MultiSelect, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { WebhookSourceResponse } from '../../../shared/contracts/webhooks.ts';
import { sayDone } from '../../parts/notices/announce.ts';
import { Loaded } from '../../parts/notices/loaded.tsx';
import { Refused } from '../../parts/notices/refused.tsx';
import { Panel } from '../../parts/page/panel.tsx';
import { keysQuery, peopleQuery } from '../../people/people-queries.ts';
import { useUpdateSource } from '../source-queries.ts';

/** Which people and keys of role platform see this source; for admins, who know them all. */
export function PlatformAccess({ source }: { source: WebhookSourceResponse }) {
  const people = useQuery(peopleQuery);
  const keys = useQuery(keysQuery);
  return (
    <Panel title="Seen by platforms" note="a platform sees its own sources, no others">
      <Loaded query={people}>
        {(everybody) => (
          <Loaded query={keys}>
            {(all) => {
              const known = [
                ...everybody
                  .filter(({ role }) => role === 'platform')
                  .map(({ id, name }) => ({ value: id, label: name })),
                ...all
                  .filter(({ role, revokedAt }) => role === 'platform' && revokedAt === null)
                  .map(({ id, name }) => ({ value: id, label: `${name} (key)` })),
              ];
              return <Choice key={source.rev} source={source} known={known} />;
            }}
          </Loaded>
        )}
      </Loaded>
    </Panel>
  );
}

function Choice(props: { source: WebhookSourceResponse; known: readonly { value: string; label: string }[] }) {
  const { source, known } = props;
  const update = useUpdateSource(source);
  const [chosen, setChosen] = useState<string[]>(source.platforms);
  if (known.length === 0)
    return <div className="quiet">Nobody has the role platform yet. Add a person or a key with it first.</div>;
  // Somebody who is gone stays chosen until taken out.
  const gone = source.platforms.filter((id) => !known.some(({ value }) => value === id));
  const data = [...known, ...gone.map((id) => ({ value: id, label: `${id} (gone)` }))];
  return (
    <Stack gap={10}>
      <MultiSelect
        aria-label="People and keys that see this source"
        placeholder={chosen.length === 0 ? 'No platform' : undefined}
        data={data}
        value={chosen}
        onChange={setChosen}
      />
      <Group>
        <Button
          variant="default"
          loading={update.isPending}
          disabled={JSON.stringify(chosen) === JSON.stringify(source.platforms)}
          onClick={() =>
            update.mutate({ platforms: chosen }, { onSuccess: () => sayDone('Saved who sees this source.') })
          }
        >
          Save
        </Button>
      </Group>
      <Refused error={update.error} />
    </Stack>
  );
}
