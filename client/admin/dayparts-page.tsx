import { Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconSunHigh, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import type { MarketDaypartsResponse } from '../../shared/contracts/dayparts.ts';
import { ConfirmButton } from '../parts/actions/confirm-button.tsx';
import { sayDone } from '../parts/notices/announce.ts';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { Refused } from '../parts/notices/refused.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { useMay } from '../people/session.ts';
import { instant, HOME_ZONE } from '../words/format.ts';
import { marketsQuery, useRemoveDayparts, useSaveDayparts } from './dayparts-queries.ts';
import classes from './dayparts.module.css';

/** Dayparts by market: what the parts of the broadcast day are called there, and when they start and end. */
export function DaypartsPage() {
  const markets = useQuery(marketsQuery);
  const { market } = useSearch({ from: '/signed-in/admin/dayparts' });
  const navigate = useNavigate({ from: '/admin/dayparts' });
  return (
    <>
      <PageHead
        title="Dayparts"
        tab="Dayparts"
        note="Data of each market, on the broadcast clock: 25:00 is 1 a.m. of the next calendar day, 29:00 ends the day."
      />
      <Loaded query={markets}>
        {(all) => {
          const chosen = all.find((one) => one.market === market) ?? all[0];
          if (!chosen) {
            return (
              <Panel flush>
                <EmptyNotice
                  icon={IconSunHigh}
                  title="No markets yet"
                  text="A market appears here once a campaign runs in it."
                />
              </Panel>
            );
          }
          return (
            <Panel
              title={chosen.name}
              note={`DMA ${chosen.market}${chosen.timeZone ? ` · ${chosen.timeZone}` : ''} · ${standingOf(chosen)}`}
              actions={
                <Select
                  aria-label="Market"
                  size="xs"
                  w={200}
                  allowDeselect={false}
                  value={chosen.market}
                  data={all.map((one) => ({ value: one.market, label: one.name }))}
                  onChange={(value) => void navigate({ search: { market: value ?? undefined }, replace: true })}
                />
              }
            >
              <Table key={`${chosen.market} ${chosen.rev}`} market={chosen} />
            </Panel>
          );
        }}
      </Loaded>
    </>
  );
}

function standingOf({ isUsual, updatedBy, updatedAt }: MarketDaypartsResponse): string {
  if (isUsual || !updatedAt) return 'the usual ones of its time zone';
  return `set by ${updatedBy}, ${instant(updatedAt, HOME_ZONE)}`;
}

type Row = Readonly<{ key: number; id: string; name: string; start: string; end: string }>;
let keys = 0;
const keyed = (dayparts: MarketDaypartsResponse['dayparts']): readonly Row[] =>
  dayparts.map((daypart) => ({ key: (keys += 1), ...daypart }));

function Table({ market }: { market: MarketDaypartsResponse }) {
  const mayAdminister = useMay('administer');
  const save = useSaveDayparts(market);
  const remove = useRemoveDayparts(market);
  const [rows, setRows] = useState(() => keyed(market.dayparts));
  const change = (key: number, set: Partial<Row>) =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...set } : row)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      rows.map(({ key: _key, ...daypart }) => daypart),
      { onSuccess: () => sayDone(`${market.name} has its own dayparts. The next schedule uses them.`) },
    );
  };
  return (
    <form onSubmit={submit} className={classes.stack} aria-label={`Dayparts of ${market.name}`}>
      <TableRegion label="Dayparts">
        <table className={`table ${classes.table}`}>
          <thead>
            <tr>
              <th>Name</th>
              <th>Used in lines as</th>
              <th>Starts</th>
              <th>Ends before</th>
              <th>
                <span className="visually-hidden">Remove</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key}>
                {(['name', 'id', 'start', 'end'] as const).map((field) => (
                  <td key={field}>
                    <TextInput
                      aria-label={`${FIELD_WORDS[field]} of ${row.name || 'the new daypart'}`}
                      size="xs"
                      w={field === 'name' || field === 'id' ? 160 : 80}
                      readOnly={!mayAdminister}
                      value={row[field]}
                      onChange={(event) => change(row.key, { [field]: event.currentTarget.value })}
                    />
                  </td>
                ))}
                <td className="num">
                  {mayAdminister && (
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      color="gray"
                      leftSection={<IconTrash size={14} />}
                      onClick={() => setRows(rows.filter(({ key }) => key !== row.key))}
                      aria-label={`Remove ${row.name || 'the new daypart'}`}
                    >
                      Remove
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableRegion>
      <Refused error={save.error ?? remove.error} />
      {mayAdminister && (
        <div className={classes.actions}>
          <Button type="submit" loading={save.isPending} disabled={rows.length === 0}>
            Save
          </Button>
          <Button
            variant="default"
            leftSection={<IconPlus size={15} />}
            onClick={() => setRows([...rows, { key: (keys += 1), id: '', name: '', start: '', end: '' }])}
          >
            Add a daypart
          </Button>
          {!market.isUsual && (
            <ConfirmButton
              label="Back to the usual ones"
              question={`Take ${market.name} back?`}
              consequence="The table is removed; the usual dayparts of the time zone hold again. Spots keep the windows they were sold with."
              isBusy={remove.isPending}
              onConfirm={() => remove.mutate(undefined, { onSuccess: () => sayDone('The usual dayparts hold again.') })}
            />
          )}
        </div>
      )}
    </form>
  );
}

const FIELD_WORDS = { name: 'Name', id: 'Code', start: 'Start', end: 'End' } as const;
