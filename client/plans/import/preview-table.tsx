import { Button, Checkbox } from '@mantine/core';
import { IconCircleX, IconEqual, IconMinus, IconPencil, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { ImportPreview, ImportRow } from '../../../shared/domain/plan-import/preview.ts';
import { Chip } from '../../parts/chips/status-chip.tsx';
import { Segmented } from '../../parts/fields/segmented.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { count, money, period } from '../../words/format.ts';
import { readableDays } from '../../words/readable-days.ts';
import classes from './import.module.css';

const LOOKS = {
  new: ['on', IconPlus, 'New'],
  changed: ['over', IconPencil, 'Changed'],
  same: ['neutral', IconEqual, 'No change'],
  error: ['bad', IconCircleX, 'Not taken'],
} as const;
const FIRST_SHOWN = 200;
const MOST_CHANGES = 6;

/** Each row of the file with what it would do: green new, amber changed, red not taken with the reason. */
export function PreviewTable(props: {
  preview: ImportPreview;
  chosen: ReadonlySet<number>;
  onChoose: (rows: readonly number[], isChosen: boolean) => void;
}) {
  const { preview, chosen } = props;
  const counts = { new: 0, changed: 0, same: 0, error: preview.left.length };
  for (const { status } of preview.rows) counts[status] += 1;
  const [shown, setShown] = useState<'all' | ImportRow['status']>('all');
  const [isWhole, setWhole] = useState(false);
  const rows = preview.rows.filter(({ status }) => shown === 'all' || status === shown);
  const takeable = rows.filter(isTakeable);
  const visible = isWhole ? rows : rows.slice(0, FIRST_SHOWN);
  const isAll = takeable.length > 0 && takeable.every(({ row }) => chosen.has(row));
  const left = shown === 'all' || shown === 'error' ? preview.left : [];
  return (
    <>
      <div style={{ overflowX: 'auto' }}>
        <Segmented
          label="Rows shown"
          value={shown}
          options={[
            { value: 'all', label: `All ${count(preview.rows.length + preview.left.length)}` },
            { value: 'new', label: `New ${count(counts.new)}` },
            { value: 'changed', label: `Changed ${count(counts.changed)}` },
            { value: 'same', label: `No change ${count(counts.same)}` },
            { value: 'error', label: `Not taken ${count(counts.error)}` },
          ]}
          onChange={setShown}
        />
      </div>
      <TableRegion label="Rows of the file" className={classes.scroll}>
        <table className="table">
          <thead>
            <tr>
              <th>
                <Checkbox
                  aria-label="Take all rows shown"
                  checked={isAll}
                  indeterminate={!isAll && takeable.some(({ row }) => chosen.has(row))}
                  disabled={takeable.length === 0}
                  onChange={() =>
                    props.onChoose(
                      takeable.map(({ row }) => row),
                      !isAll,
                    )
                  }
                />
              </th>
              <th className="num">Row</th>
              <th>Line</th>
              <th>Does</th>
              <th>What</th>
            </tr>
          </thead>
          <tbody>
            {visible.map((row) => (
              <PreviewRow key={row.row} row={row} isChosen={chosen.has(row.row)} onChoose={props.onChoose} />
            ))}
            {left.map((row) => (
              <tr key={row.row}>
                <td />
                <td className="num quiet">{row.row}</td>
                <td className="quiet">{row.says}</td>
                <td>
                  <Chip tone="neutral" icon={IconMinus}>
                    No line
                  </Chip>
                </td>
                <td className="quiet">{row.reason}</td>
              </tr>
            ))}
            {rows.length + left.length === 0 && (
              <tr>
                <td colSpan={5} className="quiet">
                  No rows.
                </td>
              </tr>
            )}
          </tbody>
        </table>
      </TableRegion>
      {visible.length < rows.length && (
        <Button variant="default" onClick={() => setWhole(true)} style={{ alignSelf: 'flex-start' }}>
          Show all {count(rows.length)} rows
        </Button>
      )}
    </>
  );
}

/** True for rows that would change the plan. */
export const isTakeable = ({ status }: Pick<ImportRow, 'status'>) => status === 'new' || status === 'changed';

function PreviewRow(props: {
  row: ImportRow;
  isChosen: boolean;
  onChoose: (rows: readonly number[], isChosen: boolean) => void;
}) {
  const { row } = props;
  const [tone, icon, word] = LOOKS[row.status];
  return (
    <tr className={classes[row.status]}>
      <td>
        {isTakeable(row) && (
          <Checkbox
            aria-label={`Take row ${row.row}, ${row.line}`}
            checked={props.isChosen}
            onChange={() => props.onChoose([row.row], !props.isChosen)}
          />
        )}
      </td>
      <td className="num quiet">{row.row}</td>
      <td>{row.line}</td>
      <td>
        <Chip tone={tone} icon={icon}>
          {word}
        </Chip>
      </td>
      <td>
        <ul className={classes.changes}>
          {row.changes.slice(0, MOST_CHANGES).map(({ what, from, to }) => (
            <li key={`${what} ${to}`}>
              {readableDays(what)}: {from !== null && <span className={classes.from}>{readableDays(from)}</span>}{' '}
              <strong>{readableDays(to)}</strong>
            </li>
          ))}
          {row.changes.length > MOST_CHANGES && (
            <li className="quiet">and {count(row.changes.length - MOST_CHANGES)} more</li>
          )}
          {row.addition?.flights.map((flight) => (
            <li key={flight.startDay}>
              {' '}
              {period(flight.startDay, flight.endDay)}, <strong>{money(flight.budgetCents)}</strong>
            </li>
          ))}
          {row.reasons.map((reason) => (
            <li key={reason} className={classes.reason}>
              {readableDays(reason)}
            </li>
          ))}
          {row.notes.map((note) => (
            <li key={note} className="quiet">
              {note}
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}
