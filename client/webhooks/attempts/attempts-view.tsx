import { Button, Group, Progress, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import {
  attemptStatusSchema,
  type WebhookAttemptResponse,
  type WebhookSourceResponse,
} from '../../../shared/contracts/webhooks.ts';
import { addDays, isDay } from '../../../shared/domain/calendar/day.ts';
import { dayStart } from '../../../shared/domain/calendar/zone.ts';
import { EmptyNotice, ErrorNotice, RowsSkeleton } from '../../parts/notices/notices.tsx';
import { Refused } from '../../parts/notices/refused.tsx';
import { Panel } from '../../parts/page/panel.tsx';
import { MoreRows } from '../../parts/table/more-rows.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { useMay } from '../../people/session.ts';
import { count, decimal, HOME_ZONE, instant, words } from '../../words/format.ts';
import { attemptsQuery, progressQuery, useReprocessFailed } from '../source-queries.ts';
import { AttemptChip, attemptWord } from '../webhook-words.tsx';
import classes from '../webhooks.module.css';

/** Every post of a source, searchable by how it was taken; the failed ones can be taken up again. */
export function AttemptsView({ source }: { source: WebhookSourceResponse }) {
  const search = useSearch({ from: '/signed-in/webhook-sources/$sourceId' });
  const navigate = useNavigate({ from: '/webhook-sources/$sourceId' });
  const status = attemptStatusSchema.safeParse(search.status).data;
  const attempts = useInfiniteQuery(
    attemptsQuery({ sourceId: source.id, status, eventId: search.event, ...dayRange(search.day) }),
  );
  const rows = attempts.data?.pages.flatMap((page) => page.items) ?? [];
  const mayIntegrate = useMay('integrate');
  const isNarrowed = Boolean(status ?? search.event ?? search.day);
  const narrow = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <>
      <div className={classes.filters}>
        <Select
          aria-label="How it was taken"
          w={190}
          value={status ?? 'all'}
          data={[
            { value: 'all', label: 'However taken' },
            ...attemptStatusSchema.options.map((value) => ({ value, label: attemptWord(value) })),
          ]}
          onChange={(value) => narrow({ status: attemptStatusSchema.safeParse(value).data })}
        />
        <TextInput
          aria-label="Event id"
          placeholder="Event id, exactly"
          leftSection={<IconSearch size={15} />}
          w={240}
          value={search.event ?? ''}
          onChange={(event) => narrow({ event: event.currentTarget.value || undefined })}
        />
        <TextInput
          type="date"
          aria-label={`Received on, in ${HOME_ZONE}`}
          w={160}
          value={search.day ?? ''}
          onChange={(event) => narrow({ day: event.currentTarget.value || undefined })}
        />
        {mayIntegrate && <ReprocessFailed sourceId={source.id} />}
      </div>
      <Panel flush>
        {attempts.isLoading ? (
          <RowsSkeleton rows={8} />
        ) : attempts.error ? (
          <ErrorNotice error={attempts.error} onRetry={() => void attempts.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyNotice
            title={isNarrowed ? 'No post fits' : 'No posts yet'}
            text={
              isNarrowed
                ? 'No post of this source was taken that way, has this event id, or came that day.'
                : 'Posts appear here the moment they arrive, accepted or not.'
            }
            action={
              isNarrowed && (
                <Button
                  variant="default"
                  onClick={() => narrow({ status: undefined, event: undefined, day: undefined })}
                >
                  Show all
                </Button>
              )
            }
          />
        ) : (
          <AttemptTable rows={rows} />
        )}
      </Panel>
      <MoreRows rows={attempts} word="Show older" />
    </>
  );
}

/** The instants of one day of ours, both inside it. */
function dayRange(value: string | undefined): { since?: string; until?: string } {
  if (value === undefined || !isDay(value)) return {};
  const [from, to] = [dayStart(value, HOME_ZONE), dayStart(addDays(value, 1), HOME_ZONE) - 1];
  return { since: new Date(from).toISOString(), until: new Date(to).toISOString() };
}

function AttemptTable({ rows }: { rows: readonly WebhookAttemptResponse[] }) {
  return (
    <TableRegion label="Posts">
      <table className="table">
        <thead>
          <tr>
            <th>Received</th>
            <th>Taken as</th>
            <th className="num">Answer</th>
            <th className="num">Rows</th>
            <th className="num">Stored</th>
            <th className="num">Duplicate</th>
            <th className="num">Bytes</th>
            <th className="num">Took, ms</th>
            <th>Event id</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((attempt) => (
            <tr key={attempt.id}>
              <td className={classes.nowrap}>
                <Link to="/webhook-attempts/$attemptId" params={{ attemptId: attempt.id }} className={classes.name}>
                  {instant(attempt.receivedAt, HOME_ZONE)}
                </Link>
                {attempt.via !== 'webhook' && <div className={classes.sub}>by {words(attempt.via).toLowerCase()}</div>}
              </td>
              <td>
                <AttemptChip status={attempt.status} />
                {attempt.problem && <div className={classes.sub}>{sentence(attempt.problem)}</div>}
              </td>
              <td className="num">{attempt.httpStatus ?? '–'}</td>
              <td className="num">{count(attempt.counts.received)}</td>
              <td className="num">{count(attempt.counts.stored)}</td>
              <td className="num">{count(attempt.counts.duplicates)}</td>
              <td className="num">{count(attempt.byteCount)}</td>
              <td className="num">{decimal(attempt.durationMs, 1)}</td>
              <td>
                <code style={{ fontSize: '0.75rem' }}>{attempt.eventId ?? '–'}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const HOURS = [
  { value: '1', label: 'last hour' },
  { value: '24', label: 'last 24 hours' },
  { value: '168', label: 'last 7 days' },
  { value: '720', label: 'last 30 days' },
];

function ReprocessFailed({ sourceId }: { sourceId: string }) {
  const start = useReprocessFailed(sourceId);
  const progress = useQuery(progressQuery(start.data?.id));
  const [hours, setHours] = useState('24');
  const at = progress.data ?? start.data;
  const run = () => start.mutate(new Date(Date.now() - Number(hours) * 3_600_000).toISOString());
  return (
    <Group gap={8} ml="auto">
      {at && (
        <div role="status" style={{ minWidth: 180 }}>
          <div className={classes.sub}>
            {at.total === 0
              ? 'Nothing had failed.'
              : `${count(at.done)} of ${count(at.total)}: ${count(at.recovered)} recovered, ${count(at.stillFailing)} as before`}
          </div>
          {at.total > 0 && <Progress size="sm" value={(100 * at.done) / at.total} aria-label="Taken up again" />}
        </div>
      )}
      <Select
        aria-label="Failed since"
        w={150}
        value={hours}
        data={HOURS}
        onChange={(value) => setHours(value ?? '24')}
      />
      <Button variant="default" loading={start.isPending || at?.status === 'running'} onClick={run}>
        Take failed posts up again
      </Button>
      <Refused error={start.error ?? progress.error} />
    </Group>
  );
}
