import { Checkbox } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { ReplanDetail, ReplanLine } from '../../shared/contracts/replans.ts';
import { ChannelDot } from '../parts/chips/channel-dot.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { cellMoney, decimal, money } from '../words/format.ts';
import { unitWord } from './unit-word.ts';
import classes from './replans.module.css';

/** The moves, each with a tick: from which line to which, how much, and what it adds. */
export function ReplanMoves(props: {
  replan: ReplanDetail;
  ticked: ReadonlySet<string>;
  onToggle: (moveId: string) => void;
}) {
  const { replan, ticked, onToggle } = props;
  const lines = new Map(replan.lines.map((line) => [line.lineId, line]));
  const digits = replan.gain < 1_000 ? 1 : 0;
  return (
    <TableRegion label="Proposed moves">
      <table className={`table ${classes.moves}`}>
        <thead>
          <tr>
            <th>
              <span className="visually-hidden">Make it</span>
            </th>
            <th>From and to</th>
            <th className="num">Move, $</th>
            <th className="num">Adds, {unitWord(replan.unit)}</th>
          </tr>
        </thead>
        <tbody>
          {replan.moves.map((move) => {
            const [from, to] = [lines.get(move.fromLineId), lines.get(move.toLineId)];
            if (!from || !to) return null;
            return (
              <tr key={move.id}>
                <td>
                  <Checkbox
                    aria-label={`Move ${money(move.cents)} from ${from.name} to ${to.name}`}
                    checked={ticked.has(move.id)}
                    onChange={() => onToggle(move.id)}
                  />
                </td>
                <td>
                  <span className={classes.way}>
                    <Name line={from} />
                    <span className={classes.name}>
                      <IconArrowRight size={15} aria-label="to" />
                      <Name line={to} />
                    </span>
                  </span>
                </td>
                <td className="num">{cellMoney(move.cents)}</td>
                <td className="num">
                  {move.response >= 0 ? '+' : '−'}
                  {decimal(Math.abs(move.response), digits)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableRegion>
  );
}

function Name({ line }: { line: ReplanLine }) {
  return (
    <span className={classes.name}>
      <ChannelDot channel={line.channel} />
      <span>{line.name}</span>
    </span>
  );
}
