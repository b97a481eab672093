import { Button, Group, Popover, Stack, Text } from '@mantine/core';
import { useState } from 'react';

/** A button that asks once, in place, before something that can't be undone. */
export function ConfirmButton(props: {
  label: string;
  question: string;
  consequence: string;
  isBusy?: boolean;
  onConfirm: () => void;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} trapFocus withArrow shadow="md" width={290} position="bottom-end">
      <Popover.Target>
        <Button size="compact-sm" variant="default" loading={props.isBusy} onClick={() => setOpen(!isOpen)}>
          {props.label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown role="alertdialog" aria-label={props.question}>
        <Stack gap={8}>
          <Text fw={600} size="sm">
            {props.question}
          </Text>
          <Text size="sm" c="dimmed" style={{ whiteSpace: 'normal', textAlign: 'left' }}>
            {props.consequence}
          </Text>
          <Group justify="flex-end" gap={8}>
            <Button size="compact-sm" variant="default" onClick={() => setOpen(false)}>
              Keep
            </Button>
            <Button
              size="compact-sm"
              color="red"
              onClick={() => {
                setOpen(false);
                props.onConfirm();
              }}
            >
              {props.label}
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
