import { Button, Group, Modal, NumberInput, Stack, TextInput } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import type { AsRunImportResponse } from '../../../shared/contracts/reconciliation.ts';
import { FileDrop } from '../../parts/fields/file-drop.tsx';
import { Figure, FigureStrip } from '../../parts/figures/figure.tsx';
import { Refused } from '../../parts/notices/refused.tsx';
import { count } from '../../words/format.ts';
import { ColumnProfile } from './column-profile.tsx';
import { firstLines, isXml } from './first-lines.ts';
import {
  previewQuery,
  profilesQuery,
  useImportAsRun,
  useSaveProfile,
  type ProfileDraft,
} from '../reconciliation-queries.ts';

/** Opens the import of a station's as-run. */
export function ImportButton({ campaignId }: { campaignId: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button leftSection={<IconFileImport size={16} />} onClick={() => setOpen(true)}>
        Import as-run
      </Button>
      {isOpen && <ImportDialog campaignId={campaignId} onClose={() => setOpen(false)} />}
    </>
  );
}

function ImportDialog({ campaignId, onClose }: { campaignId: string; onClose: () => void }) {
  const take = useImportAsRun(campaignId);
  const navigate = useNavigate({ from: '/campaigns/$campaignId/reconciliation' });
  const showRows = (done: AsRunImportResponse) => {
    onClose();
    void navigate({ search: { view: 'rows', import: done.id, state: done.unmatched > 0 ? 'unmatched' : undefined } });
  };
  return (
    <Modal opened onClose={onClose} title="Import as-run" size="xl">
      {take.data ? (
        <Imported answer={take.data} onClose={onClose} onShow={showRows} />
      ) : (
        <ImportForm campaignId={campaignId} take={take} onClose={onClose} />
      )}
    </Modal>
  );
}

type Answered = Readonly<{
  answer: AsRunImportResponse;
  onClose: () => void;
  onShow: (done: AsRunImportResponse) => void;
}>;

function Imported({ answer, onClose, onShow }: Answered) {
  return (
    <Stack gap="md" role="status">
      <FigureStrip label="What was matched">
        <Figure label="Rows" value={count(answer.rows)} />
        <Figure label="Aired" value={count(answer.matchedAired)} />
        <Figure label="Not aired" value={count(answer.matchedNotAired)} />
        <Figure label="Unmatched" value={count(answer.unmatched)} note="wait in the queue" />
      </FigureStrip>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button data-autofocus onClick={() => onShow(answer)}>
          {answer.unmatched > 0 ? 'Go to the unmatched' : 'See the rows'}
        </Button>
      </Group>
    </Stack>
  );
}

type FormProps = Readonly<{ campaignId: string; take: ReturnType<typeof useImportAsRun>; onClose: () => void }>;

function ImportForm({ campaignId, take, onClose }: FormProps) {
  const [file, setFile] = useState<File | null>(null);
  const [sample, setSample] = useState('');
  const [station, setStation] = useState('');
  const [tolerance, setTolerance] = useState<number | string>(15);
  const [draft, setDraft] = useState<ProfileDraft>();
  const [name, setName] = useState<string | null>(null);
  const save = useSaveProfile(campaignId);
  const profiles = useQuery(profilesQuery(campaignId));
  const preview = useQuery(previewQuery(campaignId, { sample, station: station.trim() || undefined, draft }));
  const read = file && sample !== '' ? preview.data : undefined;
  const known = profiles.data?.find(({ id }) => id === read?.profileId);
  // The usual names are found without a profile; whatever else was said about the file is kept under a name.
  const isUsual = !draft && read?.dateFormat === 'YYYY-MM-DD' && read.delimiter !== '|';
  const isKept = !draft && known !== undefined;
  const profileName = name ?? known?.name ?? (station.trim() || (read?.rows[0]?.station ?? ''));
  const choose = async (chosen: File) => {
    take.reset();
    setDraft(undefined);
    setName(null);
    setFile(chosen);
    setSample(isXml(chosen) ? '' : await firstLines(chosen));
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!file) return;
    let profileId = known?.id;
    if (read && !isUsual && !isKept) {
      const { columns, delimiter, dateFormat, dayKind, statusMap } = read;
      const body = { name: profileName.trim(), columns, delimiter, dateFormat, dayKind, statusMap };
      const kept = await save
        .mutateAsync({ ...body, ...(station.trim() ? { station: station.trim() } : {}) } as never)
        .catch(() => null);
      if (!kept) return;
      profileId = kept.id;
    }
    take.mutate({ file, profileId, station: station.trim() || undefined, toleranceMinutes: Number(tolerance) });
  };
  // What was said last has to be read first.
  const isUnclear = sample !== '' && (!read || preview.isFetching || read.missing.length > 0);
  const isNameless = read !== undefined && !isUsual && !isKept && profileName.trim() === '';
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="sm">
        <FileDrop
          name={file?.name ?? null}
          accept=".csv,.txt,.xml,.bxf,text/csv,application/xml"
          choose="Choose the station’s file"
          takes="CSV, or XML of the BXF shape, up to 50 MB"
          onFile={(chosen) => void choose(chosen)}
        />
        <Group grow align="flex-start">
          <TextInput
            label="Station"
            description="Where the file does not name it"
            value={station}
            onChange={(event) => setStation(event.currentTarget.value)}
          />
          <NumberInput
            label="Tolerance, minutes"
            description="Aired against scheduled"
            min={0}
            max={720}
            value={tolerance}
            onChange={setTolerance}
          />
        </Group>
        {read && <ColumnProfile read={read} said={draft} known={known?.name} onDraft={setDraft} />}
        {read && !isUsual && !isKept && (
          <TextInput
            label="Remember these columns as"
            description="The station or vendor; next time its files are read by them"
            required
            value={profileName}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <Refused error={preview.error ?? save.error ?? take.error} />
        <Group justify="flex-end">
          {take.isPending && (
            <span className="quiet" role="status">
              Matching every row; a large file takes a minute.
            </span>
          )}
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={take.isPending || save.isPending}
            disabled={!file || tolerance === '' || isUnclear || isNameless}
          >
            Import
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
