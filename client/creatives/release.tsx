import { Button, FileButton, Group, Stack, TextInput } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import type { CreativeResponse } from '../../shared/contracts/creatives.ts';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { sayDone } from '../parts/notices/announce.ts';
import { Refused } from '../parts/notices/refused.tsx';
import { count, day } from '../words/format.ts';
import { useSaveRelease } from './creative-queries.ts';
import classes from './creatives.module.css';

const KILOBYTE = 1_024;

/** Who gave this testimonial, that they signed, until when it holds, and the paper itself. */
export function Release({ creative, mayEdit }: { creative: CreativeResponse; mayEdit: boolean }) {
  const { release } = creative;
  const [isOpen, setOpen] = useState(false);
  return (
    <section className={classes.box} aria-label="Release">
      <h3 className={classes.title} style={{ margin: 0 }}>
        Release
      </h3>
      {release ? (
        <div>
          Signed by <strong>{release.signatory}</strong>
          {release.signedDay && ` on ${day(release.signedDay, 'long')}`}
          {release.expiryDay ? `, holds through ${day(addDays(release.expiryDay, -1), 'long')}` : ', without end'}.{' '}
          {release.file ? (
            <a href={`/api/v1/creatives/${creative.id}/release-file`} download>
              {release.file.name} ({count(Math.ceil(release.file.bytes / KILOBYTE))} KB)
            </a>
          ) : (
            <strong>The paper is missing.</strong>
          )}
        </div>
      ) : (
        <div>There is no signed release. Without one, no spot gets this creative.</div>
      )}
      {mayEdit && (
        <Group>
          <Button size="compact-sm" variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {release ? 'Change the release' : 'Add the release'}
          </Button>
        </Group>
      )}
      {isOpen && <ReleaseForm creative={creative} onDone={() => setOpen(false)} />}
    </section>
  );
}

function ReleaseForm({ creative, onDone }: { creative: CreativeResponse; onDone: () => void }) {
  const { release } = creative;
  const save = useSaveRelease(creative);
  const [signatory, setSignatory] = useState(release?.signatory ?? '');
  const [signedDay, setSignedDay] = useState(release?.signedDay ?? '');
  const [lastDay, setLastDay] = useState(release?.expiryDay ? addDays(release.expiryDay, -1) : '');
  const [file, setFile] = useState<File | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      {
        signatory: signatory.trim(),
        signedDay: signedDay || undefined,
        expiryDay: lastDay ? addDays(lastDay, 1) : undefined,
        file,
      },
      {
        onSuccess() {
          sayDone('The release is saved.');
          onDone();
        },
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label="Who signed"
          required
          value={signatory}
          onChange={(event) => setSignatory(event.currentTarget.value)}
        />
        <Group grow>
          <TextInput
            type="date"
            label="Signed on"
            required
            value={signedDay}
            onChange={(event) => setSignedDay(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label="Holds through"
            value={lastDay}
            onChange={(event) => setLastDay(event.currentTarget.value)}
          />
        </Group>
        <Group>
          <FileButton accept="application/pdf,image/png,image/jpeg" onChange={setFile}>
            {(props) => (
              <Button variant="default" leftSection={<IconPaperclip size={15} />} {...props}>
                {file ? file.name : 'Choose the signed paper'}
              </Button>
            )}
          </FileButton>
          <span className={classes.sub}>PDF, PNG or JPEG, up to 8 MB</span>
        </Group>
        <Refused error={save.error} />
        <Group>
          <Button type="submit" loading={save.isPending} disabled={signatory.trim() === '' || signedDay === ''}>
            Save release
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
