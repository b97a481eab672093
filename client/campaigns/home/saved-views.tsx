import { ActionIcon, Button, Popover, TextInput, UnstyledButton } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useState, type KeyboardEvent } from 'react';
import { z } from 'zod';
import { words } from '../../words/format.ts';
import classes from './home.module.css';

const viewSchema = z.object({
  name: z.string(),
  q: z.string().optional(),
  status: z.string().optional(),
  sort: z.string().optional(),
});
export type SavedView = z.infer<typeof viewSchema>;
type Filter = Omit<SavedView, 'name'>;

const KEY = 'flightboard.campaign-views';
const MOST_NAME = 60;

function read(text: string | undefined): readonly SavedView[] {
  try {
    return z.array(viewSchema).parse(JSON.parse(text ?? '[]'));
  } catch {
    return [];
  }
}

/** Searches, filters and orders kept under a name, in this browser; a view is an address, so it can be sent to others too. */
export function SavedViews({ current, onOpen }: { current: Filter; onOpen: (view: Filter) => void }) {
  const [views, setViews] = useLocalStorage<readonly SavedView[]>({
    key: KEY,
    defaultValue: [],
    deserialize: read,
    getInitialValueInEffect: false,
  });
  const [name, setName] = useState('');
  const save = () => {
    const named = name.trim().slice(0, MOST_NAME);
    if (named === '') return;
    setViews([...views.filter((view) => view.name !== named), { name: named, ...current }]);
    setName('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    save();
  };
  const [opened, setOpened] = useState(false);
  return (
    <Popover position="bottom-start" width={290} trapFocus returnFocus opened={opened} onChange={setOpened}>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconBookmark size={15} />}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          Views{views.length > 0 ? ` (${views.length})` : ''}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Saved views">
        <ul className={classes.views} aria-label="Saved views">
          {views.map((view) => (
            <li key={view.name}>
              <UnstyledButton
                className={classes.view}
                onClick={() => {
                  setOpened(false);
                  onOpen(view);
                }}
              >
                {view.name}
                <span className={classes.sub}>{filterWords(view)}</span>
              </UnstyledButton>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Forget the view ${view.name}`}
                onClick={() => setViews(views.filter((one) => one.name !== view.name))}
              >
                <IconTrash size={15} />
              </ActionIcon>
            </li>
          ))}
          {views.length === 0 && <li className="quiet">No view is saved in this browser yet.</li>}
        </ul>
        <div className={classes.saveView}>
          <TextInput
            size="xs"
            label="Save what is shown as"
            maxLength={MOST_NAME}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
          <Button size="xs" disabled={name.trim() === ''} onClick={save}>
            Save
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function filterWords({ q, status, sort }: Filter): string {
  return [q && `“${q}”`, status && words(status), sort && `by ${sort}`].filter(Boolean).join(', ') || 'everything';
}
