import { Button, FileButton, Group, NumberInput, Stack, TextInput } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import type { WebhookAnswer, WebhookSourceResponse } from '../../../shared/contracts/webhooks.ts';
import { StatusChip } from '../../parts/chips/status-chip.tsx';
import { sayDone } from '../../parts/notices/announce.ts';
import { Refused } from '../../parts/notices/refused.tsx';
import { count, HOME_ZONE, instant } from '../../words/format.ts';
import { usePull, useUpdateSource, useUploadReport } from '../source-queries.ts';

/** For platforms that don't post: a CSV file by hand, or an address we ask in its stead. */
export function OtherWays({ source }: { source: WebhookSourceResponse }) {
  const upload = useUploadReport(source.id);
  const pull = usePull(source.id);
  const update = useUpdateSource(source);
  const [url, setUrl] = useState(source.pull?.url ?? '');
  const [minutes, setMinutes] = useState<number | string>(source.pull?.everyMinutes ?? 60);
  const save = (event: FormEvent) => {
    event.preventDefault();
    const next = url.trim() === '' ? null : { url: url.trim(), everyMinutes: Number(minutes) };
    update.mutate(
      { pull: next },
      { onSuccess: () => sayDone(next ? 'The address is asked from now on.' : 'Nothing is asked any more.') },
    );
  };
  return (
    <Stack gap={14}>
      <Group>
        <FileButton accept=".csv,text/csv" onChange={(file) => file && upload.mutate(file)}>
          {(props) => (
            <Button variant="default" leftSection={<IconUpload size={15} />} loading={upload.isPending} {...props}>
              Upload a CSV report
            </Button>
          )}
        </FileButton>
        <span className="quiet">
          Columns: placement, day (YYYY-MM-DD), spend in dollars, impressions; also clicks, completed views,
          conversions, window (live, c3, c7, final) and revision.
        </span>
      </Group>
      <Refused error={upload.error} />
      {upload.data && <RowsTaken answer={upload.data} />}
      <form onSubmit={save}>
        <Stack gap={10}>
          <TextInput
            type="url"
            label="Address we ask instead"
            description="Answers GET with the JSON a webhook would bring"
            placeholder="https://…"
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <Group align="flex-end">
            <NumberInput label="Every, minutes" w={130} min={5} max={1440} value={minutes} onChange={setMinutes} />
            <Button type="submit" variant="default" loading={update.isPending} disabled={minutes === ''}>
              Save
            </Button>
            {source.pull && (
              <Button variant="default" loading={pull.isPending} onClick={() => pull.mutate()}>
                Ask now
              </Button>
            )}
          </Group>
        </Stack>
      </form>
      <LastPull source={source} />
      <Refused error={update.error ?? pull.error} />
      {pull.data && <RowsTaken answer={pull.data} />}
    </Stack>
  );
}

const REASONS = {
  silent: 'because its feed was silent',
  gap: 'because a sequence number was missing',
  rhythm: 'by its rhythm',
  asked: 'by hand',
} as const;

/** The last time it was asked, why, and what came of it. */
function LastPull({ source }: { source: WebhookSourceResponse }) {
  const { lastPull } = source;
  if (!lastPull) {
    return source.pull ? (
      <div className="quiet">Not asked yet. A silent feed or a gap is asked about at once.</div>
    ) : null;
  }
  return (
    <div role="status">
      <StatusChip status={lastPull.isOk ? 'ok' : 'failed'} word={lastPull.isOk ? 'Answered' : 'No report'} /> Asked{' '}
      {instant(lastPull.at, HOME_ZONE)} {REASONS[lastPull.reason]}: {lastPull.detail}{' '}
      {lastPull.attemptId && (
        <Link to="/webhook-attempts/$attemptId" params={{ attemptId: lastPull.attemptId }}>
          See the attempt
        </Link>
      )}
    </div>
  );
}

function RowsTaken({ answer }: { answer: WebhookAnswer }) {
  return (
    <div role="status">
      {count(answer.received)} rows: {count(answer.stored)} stored, {count(answer.duplicates)} known already,{' '}
      {count(answer.rejected.length)} refused.
      {answer.rejected.slice(0, 5).map((row) => (
        <div key={row.index} className="quiet">
          Row {row.index + 1}: {row.message}
        </div>
      ))}
    </div>
  );
}
