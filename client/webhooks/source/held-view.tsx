import { Group } from '@mantine/core';
import { IconShieldQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { HeldRowResponse } from '../../../shared/contracts/deliveries.ts';
import { AskButton } from '../../parts/actions/ask-button.tsx';
import { StatusChip } from '../../parts/chips/status-chip.tsx';
import { sayDone, sayFailed } from '../../parts/notices/announce.ts';
import { Loaded } from '../../parts/notices/loaded.tsx';
import { EmptyNotice } from '../../parts/notices/notices.tsx';
import { Panel } from '../../parts/page/panel.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { useMay } from '../../people/session.ts';
import { count, day, HOME_ZONE, instant, points, rate, words } from '../../words/format.ts';
import { readableDays } from '../../words/readable-days.ts';
import { heldRowsQuery, useResolveHeldRow } from '../source-queries.ts';
import classes from '../webhooks.module.css';

/** Rows that contradict what is stored, or can't be booked: nothing is dropped unseen. */
export function HeldView({ sourceId }: { sourceId: string }) {
  const held = useQuery(heldRowsQuery(sourceId));
  return (
    <Panel title="Held rows" note="kept apart until somebody decides" flush>
      <Loaded query={held}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyNotice
              icon={IconShieldQuestion}
              title="Nothing is held"
              text="A row that says other numbers for the same revision, or that can't be booked, waits here."
            />
          ) : (
            <HeldTable rows={rows} />
          )
        }
      </Loaded>
    </Panel>
  );
}

type RowFields = Readonly<Record<string, unknown>>;
const SAID: readonly (readonly [name: string, say: (value: number) => string])[] = [
  ['spendMicros', rate],
  ['impressions', (value) => `${count(value)} impressions`],
  ['clicks', (value) => `${count(value)} clicks`],
  ['completedViews', (value) => `${count(value)} completed views`],
  ['conversions', (value) => `${count(value)} conversions`],
  ['conversionValueMicros', (value) => `${rate(value)} of conversions`],
  ['grpHundredths', (value) => `${points(value)} rating points`],
];

/** The numbers of a row in words; what the other row has otherwise stands out. Nothing is said of zeros on both sides. */
function Numbers({ row, other }: { row: RowFields; other?: RowFields }) {
  const told = SAID.filter(([name]) => Number(row[name] ?? 0) !== 0 || Number(other?.[name] ?? 0) !== 0);
  if (told.length === 0) return 'Zero throughout';
  return told.map(([name, say]) => {
    const isOther = other !== undefined && Number(row[name] ?? 0) !== Number(other[name] ?? 0);
    return (
      <div key={name}>{isOther ? <strong>{say(Number(row[name] ?? 0))}</strong> : say(Number(row[name] ?? 0))}</div>
    );
  });
}

function HeldTable({ rows }: { rows: readonly HeldRowResponse[] }) {
  const resolve = useResolveHeldRow();
  const mayEdit = useMay('edit');
  const settle = (id: string, action: 'accept' | 'drop') => (note: string) =>
    resolve.mutate(
      { id, action, note },
      {
        onSuccess: () =>
          sayDone(action === 'accept' ? 'Booked as a newer revision.' : 'Dropped; what was stored stands.'),
        onError: sayFailed,
      },
    );
  return (
    <TableRegion label="Held rows">
      <table className="table">
        <thead>
          <tr>
            <th>Placement and day</th>
            <th>Why</th>
            <th>Says</th>
            <th>Stored</th>
            <th>Received</th>
            <th>State</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td className={classes.nowrap}>
                <strong>{row.placement}</strong>
                <div className={classes.sub}>{day(row.day, 'weekday')}</div>
              </td>
              <td className={classes.why}>{readableDays(row.message)}</td>
              <td className={classes.nowrap}>
                <Numbers row={row.row} other={row.stored ?? undefined} />
              </td>
              <td className={classes.nowrap}>
                {row.stored ? <Numbers row={row.stored} other={row.row} /> : <span className="quiet">Nothing</span>}
              </td>
              <td className={classes.nowrap}>
                <Link to="/webhook-attempts/$attemptId" params={{ attemptId: row.attemptId }}>
                  {instant(row.receivedAt, HOME_ZONE)}
                </Link>
              </td>
              <td>
                {row.state === 'waiting' && mayEdit ? (
                  <Group gap={6} wrap="nowrap">
                    {row.kind === 'quarantine' && (
                      <AskButton
                        label="Accept…"
                        question="Why is the held row right?"
                        isBusy={resolve.isPending}
                        onAnswer={settle(row.id, 'accept')}
                      />
                    )}
                    <AskButton
                      label="Drop…"
                      question="Why is the held row wrong?"
                      isBusy={resolve.isPending}
                      onAnswer={settle(row.id, 'drop')}
                    />
                  </Group>
                ) : (
                  <>
                    <StatusChip
                      status={row.state === 'waiting' ? 'unmatched' : row.state === 'accepted' ? 'ok' : 'canceled'}
                      word={words(row.state)}
                    />
                    {row.note && <div className={classes.sub}>{row.note}</div>}
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}
