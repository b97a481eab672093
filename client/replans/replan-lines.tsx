import { Button } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { ReplanDetail } from '../../shared/contracts/replans.ts';
import { TableRegion } from '../parts/table/table-region.tsx';
import { cellMoney, decimal, NO_VALUE, signedMoney } from '../words/format.ts';
import classes from './replans.module.css';

/** Every line's floor and ceiling with the reasons, opened when somebody wants to know why. */
export function ReplanLines({ replan }: { replan: ReplanDetail }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        aria-expanded={isOpen}
        leftSection={isOpen ? <IconChevronDown size={15} /> : <IconChevronRight size={15} />}
        onClick={() => setOpen(!isOpen)}
      >
        Floors, ceilings and reasons
      </Button>
      {isOpen && (
        <TableRegion label="Floors and ceilings by line">
          <table className={`table ${classes.lines}`}>
            <thead>
              <tr>
                <th>Line</th>
                <th className="num">Planned, $</th>
                <th className="num">Floor, $</th>
                <th className="num">Ceiling, $</th>
                <th className="num">Proposed, $</th>
                <th className="num">Change</th>
                <th className="num">Next $100</th>
              </tr>
            </thead>
            <tbody>
              {replan.lines.map((line) => (
                <tr key={line.lineId}>
                  <td className={classes.why}>
                    <strong>{line.name}</strong>
                    <small>At least: {line.floorReason}</small>
                    <small>At most: {line.ceilingReason}</small>
                  </td>
                  <td className="num">{cellMoney(line.plannedCents) || '0'}</td>
                  <td className="num">{cellMoney(line.floorCents) || '0'}</td>
                  <td className="num">{cellMoney(line.ceilingCents) || '0'}</td>
                  <td className="num">{cellMoney(line.proposedCents) || '0'}</td>
                  <td className="num">
                    {line.proposedCents === line.plannedCents
                      ? NO_VALUE
                      : signedMoney(line.proposedCents - line.plannedCents)}
                  </td>
                  <td className="num">{line.curve ? decimal(100 * line.marginalPerDollar, 2) : NO_VALUE}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableRegion>
      )}
    </div>
  );
}
