import { Button, Group, Popover, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';

/** A button that asks for a reason before it acts. */
export function AskButton(props: {
  label: string;
  question: string;
  isBusy?: boolean;
  onAnswer: (text: string) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  return (
    <Popover opened={isOpen} onChange={setOpen} trapFocus withArrow shadow="md" width={300} position="bottom-start">
      <Popover.Target>
        <Button size="compact-sm" variant="default" loading={props.isBusy} onClick={() => setOpen(!isOpen)}>
          {props.label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={props.question}>
        <Stack gap={8}>
          <Text fw={600} size="sm">
            {props.question}
          </Text>
          <Textarea
            aria-label={props.question}
            data-autofocus
            autosize
            minRows={2}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap={8}>
            <Button size="compact-sm" variant="default" onClick={() => setOpen(false)}>
              Keep
            </Button>
            <Button
              size="compact-sm"
              disabled={text.trim() === ''}
              onClick={() => {
                setOpen(false);
                props.onAnswer(text.trim());
                setText('');
              }}
            >
              {props.label.replace('…', '')}
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
