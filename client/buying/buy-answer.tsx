import type { PlanBuyResponse } from '../../shared/contracts/buying.ts';
import { Figure, FigureStrip } from '../parts/figures/figure.tsx';
import { IssueList } from '../parts/notices/issue-list.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { ProofChip } from '../spots/runs/proof.tsx';
import { daypartWord } from '../spots/spot-words.ts';
import { basisPoints, count, day, decimal, money, percent, points, tableMoney } from '../words/format.ts';
import type { BuyableLine } from './buy-rules.ts';
import classes from './buying.module.css';

type Row = PlanBuyResponse['rows'][number];

/** What the best buy is, how near to the bound, and the spots by line and week with their sums. */
export function BuyAnswer(props: { answer: PlanBuyResponse; lines: readonly BuyableLine[]; note: string }) {
  const { answer, lines } = props;
  const weeks = answer.weeks.map(({ week }) => week);
  const names = new Map(lines.map(({ line }) => [line.id, line.name]));
  const byLine = new Map<string, Row[]>();
  for (const row of answer.rows) byLine.set(row.lineId, [...(byLine.get(row.lineId) ?? []), row]);
  const kept = new Set(weeks.filter((week) => answer.rows.every((row) => row.week !== week || row.isLocked)));
  const cell = tableMoney([...answer.rows.map(({ costCents }) => costCents), answer.totalCents]);
  const spots = answer.weeks.reduce((sum, week) => sum + week.spots, 0);
  return (
    <>
      <Panel title="Answer" note={props.note} actions={<ProofChip status={answer.status} />}>
        <FigureStrip label="What the buy is worth">
          <Figure label="Spots" value={count(spots)} />
          <Figure label="Cost, gross" value={money(answer.totalCents)} note={`of ${money(answer.budgetCents)}`} />
          <Figure label="Rating points" value={points(answer.ratingHundredths)} />
          {answer.reach !== null && <Figure label="Reached at least once" value={percent(answer.reach)} />}
          <Figure label="Below the bound by" value={`${decimal(100 * answer.gap, 3)} %`} note={boundWords(answer)} />
        </FigureStrip>
        {answer.issues.length > 0 && <IssueList issues={answer.issues} />}
      </Panel>
      <Panel
        title="Spots by line and week"
        note={kept.size > 0 ? 'by the week’s Monday; weeks that began keep their spots' : 'by the week’s Monday'}
        flush
      >
        <TableRegion label="The buy, line by line">
          <table className={`table ${classes.answer}`}>
            <thead>
              <tr>
                <th>Line</th>
                {weeks.map((week) => (
                  <th key={week} className="num">
                    {day(week)}
                    {kept.has(week) && <div className="quiet">kept</div>}
                  </th>
                ))}
                <th className="num">Spots</th>
                <th className="num">Points</th>
                <th className="num">Cost, $</th>
              </tr>
            </thead>
            <tbody>
              {[...byLine].map(([lineId, rows]) => (
                <LineRow key={lineId} name={names.get(lineId) ?? lineId} rows={rows} weeks={weeks} money={cell} />
              ))}
            </tbody>
            <tfoot>
              <tr>
                <td>All lines</td>
                {answer.weeks.map(({ week, spots: own }) => (
                  <td key={week} className="num">
                    {count(own)}
                  </td>
                ))}
                <td className="num">{count(spots)}</td>
                <td className="num">{points(answer.ratingHundredths)}</td>
                <td className="num">{cell(answer.totalCents)}</td>
              </tr>
              <tr>
                <td>Points of the week</td>
                {answer.weeks.map(({ week, ratingHundredths }) => (
                  <td key={week} className="num">
                    {points(ratingHundredths)}
                  </td>
                ))}
                <td colSpan={3} />
              </tr>
            </tfoot>
          </table>
        </TableRegion>
      </Panel>
      <div className={classes.pair}>
        <Shares title="By station" rows={answer.stations.map(({ station, ...rest }) => ({ name: station, ...rest }))} />
        <Shares
          title="By daypart"
          rows={answer.dayparts.map(({ daypart, ...rest }) => ({ name: daypartWord(daypart), ...rest }))}
        />
      </div>
    </>
  );
}

function boundWords({ status, bound, reach }: PlanBuyResponse): string {
  const most = reach === null ? `${points(Math.round(bound))} points` : `${percent(1 - Math.exp(-bound))} reached`;
  return status === 'optimal' ? `no buy can have more than ${most}` : `at most ${most}; more time may find more`;
}

function LineRow(props: {
  name: string;
  rows: readonly Row[];
  weeks: readonly string[];
  money: (cents: number) => string;
}) {
  const { name, rows, weeks } = props;
  const [first] = rows;
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
  const inWeek = (week: string) => rows.filter((row) => row.week === week).reduce((total, row) => total + row.spots, 0);
  return (
    <tr>
      <td className={classes.nowrap}>
        <strong>{name}</strong>
        <div className="quiet">
          {first?.station} · {daypartWord(first?.daypart ?? '')} · {first?.lengthSeconds} s
          {rows.every((row) => row.isLocked) ? ' · kept' : ''}
        </div>
      </td>
      {weeks.map((week) => (
        <td key={week} className="num">
          {inWeek(week) === 0 ? <span className="quiet">–</span> : count(inWeek(week))}
        </td>
      ))}
      <td className="num">{count(sum((row) => row.spots))}</td>
      <td className="num">{points(sum((row) => row.ratingHundredths))}</td>
      <td className="num">{props.money(sum((row) => row.costCents))}</td>
    </tr>
  );
}

type ShareRow = Readonly<{
  name: string;
  spots: number;
  costCents: number;
  ratingHundredths: number;
  shareBasisPoints: number;
}>;

function Shares({ title, rows }: { title: string; rows: readonly ShareRow[] }) {
  const cell = tableMoney(rows.map(({ costCents }) => costCents));
  return (
    <Panel title={title} flush>
      <TableRegion label={`Spots ${title.toLowerCase()}`}>
        <table className="table">
          <thead>
            <tr>
              <th>{title.slice(3, 4).toUpperCase() + title.slice(4)}</th>
              <th className="num">Spots</th>
              <th className="num">Points</th>
              <th className="num">Cost, $</th>
              <th className="num">Share</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <td>
                  <strong>{row.name}</strong>
                </td>
                <td className="num">{count(row.spots)}</td>
                <td className="num">{points(row.ratingHundredths)}</td>
                <td className="num">{cell(row.costCents)}</td>
                <td className="num">{basisPoints(row.shareBasisPoints)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableRegion>
    </Panel>
  );
}
