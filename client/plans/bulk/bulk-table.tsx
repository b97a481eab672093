import { Button, Checkbox } from '@mantine/core';
import { IconCircleX, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import type { BulkRow } from '../../../shared/domain/plan-bulk/bulk-edit.ts';
import { Chip } from '../../parts/chips/status-chip.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { count } from '../../words/format.ts';
import { readableDays } from '../../words/readable-days.ts';
import classes from './bulk.module.css';

const FIRST_SHOWN = 150;

/** A row as it is shown: what it is of, beside what would change. */
export type ShownRow = BulkRow & Readonly<{ id: string; note: string }>;

/** Lines or flights to tick, each with what would change. */
export function BulkTable(props: {
  rows: readonly ShownRow[];
  chosen: ReadonlySet<string>;
  target: 'flights' | 'lines';
  onChoose: (ids: readonly string[], isChosen: boolean) => void;
}) {
  const { rows, chosen } = props;
  const [isWhole, setWhole] = useState(false);
  const visible = isWhole ? rows : rows.slice(0, FIRST_SHOWN);
  const isAll = rows.length > 0 && rows.every(({ id }) => chosen.has(id));
  return (
    <TableRegion label="Lines and flights" className={classes.scroll}>
      <table className="table">
        <thead>
          <tr>
            <th>
              <Checkbox
                aria-label={`Choose all ${props.target} shown`}
                checked={isAll}
                indeterminate={!isAll && rows.some(({ id }) => chosen.has(id))}
                disabled={rows.length === 0}
                onChange={() =>
                  props.onChoose(
                    rows.map(({ id }) => id),
                    !isAll,
                  )
                }
              />
            </th>
            <th>{props.target === 'flights' ? 'Line and flight' : 'Line'}</th>
            <th>Now</th>
            <th>Then</th>
          </tr>
        </thead>
        <tbody>
          {visible.map((row) => (
            <tr key={row.id} className={row.reason ? classes.refused : row.to === null ? undefined : classes.changed}>
              <td>
                <Checkbox
                  aria-label={`Choose ${row.line}${row.note ? `, ${row.note}` : ''}`}
                  checked={chosen.has(row.id)}
                  onChange={() => props.onChoose([row.id], !chosen.has(row.id))}
                />
              </td>
              <td>
                {row.line} {row.note && <span className={classes.note}>{row.note}</span>}
              </td>
              <td className={row.to === null ? undefined : classes.from}>{readableDays(row.from)}</td>
              <td>
                {row.to !== null && (
                  <span className={classes.to}>
                    <Chip tone="over" icon={IconPencil}>
                      Changed
                    </Chip>
                    <strong>{readableDays(row.to)}</strong>
                  </span>
                )}
                {row.reason && (
                  <span className={classes.to}>
                    <Chip tone="bad" icon={IconCircleX}>
                      Stays
                    </Chip>
                    <span className={classes.reason}>{readableDays(row.reason)}</span>
                  </span>
                )}
              </td>
            </tr>
          ))}
          {visible.length < rows.length && (
            <tr>
              <td colSpan={4}>
                <Button size="compact-sm" variant="default" onClick={() => setWhole(true)}>
                  Show all {count(rows.length)}
                </Button>{' '}
                <span className="quiet">Choosing all means these too.</span>
              </td>
            </tr>
          )}
          {rows.length === 0 && (
            <tr>
              <td colSpan={4} className="quiet">
                Nothing fits the filter.
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </TableRegion>
  );
}
