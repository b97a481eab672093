import { Button, Group, Popover, Stack, Textarea, TextInput } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useState } from 'react';
import type { PlanResponse } from '../../../shared/contracts/plans.ts';
import type { CreateScenarioRequest } from '../../../shared/contracts/scenarios.ts';
import { Refused } from '../../parts/notices/refused.tsx';
import type { AllocationBody } from '../split-model.ts';
import { useSaveScenario } from './scenario-queries.ts';

/** What the desk counts and on which curves. */
export type DeskState = NonNullable<CreateScenarioRequest['desk']>;

/** Keeps the desk as it stands under a name. */
export function SaveScenario(props: {
  plan: PlanResponse;
  body: AllocationBody;
  desk: DeskState;
  names: readonly string[];
  onSaved: (id: string) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const save = useSaveScenario(props.plan.id, (id) => {
    setOpen(false);
    setName(null);
    setNote('');
    props.onSaved(id);
  });
  const shown = name ?? freeName(props.names);
  const submit = () =>
    shown.trim() !== '' && save.mutate({ name: shown.trim(), note, request: props.body, desk: props.desk });
  return (
    <Popover opened={isOpen} onChange={setOpen} trapFocus withArrow shadow="md" width={300} position="bottom-end">
      <Popover.Target>
        <Button size="compact-md" leftSection={<IconDeviceFloppy size={16} />} onClick={() => setOpen(!isOpen)}>
          Save this split
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Save this split as a scenario">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Stack gap={10}>
            <TextInput
              label="Name of the scenario"
              data-autofocus
              value={shown}
              maxLength={200}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Textarea
              label="Note"
              autosize
              minRows={2}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <Refused error={save.error} />
            <Group justify="flex-end" gap={8}>
              <Button size="compact-md" variant="default" onClick={() => setOpen(false)}>
                Cancel
              </Button>
              <Button size="compact-md" type="submit" loading={save.isPending} disabled={shown.trim() === ''}>
                Save scenario
              </Button>
            </Group>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

/** The first "Scenario N" nobody uses. */
function freeName(names: readonly string[]): string {
  let number = names.length + 1;
  while (names.includes(`Scenario ${number}`)) number += 1;
  return `Scenario ${number}`;
}
