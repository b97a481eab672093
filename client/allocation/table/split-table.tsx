import { Fragment } from 'react';
import type { AllocationAnswer } from '../../../shared/domain/allocation/request.ts';
import { channelColor } from '../../parts/chips/channel-dot.tsx';
import { TableRegion } from '../../parts/table/table-region.tsx';
import { money, NO_VALUE, percent, signedMoney } from '../../words/format.ts';
import { CurveChart } from './curve-chart.tsx';
import { LineBasis } from '../why/split-notes.tsx';
import {
  GROUP_NAMES,
  wishOf,
  type BandLevel,
  type GroupHold,
  type GroupId,
  type SplitLine,
  type Wish,
  type Wishes,
} from '../split-model.ts';
import { SplitRow } from './split-row.tsx';
import { whyOf } from '../why/split-why.tsx';
import classes from '../split.module.css';

const COLUMNS = 10;

export type SplitTableProps = Readonly<{
  lines: readonly SplitLine[];
  wishes: Wishes;
  answer: AllocationAnswer | undefined;
  proposed: ReadonlyMap<string, number>;
  holds: ReadonlyMap<GroupId, GroupHold>;
  level: BandLevel;
  mostCents: number;
  unitWord: string;
  /** The line that is open; null where none is. */
  chosenId: string | null;
  onChoose: (id: string | null) => void;
  onWish: (id: string, change: Partial<Wish>) => void;
}>;

/** The lines of the split; the open one shows its curve, why it gets what it gets, and what that rests on. */
export function SplitTable(props: SplitTableProps) {
  const { lines, wishes, answer, proposed, holds, level, mostCents, unitWord, chosenId } = props;
  const allocations = new Map(answer?.allocations.map((one) => [one.id, one]));
  return (
    <TableRegion label="Lines of the split">
      <table className={`table ${classes.table}`}>
        <thead>
          <tr>
            <th>Line</th>
            <th>Curve</th>
            <th>Slide to pin</th>
            <th className="num">Now</th>
            <th className="num">Proposed, $</th>
            <th className="num">Change</th>
            <th className="num">Next $100</th>
            <th>Why</th>
            <th>Limits, $</th>
            <th>Pin</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((one) => {
            const { line } = one;
            const wish = wishOf(wishes, line.id);
            const allocation = allocations.get(line.id);
            const why =
              answer && allocation
                ? whyOf({
                    ...{ allocation, unitWord, isPinned: wish.pinnedCents !== null },
                    hold: holds.get(one.group),
                    elsewherePerDollar: answer.shadowPricePerDollar,
                  })
                : null;
            const isChosen = line.id === chosenId;
            return (
              <Fragment key={line.id}>
                <SplitRow
                  split={one}
                  {...{ level, wish, allocation, why, mostCents, isChosen }}
                  onWish={(change) => props.onWish(line.id, change)}
                  onChoose={() => props.onChoose(isChosen ? null : line.id)}
                />
                {isChosen && (
                  <tr className={classes.opened}>
                    <td colSpan={COLUMNS}>
                      <div className={classes.below}>
                        <CurveChart
                          line={one}
                          {...{ level, mostCents, unitWord }}
                          nowCents={line.budgetCents}
                          proposedCents={proposed.get(line.id) ?? 0}
                          color={channelColor(line.channel)}
                        />
                        <section aria-label={`What ${line.name} rests on`}>
                          <ul className={classes.basis}>
                            {why && (
                              <li>
                                <strong>{why.word}.</strong> {why.reason}
                              </li>
                            )}
                            <LineBasis split={one} unitWord={unitWord} />
                          </ul>
                        </section>
                      </div>
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
        <SplitFoot {...{ lines, proposed, holds }} />
      </table>
    </TableRegion>
  );
}

type Sum = Readonly<{ count: number; now: number; then: number }>;

/** The groups where there are several, with their shares, then the total. */
function SplitFoot({ lines, proposed, holds }: Pick<SplitTableProps, 'lines' | 'proposed' | 'holds'>) {
  const groups = [...new Set(lines.map(({ group }) => group))];
  const sumOf = (some: readonly SplitLine[]): Sum => ({
    count: some.length,
    now: some.reduce((sum, { line }) => sum + line.budgetCents, 0),
    then: some.reduce((sum, { line }) => sum + (proposed.get(line.id) ?? 0), 0),
  });
  const total = sumOf(lines);
  return (
    <tfoot>
      {groups.length > 1 &&
        groups.map((group) => {
          const sum = sumOf(lines.filter((one) => one.group === group));
          const hold = holds.get(group);
          return (
            <tr key={group} className={classes.groupSum}>
              <td colSpan={3}>
                {GROUP_NAMES[group]}{' '}
                <span className="quiet">
                  {sum.count} {sum.count === 1 ? 'line' : 'lines'}
                  {total.then > 0 && `, ${percent(sum.then / total.then)} of it`}
                </span>
              </td>
              <Amounts sum={sum} />
              <td colSpan={4}>{hold && <span className="quiet">held at its {hold.side}</span>}</td>
            </tr>
          );
        })}
      <tr>
        <td colSpan={3}>Total</td>
        <Amounts sum={total} isTotal />
        <td colSpan={4} />
      </tr>
    </tfoot>
  );
}

function Amounts({ sum, isTotal }: { sum: Sum; isTotal?: boolean }) {
  return (
    <>
      <td className="num" data-label="Now">
        {money(sum.now)}
      </td>
      <td className="num" data-label="Proposed" data-testid={isTotal ? 'split-total' : undefined}>
        {money(sum.then)}
      </td>
      <td className="num" data-label="Change">
        {sum.then === sum.now ? <span className="quiet">{NO_VALUE}</span> : signedMoney(sum.then - sum.now)}
      </td>
    </>
  );
}
