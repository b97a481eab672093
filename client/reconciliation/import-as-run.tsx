import { Button, FileButton, Group, Modal, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import type { AsRunImportResponse } from '../../shared/contracts/reconciliation.ts';
import { count } from '../format.ts';
import { Figure, FigureStrip } from '../parts/figure.tsx';
import { Refused } from '../parts/refused.tsx';
import { profilesQuery, useImportAsRun } from './reconciliation-queries.ts';

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
  const profiles = useQuery(profilesQuery(campaignId));
  const navigate = useNavigate({ from: '/campaigns/$campaignId/reconciliation' });
  const [file, setFile] = useState<File | null>(null);
  const [profileId, setProfileId] = useState<string | null>(null);
  const [station, setStation] = useState('');
  const [tolerance, setTolerance] = useState<number | string>(15);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!file) return;
    take.mutate({
      file,
      profileId: profileId ?? undefined,
      station: station.trim() || undefined,
      toleranceMinutes: Number(tolerance),
    });
  };
  const showRows = (done: AsRunImportResponse) => {
    onClose();
    void navigate({ search: { view: 'rows', import: done.id, state: done.unmatched > 0 ? 'unmatched' : undefined } });
  };
  return (
    <Modal opened onClose={onClose} title="Import as-run" size="lg">
      {take.data ? (
        <Stack gap="md">
          <FigureStrip label="What was matched">
            <Figure label="Rows" value={count(take.data.rows)} />
            <Figure label="Aired" value={count(take.data.matchedAired)} />
            <Figure label="Not aired" value={count(take.data.matchedNotAired)} />
            <Figure label="Unmatched" value={count(take.data.unmatched)} note="wait in the queue" />
          </FigureStrip>
          {take.data.failure && <div role="alert">{take.data.failure}</div>}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button onClick={() => take.data && showRows(take.data)}>
              {take.data.unmatched > 0 ? 'Go to the unmatched' : 'See the rows'}
            </Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack gap="sm">
            <Group>
              <FileButton accept=".csv,.txt,.xml,.bxf,text/csv,application/xml" onChange={setFile}>
                {(props) => (
                  <Button variant="default" {...props}>
                    {file ? file.name : 'Choose the station’s file'}
                  </Button>
                )}
              </FileButton>
              <span className="quiet">CSV, or XML of the BXF shape</span>
            </Group>
            <Group grow align="flex-start">
              <Select
                label="Columns"
                description="How this station names them"
                value={profileId ?? 'usual'}
                data={[
                  { value: 'usual', label: 'By their usual names' },
                  ...(profiles.data ?? []).map((one) => ({ value: one.id, label: one.name })),
                ]}
                onChange={(value) => setProfileId(value === 'usual' ? null : value)}
              />
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
            <Refused error={take.error} />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={take.isPending} disabled={!file || tolerance === ''}>
                Import
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
