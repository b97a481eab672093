import { Button, Group, Select } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState, type KeyboardEvent } from 'react';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { AsRunRowResponse } from '../../shared/contracts/reconciliation.ts';
import { addDays } from '../../shared/domain/calendar/day.ts';
import { AskButton } from '../parts/actions/ask-button.tsx';
import { StatusChip } from '../parts/chips/status-chip.tsx';
import { sayDone, sayFailed } from '../parts/notices/announce.ts';
import { EmptyNotice, ErrorNotice, RowsSkeleton } from '../parts/notices/notices.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { MoreRows } from '../parts/table/more-rows.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { spotsQuery } from '../spots/spot-queries.ts';
import { day, money, NO_VALUE, words } from '../words/format.ts';
import { readableDays } from '../words/readable-days.ts';
import { reasonWord, UNMATCHED_REASONS } from './reason-words.ts';
import { importsQuery, rowsQuery, useIgnoreRow, useResolveRow } from './reconciliation-queries.ts';
import classes from './reconciliation.module.css';

const STATES = ['unmatched', 'matched', 'resolved', 'ignored'] as const;
const LOOKS = { matched: 'ok', unmatched: 'unmatched', resolved: 'ok', ignored: 'canceled' } as const;

/** Rows of as-run files: why each matched, and the queue of those that did not. */
export function RowsView({ campaign, mayEdit }: { campaign: CampaignResponse; mayEdit: boolean }) {
  const search = useSearch({ from: '/signed-in/campaigns/$campaignId/reconciliation' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId/reconciliation' });
  const imports = useQuery(importsQuery(campaign.id));
  const rows = useInfiniteQuery(
    rowsQuery(campaign.id, { importId: search.import, state: search.state, reason: search.reason }),
  );
  const all = rows.data?.pages.flatMap((page) => page.items) ?? [];
  const narrow = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const isNarrow = search.import !== undefined || search.state !== undefined || search.reason !== undefined;
  return (
    <>
      <div className={classes.filters}>
        <Select
          aria-label="State"
          w={150}
          value={search.state ?? 'all'}
          data={[{ value: 'all', label: 'All states' }, ...STATES.map((value) => ({ value, label: words(value) }))]}
          onChange={(value) => narrow({ state: STATES.find((one) => one === value) })}
        />
        <Select
          aria-label="Why"
          w={230}
          value={search.reason ?? 'all'}
          data={[
            { value: 'all', label: 'For any reason' },
            ...UNMATCHED_REASONS.map((value) => ({ value, label: reasonWord(value) })),
          ]}
          onChange={(value) => narrow({ reason: value === 'all' ? undefined : (value ?? undefined) })}
        />
        <Select
          aria-label="File"
          w={230}
          value={search.import ?? 'all'}
          data={[
            { value: 'all', label: 'From any file' },
            ...(imports.data ?? []).map((one) => ({ value: one.id, label: one.fileName })),
          ]}
          onChange={(value) => narrow({ import: value === 'all' ? undefined : (value ?? undefined) })}
        />
      </div>
      <Panel flush>
        {rows.isLoading ? (
          <RowsSkeleton rows={8} />
        ) : rows.error ? (
          <ErrorNotice error={rows.error} onRetry={() => void rows.refetch()} />
        ) : all.length === 0 ? (
          <EmptyNotice
            icon={IconChecklist}
            title={isNarrow ? 'No row fits' : 'No rows yet'}
            text={
              isNarrow
                ? 'No as-run row has this state, reason and file.'
                : 'Rows appear here once a station’s as-run is imported.'
            }
            action={
              isNarrow && (
                <Button
                  variant="default"
                  onClick={() => narrow({ import: undefined, state: undefined, reason: undefined })}
                >
                  Show all
                </Button>
              )
            }
          />
        ) : (
          <RowTable rows={all} campaign={campaign} mayEdit={mayEdit} />
        )}
      </Panel>
      <MoreRows rows={rows} word="Show more" />
    </>
  );
}

function RowTable({
  rows,
  campaign,
  mayEdit,
}: {
  rows: readonly AsRunRowResponse[];
  campaign: CampaignResponse;
  mayEdit: boolean;
}) {
  return (
    <TableRegion label="As-run rows">
      <table className="table">
        <thead>
          <tr>
            <th className="num">Row</th>
            <th>Station says</th>
            <th>Copy</th>
            <th className="num">Length, s</th>
            <th className="num">Invoiced</th>
            <th>State</th>
            <th>Why</th>
            <th>
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody onKeyDown={walkRows}>
          {rows.map((row) => (
            <tr key={row.id}>
              <td className="num quiet">{row.rowNumber}</td>
              <td>
                <div className={classes.nowrap}>
                  <strong>{row.station ?? NO_VALUE}</strong> {row.airDay && day(row.airDay, 'weekday')} {row.clock}
                  {row.stationStatus && <span className={classes.sub}> “{row.stationStatus}”</span>}
                </div>
                {row.program && <div className={classes.sub}>in {row.program}</div>}
                {row.state === 'unmatched' && <div className={classes.raw}>{row.raw}</div>}
              </td>
              <td>
                <code>{row.adId || NO_VALUE}</code>
              </td>
              <td className="num">{row.lengthSeconds ?? NO_VALUE}</td>
              <td className="num">{row.costCents === null ? NO_VALUE : money(row.costCents)}</td>
              <td>
                <StatusChip status={LOOKS[row.state]} word={words(row.state)} />
              </td>
              <td className={classes.why}>
                {reasonWord(row.reason)}
                <div className={classes.sub}>{readableDays(row.explanation)}</div>
              </td>
              <td>{row.state === 'unmatched' && mayEdit && <Settle row={row} campaign={campaign} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

/** Up and down go from one open row to the next; Enter opens it. Not while a list of spots is open. */
function walkRows(event: KeyboardEvent<HTMLTableSectionElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const from = event.target;
  if (step === 0 || !(from instanceof HTMLButtonElement)) return;
  event.preventDefault();
  goToRow(event.currentTarget, [...event.currentTarget.rows].indexOf(from.closest('tr') as HTMLTableRowElement), step);
}

/** Focuses the nearest row still to settle in a direction. */
function goToRow(body: HTMLTableSectionElement, at: number, step: number): void {
  const rows = [...body.rows];
  for (let next = at + step; next >= 0 && next < rows.length; next += step) {
    const button = rows[next]?.querySelector<HTMLElement>('[data-settle]');
    if (button) return button.focus();
  }
}

/** Says which spot a row is of, or leaves it aside. */
function Settle({ row, campaign }: { row: AsRunRowResponse; campaign: CampaignResponse }) {
  const resolve = useResolveRow(row.id);
  const ignore = useIgnoreRow(row.id);
  const place = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  /** The next row's turn, before this one leaves the list. */
  const goOn = () => {
    const line = place.current?.closest('tr');
    const body = line?.closest('tbody');
    if (line && body) goToRow(body, line.sectionRowIndex, 1);
  };
  const [spotId, setSpotId] = useState<string | null>(row.candidateSpotIds[0] ?? null);
  const from = row.airDay ? addDays(row.airDay, -1) : campaign.startDay;
  const to = row.airDay ? addDays(row.airDay, 2) : campaign.endDay;
  const spots = useQuery({
    ...spotsQuery(campaign.id, { from, to, station: row.station ?? undefined }),
    enabled: isOpen,
  });
  const options = (spots.data ?? []).map((spot) => ({
    value: spot.id,
    label: `${spot.station} ${day(spot.airDay)} ${spot.clock}, ${spot.lengthSeconds} s, ${words(spot.status).toLowerCase()}`,
  }));
  if (!isOpen) {
    return (
      <Group gap={6} wrap="nowrap" ref={place}>
        <Button size="compact-sm" variant="default" data-settle onClick={() => setOpen(true)}>
          Match…
        </Button>
        <AskButton
          label="Ignore…"
          question="Why does this row not count?"
          isBusy={ignore.isPending}
          onAnswer={(note) => {
            goOn();
            ignore.mutate(note, { onSuccess: () => sayDone('Left aside.'), onError: sayFailed });
          }}
        />
      </Group>
    );
  }
  return (
    <Group gap={6} wrap="nowrap" ref={place}>
      <Select
        aria-label="Spot this row is of"
        autoFocus
        size="xs"
        w={270}
        searchable
        placeholder={spots.isLoading ? 'Reading spots…' : 'Choose the spot'}
        nothingFoundMessage="No spot near this day"
        value={spotId}
        data={options}
        onChange={setSpotId}
      />
      <Button
        size="xs"
        disabled={!spotId}
        loading={resolve.isPending}
        onClick={() => {
          if (!spotId) return;
          goOn();
          resolve.mutate({ spotId }, { onSuccess: () => sayDone('Matched.'), onError: sayFailed });
        }}
      >
        Match
      </Button>
      <Button size="xs" variant="default" onClick={() => setOpen(false)}>
        Back
      </Button>
    </Group>
  );
}
